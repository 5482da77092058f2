"""W1 push, W2 photos, W5 judge, W7 tablet, W10 start: ours, the bound, and their ratio."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import http.client
import json
import os
import sqlite3
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from audit_rules.judge import judge
from backend.bench import bench_world, pushing
from backend.bench.measured import Measured, limited, verdict
from backend.bench.tablet import w7_tablet
from backend.plumbing.database.engine_sqlite import PRAGMAS
from backend.plumbing.migrate import migrate
from backend.plumbing.objects import sync_file, sync_folder
from backend.plumbing.protocol import SPOKEN

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend.settings import Settings

ROUNDS = 5
MEGABYTE = 1_000_000
PIECE_BYTES = 5 * MEGABYTE
HEADERS = {**SPOKEN, "Content-Type": "application/json", "Content-Encoding": "gzip"}


def w2_photos(settings: Settings, *, rounds: int = ROUNDS) -> list[Measured]:
    """Tus upload of 300 kB and 8 MB against hash, write, flush, rename and commit of the same bytes."""
    found: list[Measured] = []
    with tempfile.TemporaryDirectory() as folder:
        here = replace(settings, data=Path(folder), database_url="")
        migrate(here.database)
        asyncio.run(bench_world.prepare(here, 1, 1))
        with bench_world.server(here) as (base, child):
            token = asyncio.run(_one_token(base))
            idle = bench_world.resident_bytes(child.pid)
            for size, count, budget in ((300_000, 20, 0.5), (8 * MEGABYTE, 4, 0.7)):
                ours = [_upload(base, token, size, count) for _ in range(rounds)]
                bound = [_plain_write(Path(folder), size, count) for _ in range(rounds)]
                ratio = statistics.median(bound) / statistics.median(ours)
                speed = size * count / MEGABYTE
                found.append(
                    Measured(
                        id="W2",
                        what=f"photos of {size / MEGABYTE:g} MB",
                        ours=f"{speed / statistics.median(ours):,.0f} MB/s",
                        bound=f"{speed / statistics.median(bound):,.0f} MB/s hash, write, commit",
                        ratio=ratio,
                        budget=budget,
                        good=verdict(ratio, budget),
                    )
                )
            grown = (bench_world.resident_bytes(child.pid) - idle) / (1 << 20)
    found.append(
        Measured(
            id="W2m",
            what="memory grown by all uploads",
            ours=f"{grown:.0f} MiB",
            bound="32 MiB",
            ratio=grown / 32,
            budget=1.0,
            good=verdict(grown / 32, 1.0, least=False),
        )
    )
    return found


async def _one_token(base: str) -> str:
    async with httpx.AsyncClient(base_url=base, timeout=60, headers=SPOKEN) as client:
        return await pushing.token_of(client, "p14")


def _upload(base: str, token: str, size: int, count: int) -> float:
    """Seconds for so many files, one after the other; the client does as little as it can."""
    contents = [os.urandom(size) for _ in range(count)]
    hashes = [base64.b64encode(hashlib.sha256(one).hexdigest().encode()) for one in contents]
    wire = http.client.HTTPConnection(base.removeprefix("http://"), timeout=60)
    common = {**SPOKEN, "Authorization": f"Bearer {token}", "Tus-Resumable": "1.0.0"}
    start = time.perf_counter()
    for content, digest in zip(contents, hashes, strict=True):
        # The first bytes come with the announcement, as the protocol allows.
        more = {
            "Upload-Length": str(size),
            "Upload-Metadata": f"sha256 {digest.decode()}",
            "Content-Type": "application/offset+octet-stream",
        }
        method, where, offset = "POST", "/api/files", 0
        while offset < size:
            piece = memoryview(content)[offset : offset + PIECE_BYTES]
            wire.request(method, where, body=piece, headers={**common, **more})
            moved = wire.getresponse()
            moved.read()
            assert moved.status in {201, 204}, moved.status
            where = moved.headers.get("location", where)
            offset = int(moved.headers["upload-offset"])
            method, more = (
                "PATCH",
                {
                    "Upload-Offset": str(offset),
                    "Content-Type": "application/offset+octet-stream",
                },
            )
    seconds = time.perf_counter() - start
    wire.close()
    return seconds


def _plain_write(folder: Path, size: int, count: int) -> float:
    """Hash, write, flush of file and folder, rename, and one durable commit for each."""
    contents = [os.urandom(size) for _ in range(count)]
    raw = sqlite3.connect(folder / "plain.sqlite3", isolation_level=None)
    for pragma in PRAGMAS:
        raw.execute(pragma)
    raw.execute("CREATE TABLE IF NOT EXISTS file (sha256 TEXT, bytes INTEGER)")
    start = time.perf_counter()
    for at, content in enumerate(contents):
        digest = hashlib.sha256(content).hexdigest()
        part = folder / f"plain-{at}"
        part.write_bytes(content)
        sync_file(part)
        part.replace(folder / f"whole-{at}")
        sync_folder(folder)
        raw.execute("INSERT INTO file VALUES (?, ?)", (digest, size))
    seconds = time.perf_counter() - start
    raw.close()
    return seconds


def w5_judge(settings: Settings, *, rounds: int = ROUNDS) -> list[Measured]:
    """Verdicts of 30 questions a second against a bare loop over the same answers."""
    from audit_rules.authoring import rule_document
    from audit_rules.examples import environment_of
    from audit_rules.judge import compile_judge
    from backend.demo import past
    from backend.plumbing.yaml_files import read_yaml
    from checklists.publish import template_document

    assert settings
    authored = read_yaml(past.PUBLISHED["data-handling"]).data
    template = template_document(authored)
    rules = rule_document(authored, "0" * 64, read_yaml(past.PACK).data)
    compiled = compile_judge(template, rules["judge"])
    env = environment_of(template, rules["examples"][0]["answers"])
    ours = _per_second(lambda: judge(compiled, env), rounds)
    bound = _per_second(lambda: [value for value in env.q.values() if value is not None], rounds)
    return [
        Measured(
            id="W5",
            what=f"verdicts of {len(template['order'])} questions a core",
            ours=f"{ours:,.0f}/s",
            bound=f"{bound:,.0f}/s bare loop",
            ratio=ours / 1_500,
            budget=1.0,
            good=verdict(ours / 1_500, 1.0),
        )
    ]


def _per_second(work: Callable[[], object], rounds: int) -> float:
    found: list[float] = []
    for _ in range(rounds):
        start, done = time.perf_counter(), 0
        while time.perf_counter() - start < 0.2:
            work()
            done += 1
        found.append(done / (time.perf_counter() - start))
    return statistics.median(found)


def w10_start(settings: Settings, *, rounds: int = ROUNDS) -> list[Measured]:
    """Second start until ready, and memory at rest and after pushes."""
    with tempfile.TemporaryDirectory() as folder:
        here = replace(settings, data=Path(folder), database_url="")
        migrate(here.database)
        batches = asyncio.run(bench_world.prepare(here, 4, 40))
        seconds: list[float] = []
        idle = busy = 0.0
        for at in range(rounds):
            start = time.perf_counter()
            with bench_world.server(here) as (base, child):
                seconds.append(time.perf_counter() - start)
                idle = bench_world.resident_bytes(child.pid) / (1 << 20)
                if at == rounds - 1:
                    asyncio.run(pushing.push_all(base, batches))
                    busy = bench_world.resident_bytes(child.pid) / (1 << 20)
    started = statistics.median(seconds)
    return [
        limited("W10", "start until ready", f"{started:.2f} s", "3 s", started / 3),
        limited("W10m", "memory at rest", f"{idle:.0f} MiB", "150 MiB", idle / 150),
        limited("W10b", "memory after pushes", f"{busy:.0f} MiB", "400 MiB", busy / 400),
    ]


WORKLOADS: dict[str, Callable[[Settings], list[Measured]]] = {
    "W1": pushing.w1_batches,
    "W1s": pushing.w1_inspections,
    "W1t": pushing.w1_singly,
    "W2": w2_photos,
    "W5": w5_judge,
    "W7": w7_tablet,
    "W10": w10_start,
}

ASKED_FOR = {"W7"}
"""Runs only when it is named: it installs the form engines that it measures beside ours."""


def as_json(rows: list[Measured]) -> str:
    """For machines."""
    return json.dumps([{name: getattr(row, name) for name in Measured.__slots__} for row in rows])
