"""The server is killed inside pushes; what it acknowledged is there, once."""

from __future__ import annotations

import asyncio
import random
import signal
import sqlite3
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx

from backend.bench import bench_world
from backend.plumbing.migrate import migrate
from backend.plumbing.protocol import SPOKEN
from backend.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

KILLS = 30


@dataclass(slots=True)
class Sending:
    """One chain on its way: which bodies the server has acknowledged."""

    bodies: list[bytes]
    token: str = ""
    acknowledged: set[str] = field(default_factory=set[str])
    cut_off: int = 0


async def test_nothing_acknowledged_is_lost_in_thirty_kills(tmp_path: Path) -> None:
    """SIGKILL aimed inside the request, thirty times: no acknowledged operation lost or doubled."""
    settings = Settings(data=tmp_path)
    migrate(settings.database)
    (tablet,) = await bench_world.prepare(settings, 1, 60)
    # Few operations a body, so that there are many requests to be killed in.
    sending = Sending(bodies=tablet.bodies(8))
    draw = random.Random(20261120)

    for _ in range(KILLS):
        await asyncio.to_thread(_one_life, settings, sending, draw)
    rows = _stored(settings)

    assert sending.cut_off >= KILLS // 2, "too few kills fell inside a request"
    assert sending.acknowledged <= {known for known, _ in rows}
    assert len(rows) == len({known for known, _ in rows})
    assert [seq for _, seq in rows] == list(range(1, len(rows) + 1))
    assert _ledger_is_whole(settings)


def _one_life(settings: Settings, sending: Sending, draw: random.Random) -> None:
    with bench_world.server(settings) as (base, child):
        asyncio.run(_push_until_killed(base, child.pid, sending, draw))


async def _push_until_killed(base: str, pid: int, sending: Sending, draw: random.Random) -> None:
    import os

    async with httpx.AsyncClient(base_url=base, timeout=10, headers=SPOKEN) as client:
        if not sending.token:
            body = {"email": "p14@harbourline.example", "password": bench_world.PASSWORD}
            sending.token = (await client.post("/api/session", json=body)).json()["token"]
        clock, fastest = asyncio.get_running_loop().time, float("inf")
        for _ in range(draw.randint(1, 4)):
            began = clock()
            if not await _push(client, sending):
                return
            fastest = min(fastest, clock() - began)
        task = asyncio.create_task(_push(client, sending))
        # Aimed by how long this server takes on this machine.
        await asyncio.wait({task}, timeout=draw.random() * fastest)
        sending.cut_off += not task.done()
        os.kill(pid, signal.SIGKILL)
        await asyncio.gather(task, return_exceptions=True)


async def _push(client: httpx.AsyncClient, sending: Sending) -> bool:
    """Send the first body that was not acknowledged; a repeated one is answered again."""
    if not sending.bodies:
        return False
    headers = {
        "Authorization": f"Bearer {sending.token}",
        "Content-Type": "application/json",
    }
    response = await client.post("/api/sync/push", content=sending.bodies[0], headers=headers)
    response.raise_for_status()
    statuses = response.json()["statuses"]
    assert {one["status"] for one in statuses} == {"ok"}, statuses
    sending.acknowledged |= {one["id"] for one in statuses}
    sending.bodies.pop(0)
    return True


def _stored(settings: Settings) -> list[tuple[str, int]]:
    with sqlite3.connect(bench_world.database_path(settings)) as connection:
        return connection.execute(
            "SELECT id, seq FROM operation WHERE status = 'ok' ORDER BY seq"
        ).fetchall()


def _ledger_is_whole(settings: Settings) -> bool:
    """Numbers without a gap, and the kept frontier is the tree of all entries."""
    import json

    from backend.clock import instant_text
    from reports.proof.entry import LedgerEntry, entry_leaf
    from reports.proof.merkle import Frontier, Tree, frontier_root

    with sqlite3.connect(bench_world.database_path(settings)) as connection:
        rows = connection.execute(
            "SELECT seq, n, at, kind, stream, subject, body_hash FROM ledger_entry ORDER BY seq"
        ).fetchall()
        size, kept = connection.execute("SELECT size, frontier FROM log").fetchone()
    leaves = [
        entry_leaf(
            LedgerEntry(
                seq=seq,
                n=n,
                at=instant_text(at),
                kind=kind,
                stream=stream,
                subject=subject,
                body=body,
            )
        )
        for seq, n, at, kind, stream, subject, body in rows
    ]
    roots = tuple(bytes.fromhex(one) for one in json.loads(kept))
    same_root = Tree(leaves).root() == frontier_root(Frontier(size=size, roots=roots))
    return same_root and [row[0] for row in rows] == list(range(size))
