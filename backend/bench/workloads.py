"""W1 push, W2 photos, W5 judge, W7 tablet, W10 start: ours, the bound, and their ratio."""

from __future__ import annotations

import asyncio
import base64
import gzip
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
from typing import TYPE_CHECKING, Any

import httpx

from audit_rules.judge import judge
from backend.bench import bench_world
from backend.bench.measured import Measured, verdict
from backend.bench.tablet import w7_tablet
from backend.plumbing.database.engine_sqlite import PRAGMAS
from backend.plumbing.migrate import migrate
from backend.plumbing.protocol import SPOKEN
from backend.schema import TABLES, table_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend.settings import Settings

ROUNDS = 5
MEGABYTE = 1_000_000
HEADERS = {**SPOKEN, "Content-Type": "application/json", "Content-Encoding": "gzip"}


def w1_push(settings: Settings, *, rounds: int = ROUNDS, inspections: int = 60) -> list[Measured]:
    """Push over HTTP, scored, against the raw insert of all rows it writes."""
    ours: list[float] = []
    bounds: list[float] = []
    count = 0
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            here = replace(settings, data=Path(folder), database_url="")
            migrate(here.database)
            batches = asyncio.run(bench_world.prepare(here, 4, inspections))
            before = _counts(bench_world.database_path(here))
            with bench_world.server(here) as (base, _):
                ours.append(asyncio.run(_push_all(base, batches)))
            count = sum(one.operations for one in batches)
            commits = sum(len(one.bodies) for one in batches)
            bounds.append(_bound(bench_world.database_path(here), before, commits))
    mine, bound = statistics.median(ours), statistics.median(bounds)
    ratio = bound / mine
    return [
        Measured(
            id="W1",
            what=f"push of {count} operations, scored (SQLite)",
            ours=f"{count / mine:,.0f} op/s",
            bound=f"{count / bound:,.0f} op/s raw insert of all rows",
            ratio=ratio,
            budget=0.10,
            good=verdict(ratio, 0.10),
        )
    ]


def w1_postgres(settings: Settings, dsn: str, *, inspections: int = 60) -> list[Measured]:
    """The same on PostgreSQL: stated, without a bound of its own."""
    with tempfile.TemporaryDirectory() as folder:
        here = replace(settings, data=Path(folder), database_url=dsn)
        migrate(here.database)
        batches = asyncio.run(bench_world.prepare(here, 4, inspections))
        with bench_world.server(here) as (base, _):
            seconds = asyncio.run(_push_all(base, batches))
    count = sum(one.operations for one in batches)
    return [
        Measured(
            id="W1p",
            what=f"push of {count} operations, scored (PostgreSQL)",
            ours=f"{count / seconds:,.0f} op/s",
            bound="stated only",
            ratio=1.0,
            budget=0.0,
            good=True,
        )
    ]


async def _push_all(base: str, batches: list[bench_world.Batches]) -> float:
    async with httpx.AsyncClient(base_url=base, timeout=60, headers=SPOKEN) as client:
        tokens = {one.token: await _token(client, one.token) for one in batches}
        packed = [[gzip.compress(body, 1) for body in one.bodies] for one in batches]
        start = time.perf_counter()
        await asyncio.gather(
            *(
                _push_chain(client, tokens[one.token], bodies)
                for one, bodies in zip(batches, packed, strict=True)
            )
        )
        return time.perf_counter() - start


async def _push_chain(client: httpx.AsyncClient, token: str, bodies: list[bytes]) -> None:
    headers = {**HEADERS, "Authorization": f"Bearer {token}"}
    for body in bodies:
        response = await client.post("/api/sync/push", content=body, headers=headers)
        response.raise_for_status()
        refused = [one for one in response.json()["statuses"] if one["status"] != "ok"]
        assert not refused, refused[:2]


async def _token(client: httpx.AsyncClient, key: str) -> str:
    body = {"email": f"{key}@harbourline.example", "password": bench_world.PASSWORD}
    response = await client.post("/api/session", json=body)
    response.raise_for_status()
    return response.json()["token"]


def _counts(path: Path) -> dict[str, int]:
    with sqlite3.connect(path) as connection:
        return {
            table_name(table): connection.execute(
                f"SELECT COALESCE(MAX(rowid), 0) FROM {table_name(table)}"  # noqa: S608 - our own tables
            ).fetchone()[0]
            for table in TABLES
        }


