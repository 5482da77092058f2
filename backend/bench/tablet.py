"""W7: a form of 300 questions in Chromium, ours beside Enketo and SurveyJS, slowed down four times."""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from backend.bench import bench_world, long_form
from backend.bench.measured import Measured, verdict
from backend.plumbing.migrate import migrate
from backend.settings import child_environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend.settings import Settings

ROOT = Path(__file__).parents[2]
PEERS = Path(__file__).parent / "peers"
DRIVER = ROOT / "pwa" / "dist-bench" / "run.mjs"
ROUNDS = 5
PERSON = "p14"
SAVED_MS = {"long-parts": 60, "long-whole": 90}
READY = {"long-parts": 0.6, "long-whole": 0.8}
PRESSED = 0.5


class Tap(TypedDict):
    """One tap, in ms; `saved` is None for an engine that stores nothing."""

    frame: float
    looked: bool
    saved: float | None


class Round(TypedDict):
    """One load in ms, the elements of the page then, and its taps."""

    ready: float
    nodes: int
    taps: list[Tap]


def w7_tablet(settings: Settings, *, rounds: int = ROUNDS) -> list[Measured]:
    """Ready, pressed and saved beside the peers of the same run; medians over the rounds."""
    _built()
    with tempfile.TemporaryDirectory() as folder:
        here = replace(settings, data=Path(folder), database_url="")
        migrate(here.database)
        asyncio.run(bench_world.prepare(here, 0, 0, also=long_form.publish))
        with bench_world.server(here) as (base, _):
            played = _played(base, rounds)
    lines = [one for name in READY for one in compared(name, played)]
    return [*lines, *(_stated(name, played[name]) for name in ("enketo", "survey"))]


def _built() -> None:
    """Install the peers by their lock file, where that was not done, and build driver and pages."""
    npm = ["npm", "--silent", "--prefix"]
    if not (PEERS / "node_modules").is_dir():
        _run([*npm, str(PEERS), "ci", "--ignore-scripts", "--no-audit", "--no-fund"])
    _run([*npm, str(ROOT / "pwa"), "run", "build:bench"])


def _played(base: str, rounds: int) -> dict[str, list[Round]]:
    task = {
        "address": base,
        "email": f"{PERSON}@harbourline.example",
        "password": bench_world.PASSWORD,
        "rounds": rounds,
    }
    return json.loads(_run(["node", str(DRIVER), json.dumps(task)]))


def _run(command: list[str]) -> str:
    done = subprocess.run(  # noqa: S603 - our own scripts
        command, check=True, env=child_environment(), stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def compared(name: str, played: dict[str, list[Round]]) -> list[Measured]:
    """Ready, pressed and saved of one of our forms, the first two beside Enketo's."""
    own, peer = played[name], played["enketo"]
    ready, theirs = _median(own, _ready), _median(peer, _ready)
    frame, their_frame = _median(own, _frame), _median(peer, _frame)
    saved = _median(own, _saved)
    looked = all(tap["looked"] for one in own for tap in one["taps"])
    return [
        _at_most(
            f"{name}: ready", _ms(ready), f"{_ms(theirs)} Enketo", ready / theirs, READY[name]
        ),
        _at_most(
            f"{name}: tap to pressed, p95" + ("" if looked else " (NOT ALWAYS SHOWN)"),
            _ms(frame),
            f"{_ms(their_frame)} Enketo, next frame",
            frame / their_frame if looked else float("inf"),
            PRESSED,
        ),
        _at_most(
            f"{name}: tap to saved, p95",
            _ms(saved),
            _ms(SAVED_MS[name]),
            saved / SAVED_MS[name],
            1.0,
        ),
    ]


def _stated(name: str, rounds: list[Round]) -> Measured:
    nodes = statistics.median(one["nodes"] for one in rounds)
    return Measured(
        id="W7",
        what=f"{name}, {len(rounds)} rounds: ready, next frame, {nodes:,.0f} elements",
        ours=f"{_ms(_median(rounds, _ready))} {_ms(_median(rounds, _frame))}",
        bound="stated only",
        ratio=1.0,
        budget=0.0,
        good=True,
    )


def _at_most(what: str, ours: str, bound: str, ratio: float, budget: float) -> Measured:
    good = verdict(ratio, budget, least=False)
    return Measured(
        id="W7", what=what, ours=ours, bound=bound, ratio=ratio, budget=budget, good=good
    )


def _median(rounds: list[Round], figure: Callable[[Round], float]) -> float:
    return statistics.median(figure(one) for one in rounds)


def _ready(one: Round) -> float:
    return one["ready"]


def _frame(one: Round) -> float:
    return _p95([tap["frame"] for tap in one["taps"]])


def _saved(one: Round) -> float:
    return _p95([tap["saved"] for tap in one["taps"] if tap["saved"] is not None])


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def _ms(value: float) -> str:
    return f"{value:,.0f} ms"
