"""Two organisations in one database, made once and copied for every seed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from argon2 import PasswordHasher

from backend import serving
from backend.clock import SetClock, instant_ms
from backend.demo import past
from backend.demo.people import settle
from backend.ids import SeededRandom
from backend.people import queries as people_queries
from backend.plumbing.database.opened import database_from
from backend.plumbing.migrate import migrate
from backend.plumbing.objects import FolderObjects
from backend.plumbing.shell import Shell
from backend.plumbing.yaml_files import read_yaml
from backend.programme import service as programme
from backend.settings import Settings

if TYPE_CHECKING:
    from backend.demo.people import House

NOW = instant_ms("2026-11-20T02:00:00.000Z")
PASSWORD = "a-password-of-a-simulated-house"  # noqa: S105 - of organisations that live for one run
# Argon2 at its least: what is simulated is the sync, and a sign-in must cost nothing.
CHEAP_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
TEMPLATES = ("data-handling", "fire-safety-site")
# Inspectors who share a site, an officer who also records, and who may settle what was refused.
RECORDERS = ("p09", "p10", "p11", "p05")
OFFICER = "p06"


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """One organisation: who may record, and the ids by which its data would be known elsewhere."""

    organisation: str
    recorders: tuple[str, ...]
    officer: str
    people: dict[str, str] = field(default_factory=dict[str, str])
    marks: tuple[str, ...] = ()


async def build(data: Path) -> list[Home]:
    """Write both organisations into a database in this folder."""
    settings = settings_in(data)
    serving.prepare_folders(settings)
    migrate(settings.database)
    shell = Shell(
        settings=settings,
        clock=SetClock(NOW - 86_400_000),
        random=SeededRandom(1),
        database=database_from(settings.database),
        objects=FolderObjects(data / "objects"),
    )
    await shell.database.open()
    try:
        return [await _home(shell, key) for key in ("harbour", "quay")]
    finally:
        await shell.database.close()


def settings_in(data: Path) -> Settings:
    """A server in this folder, as small as can be."""
    return Settings(data=data, log="critical")


async def _home(shell: Shell, key: str) -> Home:
    document = read_yaml(past.ORGANISATION).data
    document["organisation"]["key"] = key
    async with shell.database.transaction() as tx:
        house = await settle(shell, tx, document)
        for name, known in house.people.items():
            await people_queries.set_password(tx, house.organisation, known, CHEAP_HASH)
            await tx.execute(
                "UPDATE person SET email = ? WHERE organisation = ? AND id = ?",
                (address_of(key, name), house.organisation, known),
            )
        await tx.lock_log(house.organisation)
        for name in TEMPLATES:
            await publish(shell, tx, house.organisation, name, 1)
    return _described(key, house)


def _described(key: str, house: House) -> Home:
    return Home(
        organisation=house.organisation,
        recorders=tuple(address_of(key, name) for name in RECORDERS),
        officer=address_of(key, OFFICER),
        people={address_of(key, name): known for name, known in house.people.items()},
        marks=(house.organisation, *house.people.values(), *house.places.values()),
    )


def address_of(house: str, person: str) -> str:
    """The e-mail address of a person of a simulated house."""
    return f"{person}@{house}.example"


async def publish(
    shell: Shell,
    tx: Any,  # noqa: ANN401 - a transaction of either engine
    organisation: str,
    name: str,
    version: int,
) -> None:
    """Put a version of a checklist in force; each one says something of its own."""
    authored = json.loads(_read(str(past.PUBLISHED[name])))
    if version > 1:
        authored["version"] = version
        notes = {"en": f"Version {version}", "zh-Hans": f"第 {version} 版"}
        authored["version_notes"] = notes
    pack = json.loads(_read(str(past.PACK)))
    await programme.put_in_force(shell, tx, organisation, authored, pack)


@cache
def _read(path: str) -> str:
    """A file of the house, parsed once for all seeds."""
    return json.dumps(read_yaml(Path(path)).data)
