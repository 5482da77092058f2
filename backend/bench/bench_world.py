"""A fresh organisation on a server of its own, and tablets' batches made beforehand."""

from __future__ import annotations

import asyncio
import os
import random
import socket
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import httpx

from backend import serving
from backend.clock import SetClock, SystemClock
from backend.demo import past
from backend.demo.answers import Place
from backend.demo.devices import Tablet, tablet_of
from backend.demo.people import settle
from backend.demo.visits import Inspecting, Visit
from backend.ids import SeededRandom
from backend.people import queries as people_queries
from backend.people import service as people
from backend.plumbing.yaml_files import read_yaml
from backend.settings import child_environment
from backend.templates import service as templates

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator, Sequence
    from pathlib import Path

    from backend.demo.people import House
    from backend.plumbing.shell import Shell
    from backend.settings import Settings
    from backend.templates.service import Published

    Organisation = tuple[House, dict[str, Published]]

PASSWORD = "bench-password"  # noqa: S105 - of an organisation that lives for one run on loopback
TEMPLATE = "data-handling"
SITES = {
    "p14": "sha-pd",
    "p15": "hgz-xh",
    "p16": "nkg-dp",
    "p17": "szx-ft",
    "p18": "can-th",
    "p19": "sgp-tp",
    "p20": "sha-hq",
    "p09": "sha-hq",
}
READY_SECONDS_MAX = 20
BATCH = 200
# The share of answers that fail at a place of this factor is near 5 %.
FAILING = 1.0
CLEAN = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What one tablet will push: its inspections, each with its operations in the order of the chain."""

    chain: str
    token: str
    visits: tuple[tuple[bytes, ...], ...]

    @property
    def operations(self) -> int:
        """How many there are."""
        return sum(len(visit) for visit in self.visits)

    def bodies(self, size: int = BATCH) -> list[bytes]:
        """Bodies of so many operations each, whatever inspections they belong to."""
        waiting = [op for visit in self.visits for op in visit]
        return [self.body(waiting[at : at + size]) for at in range(0, len(waiting), size)]

    def body(self, operations: Sequence[bytes]) -> bytes:
        """One request's body."""
        return b'{"chain":"%s","operations":[%s]}' % (self.chain.encode(), b",".join(operations))


class BatchTablet(Tablet):
    """A tablet whose sending is left to the benchmark."""

    async def send(self) -> None:
        """Keeps what waits."""


async def prepare(
    settings: Settings,
    tablets: int,
    inspections: int,
    factor: float = CLEAN,
    *,
    also: Callable[[Shell], Awaitable[None]] | None = None,
) -> list[Sending]:
    """Make the organisation in DATA, and what so many tablets will push; `also` adds to it."""
    real = serving.shell_from(settings)
    shell = replace(real, clock=SetClock(SystemClock().now()), random=SeededRandom(3))
    await shell.database.open()
    try:
        made = await _organisation(shell)
        hashed = people.hashed(PASSWORD)
        async with shell.database.transaction() as tx:
            for key in SITES:
                known = made[0].people[key]
                await people_queries.set_password(tx, made[0].organisation, known, hashed)
        if also is not None:
            await also(shell)
        keys = list(SITES)
        return [
            await _sending(shell, made, (keys[at % len(keys)], at), inspections, factor)
            for at in range(tablets)
        ]
    finally:
        await shell.database.close()


async def _organisation(shell: Shell) -> Organisation:
    document = read_yaml(past.ORGANISATION).data
    async with shell.database.transaction() as tx:
        house = await settle(shell, tx, document)
    return house, await past.publish_library(shell, house)


async def _sending(
    shell: Shell,
    made: Organisation,
    who: tuple[str, int],
    inspections: int,
    factor: float,
) -> Sending:
    key, seed = who
    draw = random.Random(seed)  # noqa: S311 - repeatable
    house, published = made
    plain = await tablet_of(shell, house.organisation, house.people[key])
    tablet = BatchTablet(shell, plain.caller, plain.chain)
    pinned = published[TEMPLATE]
    async with shell.database.reading() as reader:
        version = await templates.version(
            shell, reader, house.organisation, pinned.template, pinned.rules
        )
    assert version is not None
    visits: list[tuple[bytes, ...]] = []
    for _ in range(inspections):
        known = frozenset({"classified"} if factor == CLEAN and draw.random() < 0.1 else ())
        visit = Visit(
            version=version,
            hashes=(pinned.template, pinned.rules),
            site=house.places[SITES[key]],
            zone="Asia/Shanghai",
            place=Place(site=SITES[key], factor=factor, known_failures=known),
            business_date="2026-11-20",
            begins_at=shell.clock.now(),
            assignment=None,
            inspector=key,
            forced={},
        )
        await Inspecting(tablet, visit, draw).run()
        visits.append(tuple(tablet.waiting))
        tablet.waiting = []
    return Sending(chain=tablet.chain, token=key, visits=tuple(visits))


def free_port() -> int:
    """A loopback port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(settings: Settings) -> Generator[tuple[str, subprocess.Popen[bytes]]]:
    """A server process on these settings, ready; stopped by its pid afterwards."""
    port = free_port()
    child = subprocess.Popen(  # noqa: S603 - our own program
        [
            sys.executable,
            "-m",
            "backend.serve_child",
            "--data",
            str(settings.data),
            "--port",
            str(port),
        ],
        env=child_environment(FIELDSEAL_DATABASE_URL=settings.database_url, FIELDSEAL_LOG="error"),
        stdout=subprocess.DEVNULL,
    )
    base = f"http://127.0.0.1:{port}"
    try:
        asyncio.run(wait_ready(base))
        yield base, child
    finally:
        child.terminate()
        child.wait(timeout=20)


async def wait_ready(base: str) -> None:
    """Until the server answers; raises TimeoutError."""
    async with asyncio.timeout(READY_SECONDS_MAX), httpx.AsyncClient() as client:
        while True:
            try:
                if (await client.get(f"{base}/health/ready")).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.02)


def resident_bytes(pid: int) -> int:
    """Memory of a process as the kernel counts it."""
    from pathlib import Path

    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(one for one in status.splitlines() if one.startswith("VmRSS"))
    return int(line.split()[1]) * 1024


def cpu_seconds(pid: int) -> float:
    """What a process and its threads have used of the processor, as the kernel counts it."""
    from pathlib import Path

    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def database_path(settings: Settings) -> Path:
    """The SQLite file of these settings."""
    return settings.data / "fieldseal.sqlite3"
