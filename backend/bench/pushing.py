"""W1, W1s, W1t: pushes over HTTP in batches, by inspection and one by one, by processor time.

The bound of the same run is a raw insert of a fixed set: one row of 600 bytes and one entry of 200
bytes for each operation, with as many commits as there were requests.
"""

from __future__ import annotations

import asyncio
import gzip
import sqlite3
import statistics
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from backend.bench import bench_world
from backend.bench.measured import Measured, limited, verdict
from backend.plumbing.database.engine_sqlite import PRAGMAS
from backend.plumbing.migrate import migrate
from backend.plumbing.protocol import SPOKEN

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backend.bench.bench_world import Sending
    from backend.settings import Settings

ROUNDS = 5
HEADERS = {**SPOKEN, "Content-Type": "application/json", "Content-Encoding": "gzip"}
# An inspection of 30 answers has 32 operations: with them figures of several checklists agree.
OPERATIONS = 32
ROW_BYTES, ENTRY_BYTES = 600, 200
CLIENTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """What one round took: seconds by the clock and of the processor, and of each request."""

    operations: int
    requests: int
    findings: int
    seconds: float
    cpu: float
    each: tuple[float, ...]

    @property
    def cpu_ms(self) -> float:
        """Of the server's processor, for each inspection of 32 operations."""
        return self.cpu * 1_000 * OPERATIONS / self.operations

    @property
    def p99_ms(self) -> float:
        """The slowest of a hundred requests."""
        return sorted(self.each)[min(len(self.each) - 1, len(self.each) * 99 // 100)] * 1_000


# What is sent before, and what is measured.
Parts = tuple[list[bytes], list[bytes]]


def batched(tablet: Sending) -> Parts:
    """Nothing before, then 200 operations a request."""
    return [], tablet.bodies()


def by_inspection(tablet: Sending) -> Parts:
    """Nothing before, then one inspection a request."""
    return [], [tablet.body(visit) for visit in tablet.visits]


def singly(tablet: Sending) -> Parts:
    """The first half of one inspection before, then one operation a request."""
    (visit,) = tablet.visits
    half = len(visit) // 2
    return [tablet.body(visit[:half])], [tablet.body([op]) for op in visit[half:]]


def w1_batches(
    settings: Settings, *, rounds: int = ROUNDS, inspections: int = 60
) -> list[Measured]:
    """200 operations a request, 5 % of the answers failing."""
    found = [
        _round(settings, batched, (4, inspections), bench_world.FAILING) for _ in range(rounds)
    ]
    clean = [_round(settings, batched, (4, inspections), bench_world.CLEAN) for _ in range(rounds)]
    more = _each_finding(found, clean)
    return [
        _row("W1", "200 operations a request", found, 3.0),
        limited("W1f", "more for each finding", f"{more:.2f} ms CPU", "0.3 ms", more / 0.3),
    ]


def w1_inspections(
    settings: Settings, *, rounds: int = ROUNDS, inspections: int = 30
) -> list[Measured]:
    """One inspection a request, eight tablets at once."""
    factor = bench_world.FAILING
    found = [
        _round(settings, by_inspection, (CLIENTS, inspections), factor) for _ in range(rounds)
    ]
    slow = statistics.median(one.p99_ms for one in found)
    return [
        _row("W1s", "one inspection a request", found, 5.0),
        limited("W1s", f"p99 with {CLIENTS} tablets", f"{slow:.0f} ms", "100 ms", slow / 100),
    ]


def w1_singly(settings: Settings, *, rounds: int = ROUNDS, tablets: int = 24) -> list[Measured]:
    """One operation a request, on inspections that are half filled."""
    found = [_round(settings, singly, (tablets, 1), bench_world.FAILING) for _ in range(rounds)]
    cpu = statistics.median(one.cpu * 1_000 / one.operations for one in found)
    rate = statistics.median(one.operations / one.seconds for one in found)
    share = statistics.median(bound_cpu(one.operations, one.requests) / one.cpu for one in found)
    return [
        Measured(
            id="W1t",
            what="one operation a request",
            ours=f"{cpu:.1f} ms CPU",
            bound=f"2.5 ms; raw insert is {share:.2f} of ours",
            ratio=cpu / 2.5,
            budget=1.0,
            good=verdict(cpu / 2.5, 1.0, least=False),
        ),
        limited("W1t", "operations one by one", f"{rate:,.0f}/s", "400/s", 400 / rate),
    ]


def w1_postgres(settings: Settings, dsn: str, *, rounds: int = 3) -> list[Measured]:
    """The same batches on PostgreSQL beside SQLite, the server process alone."""
    factor = bench_world.FAILING
    mine = [_round(settings, batched, (4, 60), factor) for _ in range(rounds)]
    theirs = [_round(settings, batched, (4, 60), factor, dsn) for _ in range(rounds)]
    cpu, other = _cpu(mine), _cpu(theirs)
    return [
        limited(
            "W1p", "200 operations a request, PostgreSQL", f"{other:.2f} ms CPU",
            f"1.5 x {cpu:.2f} ms of SQLite", other / cpu / 1.5,
        )
    ]  # fmt: skip


def _row(known: str, what: str, found: Sequence[Pushed], budget_ms: float) -> Measured:
    cpu = _cpu(found)
    share = statistics.median(bound_cpu(one.operations, one.requests) / one.cpu for one in found)
    rate = statistics.median(one.operations / one.seconds for one in found)
    return Measured(
        id=known,
        what=f"{what} ({found[0].findings} findings)",
        ours=f"{cpu:.2f} ms CPU",
        bound=f"{budget_ms:g} ms; {rate:,.0f} op/s; raw insert {share:.2f} of it",
        ratio=cpu / budget_ms,
        budget=1.0,
        good=verdict(cpu / budget_ms, 1.0, least=False),
    )


def _cpu(found: Sequence[Pushed]) -> float:
    return statistics.median(one.cpu_ms for one in found)


def _each_finding(found: Sequence[Pushed], clean: Sequence[Pushed]) -> float:
    """Milliseconds more for each finding more, by operations alike."""
    here = statistics.median(one.cpu for one in found) / found[0].operations
    there = statistics.median(one.cpu for one in clean) / clean[0].operations
    findings = found[0].findings / found[0].operations - clean[0].findings / clean[0].operations
    return max(0.0, here - there) / findings * 1_000


def _round(
    settings: Settings,
    cut: Callable[[Sending], Parts],
    size: tuple[int, int],
    factor: float,
    dsn: str = "",
) -> Pushed:
    """One round of so many tablets with so many inspections each."""
    with tempfile.TemporaryDirectory() as folder:
        here = replace(settings, data=Path(folder), database_url=dsn)
        migrate(here.database)
        sending = asyncio.run(bench_world.prepare(here, *size, factor))
        with bench_world.server(here) as (base, child):
            return asyncio.run(_pushed(base, child.pid, sending, cut))


async def _pushed(
    base: str, pid: int, sending: Sequence[Sending], cut: Callable[[Sending], Parts]
) -> Pushed:
    async with httpx.AsyncClient(base_url=base, timeout=60, headers=SPOKEN) as client:
        tokens = {one.token: await token_of(client, one.token) for one in sending}
        parts = [(tokens[one.token], *cut(one)) for one in sending]
        for token, before, _ in parts:
            await _push_chain(client, token, [gzip.compress(body, 1) for body in before])
        packed = [
            (token, [gzip.compress(body, 1) for body in bodies]) for token, _, bodies in parts
        ]
        cpu, start = bench_world.cpu_seconds(pid), time.perf_counter()
        each = await asyncio.gather(*(_push_chain(client, *one) for one in packed))
        seconds = time.perf_counter() - start
        used = bench_world.cpu_seconds(pid) - cpu
    raised = sum(
        op.count(b'"kind":"note"') for one in sending for visit in one.visits for op in visit
    )
    operations = sum(body.count(b'"recorded_at"') for _, _, bodies in parts for body in bodies)
    return Pushed(
        operations=operations,
        requests=sum(len(bodies) for _, bodies in packed),
        findings=raised,
        seconds=seconds,
        cpu=used,
        each=tuple(one for some in each for one in some),
    )


async def push_all(base: str, sending: Sequence[Sending]) -> float:
    """Seconds until everything was taken, in batches."""
    async with httpx.AsyncClient(base_url=base, timeout=60, headers=SPOKEN) as client:
        tokens = {one.token: await token_of(client, one.token) for one in sending}
        start = time.perf_counter()
        await asyncio.gather(
            *(
                _push_chain(
                    client, tokens[one.token], [gzip.compress(body, 1) for body in one.bodies()]
                )
                for one in sending
            )
        )
        return time.perf_counter() - start


async def _push_chain(
    client: httpx.AsyncClient, token: str, bodies: Sequence[bytes]
) -> list[float]:
    headers = {**HEADERS, "Authorization": f"Bearer {token}"}
    each: list[float] = []
    for body in bodies:
        start = time.perf_counter()
        response = await client.post("/api/sync/push", content=body, headers=headers)
        each.append(time.perf_counter() - start)
        response.raise_for_status()
        refused = [one for one in response.json()["statuses"] if one["status"] != "ok"]
        assert not refused, refused[:2]
    return each


async def token_of(client: httpx.AsyncClient, key: str) -> str:
    """Sign one of the organisation's people in."""
    body = {"email": f"{key}@harbourline.example", "password": bench_world.PASSWORD}
    response = await client.post("/api/session", json=body)
    response.raise_for_status()
    return response.json()["token"]


def bound_cpu(operations: int, commits: int) -> float:
    """Processor seconds of a raw insert of the fixed set."""
    rows = [(f"{at:036d}", "x" * (ROW_BYTES - 36)) for at in range(operations)]
    entries = [(at, "y" * (ENTRY_BYTES - 8)) for at in range(operations)]
    with tempfile.TemporaryDirectory() as folder:
        raw = sqlite3.connect(Path(folder) / "bound.sqlite3", isolation_level=None)
        for pragma in PRAGMAS:
            raw.execute(pragma)
        raw.execute("CREATE TABLE a (id TEXT PRIMARY KEY, body TEXT)")
        raw.execute("CREATE TABLE b (seq INTEGER PRIMARY KEY, body TEXT)")
        start = time.process_time()
        for at in range(commits):
            part = slice(operations * at // commits, operations * (at + 1) // commits)
            raw.execute("BEGIN IMMEDIATE")
            raw.executemany("INSERT INTO a VALUES (?, ?)", rows[part])
            raw.executemany("INSERT INTO b VALUES (?, ?)", entries[part])
            raw.execute("COMMIT")
        seconds = time.process_time() - start
        raw.close()
    return seconds