def _bound(path: Path, before: dict[str, int], commits: int) -> float:
    """Seconds to insert the same new rows again with as many commits."""
    rows: dict[str, list[tuple[Any, ...]]] = {}
    with sqlite3.connect(path) as source:
        for name, last in before.items():
            sql = f"SELECT * FROM {name} WHERE rowid > ?"  # noqa: S608 - our own tables
            rows[name] = source.execute(sql, (last,)).fetchall()
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "bound.sqlite3"
        migrate(f"sqlite:///{target}")
        connection = sqlite3.connect(target, isolation_level=None)
        for pragma in PRAGMAS:
            connection.execute(pragma)
        connection.execute("PRAGMA foreign_keys=0")
        start = time.perf_counter()
        for at in range(commits):
            connection.execute("BEGIN IMMEDIATE")
            for name, all_rows in rows.items():
                part = all_rows[
                    len(all_rows) * at // commits : len(all_rows) * (at + 1) // commits
                ]
                if part:
                    marks = ",".join("?" * len(part[0]))
                    connection.executemany(f"INSERT INTO {name} VALUES ({marks})", part)  # noqa: S608 - our own tables
            connection.execute("COMMIT")
        seconds = time.perf_counter() - start
        connection.close()
    return seconds


def w2_photos(settings: Settings, *, rounds: int = ROUNDS) -> list[Measured]:
    """Tus upload of 300 kB and 8 MB against read, hash, write and fsync of the same bytes."""
    found: list[Measured] = []
    with tempfile.TemporaryDirectory() as folder:
        here = replace(settings, data=Path(folder), database_url="")
        migrate(here.database)
        asyncio.run(bench_world.prepare(here, 1, 1))
        with bench_world.server(here) as (base, child):
            token = asyncio.run(_one_token(base))
            idle = bench_world.resident_bytes(child.pid)
            for size, count in ((300_000, 20), (8 * MEGABYTE, 4)):
                ours = [_upload(base, token, size, count) for _ in range(rounds)]
                bound = [_plain_write(Path(folder), size, count) for _ in range(rounds)]
                ratio = statistics.median(bound) / statistics.median(ours)
                speed = size * count / MEGABYTE
                found.append(
                    Measured(
                        id="W2",
                        what=f"photos of {size / MEGABYTE:g} MB",
                        ours=f"{speed / statistics.median(ours):,.0f} MB/s",
                        bound=f"{speed / statistics.median(bound):,.0f} MB/s hash, write, fsync",
                        ratio=ratio,
                        budget=0.5,
                        good=verdict(ratio, 0.5),
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
        return await _token(client, "p14")


def _upload(base: str, token: str, size: int, count: int) -> float:
    """Seconds for so many files, one after the other; the client does as little as it can."""
    contents = [os.urandom(size) for _ in range(count)]
    hashes = [base64.b64encode(hashlib.sha256(one).hexdigest().encode()) for one in contents]
    wire = http.client.HTTPConnection(base.removeprefix("http://"), timeout=60)
    common = {**SPOKEN, "Authorization": f"Bearer {token}", "Tus-Resumable": "1.0.0"}
    start = time.perf_counter()
    for content, digest in zip(contents, hashes, strict=True):
        more = {"Upload-Length": str(size), "Upload-Metadata": f"sha256 {digest.decode()}"}
        wire.request("POST", "/api/files", headers={**common, **more})
        begun = wire.getresponse()
        begun.read()
        where = begun.headers["location"]
        for offset in range(0, size, 5 * MEGABYTE):
            patch = {
                **common,
                "Upload-Offset": str(offset),
                "Content-Type": "application/offset+octet-stream",
            }
            piece = memoryview(content)[offset : offset + 5 * MEGABYTE]
            wire.request("PATCH", where, body=piece, headers=patch)
            moved = wire.getresponse()
            moved.read()
            assert moved.status == 204, moved.status
    seconds = time.perf_counter() - start
    wire.close()
    return seconds


def _plain_write(folder: Path, size: int, count: int) -> float:
    contents = [os.urandom(size) for _ in range(count)]
    start = time.perf_counter()
    for at, content in enumerate(contents):
        hashlib.sha256(content).hexdigest()
        with (folder / f"plain-{at}").open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    return time.perf_counter() - start


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
                    asyncio.run(_push_all(base, batches))
                    busy = bench_world.resident_bytes(child.pid) / (1 << 20)
    started = statistics.median(seconds)
    return [
        _limit("W10", "start until ready", f"{started:.2f} s", "3 s", started / 3),
        _limit("W10m", "memory at rest", f"{idle:.0f} MiB", "150 MiB", idle / 150),
        _limit("W10b", "memory after pushes", f"{busy:.0f} MiB", "400 MiB", busy / 400),
    ]


def _limit(known: str, what: str, ours: str, bound: str, ratio: float) -> Measured:
    good = verdict(ratio, 1.0, least=False)
    return Measured(
        id=known, what=what, ours=ours, bound=bound, ratio=ratio, budget=1.0, good=good
    )


WORKLOADS: dict[str, Callable[[Settings], list[Measured]]] = {
    "W1": w1_push,
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
