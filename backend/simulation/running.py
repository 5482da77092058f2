"""Many seeds, one after another or beside each other; a failing one is told with its trace."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from backend.serving import configure_logging
from backend.settings import child_environment
from backend.simulation.events import EVENTS
from backend.simulation.houses import Home, build
from backend.simulation.ledger_of_truth import ViolationError
from backend.simulation.server import SimulatedServer
from backend.simulation.story import Story
from backend.simulation.tablets import Tablets

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
BUNDLE = ROOT / "pwa" / "dist-simulation"
STEPS = 160
# Memory where there is some: a seed writes and forgets a database.
FAST = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one seed went."""

    seed: int
    steps: int
    faults: int
    violation: str | None
    trace: tuple[str, ...]


class Simulator:
    """A server, a process of tablets, and two organisations to begin every seed with."""

    def __init__(self, bundle: Path, steps: int = STEPS) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="fieldseal-simulation-", dir=fast_folder()))
        self._runner = asyncio.Runner()
        self._steps = steps
        self._tablets = Tablets(bundle)
        self._homes: list[Home] = self._runner.run(build(self._folder / "template"))
        self._server = SimulatedServer(self._folder / "template", self._folder / "work")

    def close(self) -> None:
        """Leave nothing behind."""
        self._tablets.close()
        self._runner.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def run(self, seed: int) -> Outcome:
        """Live through one seed."""
        story = Story(self._server, self._tablets, self._homes, seed, self._steps, EVENTS)
        violation: str | None = None
        try:
            self._runner.run(story.live())
        except ViolationError as found:
            violation = str(found)
        finally:
            self._runner.run(self._server.end())
        return Outcome(
            seed=seed,
            steps=story.moves,
            faults=story.faults,
            violation=violation,
            trace=tuple(story.trace),
        )


def fast_folder() -> Path | None:
    """Where folders of a run are made; None where the system says."""
    return FAST if FAST.is_dir() and os.access(FAST, os.W_OK) else None


def bundled(planted: str = "", folder: Path = BUNDLE) -> Path:
    """The app as one file for node, with a fault planted or without; built when it is not there."""
    path = folder / "run.mjs"
    if planted or _is_old(path):
        more = {"FIELDSEAL_SIMULATION_OUT": str(folder)}
        more |= {"FIELDSEAL_PLANTED": planted} if planted else {}
        command = ["npm", "--prefix", str(ROOT / "pwa"), "run", "--silent", "build:simulation"]
        subprocess.run(command, check=True, env=child_environment(**more))  # noqa: S603 - our own script
    return path


def _is_old(path: Path) -> bool:
    if not path.exists():
        return True
    made = path.stat().st_mtime
    folders = (ROOT / "pwa" / "src", ROOT / "pwa" / "simulation")
    return any(one.stat().st_mtime > made for folder in folders for one in folder.rglob("*.ts"))


def outcomes(seeds: range, workers: int) -> Iterator[Outcome]:
    """Run these seeds; each worker has a server and tablets of its own."""
    bundle = bundled()
    if workers == 1 or len(seeds) == 1:
        yield from _part(bundle, list(seeds))
        return
    parts = [list(seeds[place::workers]) for place in range(workers)]
    with ProcessPoolExecutor(workers) as pool:
        for found in pool.map(_part_list, [bundle] * workers, parts):
            yield from found


def _part_list(bundle: Path, seeds: list[int]) -> list[Outcome]:
    return list(_part(bundle, seeds))


def _part(bundle: Path, seeds: list[int]) -> Iterator[Outcome]:
    structlog.reset_defaults()
    configure_logging("critical")
    simulator = Simulator(bundle)
    try:
        for seed in seeds:
            yield simulator.run(seed)
    finally:
        simulator.close()
