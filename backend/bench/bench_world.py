"""A fresh organisation on a server of its own, and tablets' batches made beforehand."""

from __future__ import annotations

import asyncio
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
    from collections.abc import Awaitable, Callable, Generator
    from pathlib import Path

    from backend.demo.people import House
    from backend.plumbing.shell import Shell
    from backend.settings import Settings
    from backend.templates.service import Published

    Organisation = tuple[House, dict[str, Published]]

PASSWORD = "bench-password"  # noqa: S105 - of an organisation that lives for one run on loopback
TEMPLATE = "data-handling"
READY_SECONDS_MAX = 20
CLEAN = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Batches:
    """What one tablet will push: bodies of at most 500 operations, and how many there are."""

    chain: str
    token: str
    bodies: tuple[bytes, ...]
    operations: int


class BatchTablet(Tablet):
    """A tablet whose sending is left to the benchmark."""

    async def send(self) -> None:
        """Keeps what waits."""


async def prepare(
    settings: Settings,
    tablets: int,
    inspections: int,
    *,
    also: Callable[[Shell], Awaitable[None]] | None = None,
) -> list[Batches]:
    """Make the organisation in DATA and the batches of so many tablets; `also` adds to it."""
    real = serving.shell_from(settings)
    shell = replace(real, clock=SetClock(SystemClock().now()), random=SeededRandom(3))
    await shell.database.open()
    try:
        house, published = await _organisation(shell)
        hashed = people.hashed(PASSWORD)
        keys = ["p14", "p15", "p16", "p17", "p18", "p19", "p20", "p09"]
        made: list[Batches] = []
        async with shell.database.transaction() as tx:
            for key in keys:
                known = house.people[key]
                await people_queries.set_password(tx, house.organisation, known, hashed)
        if also is not None:
            await also(shell)
        for at in range(tablets):
            key = keys[at % len(keys)]
            made.append(await _batches(shell, (house, published), key, inspections, at))
    finally:
        await shell.database.close()
    return made


async def _organisation(shell: Shell) -> Organisation:
    document = read_yaml(past.ORGANISATION).data
    async with shell.database.transaction() as tx:
        house = await settle(shell, tx, document)
    return house, await past.publish_library(shell, house)


async def _batches(
    shell: Shell, made: Organisation, key: str, inspections: int, number: int
) -> Batches:
    house, published = made
    site = {
        "p14": "sha-pd",
        "p15": "hgz-xh",
        "p16": "nkg-dp",
        "p17": "szx-ft",
        "p18": "can-th",
    }.get(key, "sha-hq" if key in {"p20", "p09"} else "sgp-tp")
    plain = await tablet_of(shell, house.organisation, house.people[key])
    tablet = BatchTablet(shell, plain.caller, plain.chain)
    pinned = published[TEMPLATE]
    async with shell.database.reading() as reader:
        version = await templates.version(
            shell, reader, house.organisation, pinned.template, pinned.rules
        )
    assert version is not None
    draw = random.Random(number)  # noqa: S311 - repeatable
    bodies: list[bytes] = []
    operations = 0
    for _ in range(inspections):
        visit = Visit(
            version=version,
            hashes=(pinned.template, pinned.rules),
            site=house.places[site],
            zone="Asia/Shanghai",
            place=Place(
                site=site,
                factor=CLEAN,
                known_failures=frozenset({"classified"} if draw.random() < 0.1 else ()),
            ),
            business_date="2026-11-20",
            begins_at=shell.clock.now(),
            assignment=None,
            inspector=key,
            forced={},
        )
        before = len(tablet.waiting)
        await Inspecting(tablet, visit, draw).run()
        if len(tablet.waiting) > 470:
            bodies.append(_body(tablet.chain, tablet.waiting[:before]))
            tablet.waiting = tablet.waiting[before:]
            operations += before
    operations += len(tablet.waiting)
    bodies.append(_body(tablet.chain, tablet.waiting))
    return Batches(chain=tablet.chain, token=key, bodies=tuple(bodies), operations=operations)


def _body(chain: str, waiting: list[bytes]) -> bytes:
    return b'{"chain":"%s","operations":[%s]}' % (chain.encode(), b",".join(waiting))


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


def database_path(settings: Settings) -> Path:
    """The SQLite file of these settings."""
    return settings.data / "fieldseal.sqlite3"
