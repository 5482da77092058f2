"""Worlds for tests: a real shell on a real database, with a clock that is set."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from argon2 import PasswordHasher

from backend.app import create_app
from backend.clock import SetClock, instant_ms, instant_text
from backend.demo import past
from backend.demo.people import House, settle
from backend.ids import SeededRandom, new_id, new_salt
from backend.people import queries as people_queries
from backend.plumbing.database.opened import database_from
from backend.plumbing.objects import FolderObjects
from backend.plumbing.shell import Shell
from backend.plumbing.yaml_files import read_yaml
from backend.serving import prepare_folders
from backend.settings import Settings
from checklists.canonical import canonical_bytes, sha256_hex

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from httpx import AsyncClient

NOW = instant_ms("2026-11-20T02:00:00.000Z")
PASSWORD = "a-password-for-tests"
# Argon2 at its least: a sign-in costs nothing; the real cost is tested where passwords are.
CHEAP_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def a_shell(data: Path, address: str, seed: int = 7) -> Shell:
    """A shell on this database; its clock stands at NOW."""
    settings = Settings(data=data, database_url=address, metrics_token="metrics-token-for-tests")
    prepare_folders(settings)
    return Shell(
        settings=settings,
        clock=SetClock(NOW),
        random=SeededRandom(seed),
        database=database_from(settings.database),
        objects=FolderObjects(data / "objects"),
    )


@dataclass(slots=True)
class World:
    """A small organisation in force: people who can sign in and three published checklists."""

    shell: Shell
    house: House
    published: dict[str, Any]

    @property
    def clock(self) -> SetClock:
        assert isinstance(self.shell.clock, SetClock)
        return self.shell.clock

    def person(self, key: str) -> str:
        return self.house.people[key]

    def site(self, key: str) -> str:
        return self.house.places[key]


async def a_world(shell: Shell, *, programme: bool = False) -> World:
    """The demo's people and places, its checklists published, without its past."""
    document = read_yaml(past.ORGANISATION).data
    async with shell.database.transaction() as tx:
        house = await settle(shell, tx, document)
        for known in house.people.values():
            await people_queries.set_password(tx, house.organisation, known, CHEAP_HASH)
    published = await past.publish_library(shell, house)
    assert not programme
    return World(shell, house, published)


@asynccontextmanager
async def opened(shell: Shell) -> AsyncGenerator[Shell]:
    """The shell with its database open."""
    await shell.database.open()
    try:
        yield shell
    finally:
        await shell.database.close()


@dataclass(slots=True)
class Tablet:
    """A device as the protocol sees it: makes operations and pushes them over HTTP."""

    client: AsyncClient
    world: World
    person: str
    session: dict[str, Any]
    seq: int = 0
    prev: str | None = None
    sent: list[bytes] = field(default_factory=list[bytes])
    waiting: list[bytes] = field(default_factory=list[bytes])

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.session['token']}"}

    def record(self, kind: str, subject: str, **more: Any) -> dict[str, Any]:
        """The next operation of this chain, waiting to be sent."""
        self.seq += 1
        shell = self.world.shell
        op: dict[str, Any] = {
            "v": 1,
            "id": new_id(shell.clock.now(), shell.random),
            "chain": self.session["chain"],
            "seq": self.seq,
            "prev": self.prev,
            "salt": new_salt(shell.random),
            "actor": self.person,
            "about": more.pop("about", "inspection"),
            "subject": subject,
            "kind": kind,
            "recorded_at": instant_text(shell.clock.now()),
            **more,
        }
        text = canonical_bytes(op)
        self.prev = sha256_hex(text)
        self.waiting.append(text)
        return op

    def body(self) -> bytes:
        """What would be pushed now."""
        return b'{"chain":"%s","operations":[%s]}' % (
            self.session["chain"].encode(),
            b",".join(self.waiting),
        )

    async def push(self, *, refusals: bool = False) -> dict[str, Any]:
        """Send what waits; the answer must be 200."""
        headers = {**self.headers, "Content-Type": "application/json"}
        response = await self.client.post("/api/sync/push", content=self.body(), headers=headers)
        assert response.status_code == 200, response.text
        refused = [one for one in response.json()["statuses"] if one["status"] != "ok"]
        assert refusals or not refused, refused
        self.sent += self.waiting
        self.waiting = []
        return response.json()


async def signed_in(
    client: AsyncClient, world: World, key: str, device: str | None = None
) -> Tablet:
    """A person at a device."""
    body: dict[str, Any] = {"email": f"{key}@harbourline.example", "password": PASSWORD}
    if device is not None:
        body["device"] = {"id": device, "name": f"T-{key}"}
    response = await client.post("/api/session", json=body)
    assert response.status_code == 200, response.text
    return Tablet(client, world, world.person(key), response.json())


def a_device(world: World) -> str:
    """A new device's id."""
    return new_id(world.shell.clock.now(), world.shell.random)


@cache
def repeated_sections(template: str) -> tuple[str, ...]:
    """The sections of a published checklist that repeat."""
    sections = read_yaml(past.PUBLISHED[template]).data["sections"]
    return tuple(one["key"] for one in sections if one.get("repeat"))


def start_value(world: World, template: str, site: str, **more: Any) -> dict[str, Any]:
    """The value of a start with one instance in each repeated section."""
    published = world.published[template]
    return {
        "template": published.template,
        "rules": published.rules,
        "site": world.site(site),
        "kind": published.kind,
        "business_date": "2026-11-20",
        "zone": "Asia/Shanghai",
        "instances": {
            section: [new_id(world.shell.clock.now(), world.shell.random)]
            for section in repeated_sections(template)
        },
        "clock": {"server_minus_device_ms": None, "measured_at": None},
        **more,
    }


def an_app(shell: Shell) -> Any:
    """The application without its job loop."""
    return create_app(shell, work=False)


def as_json(value: Any) -> str:
    """For messages."""
    return json.dumps(value, ensure_ascii=False)[:800]
