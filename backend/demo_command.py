"""`fieldseal demo`: seed once, say who can sign in and what to try, serve on loopback."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from backend import serving
from backend.clock import SetClock, SystemClock, instant_ms
from backend.demo import past, people_file
from backend.ids import SeededRandom, SystemRandom
from backend.people import queries as people_queries
from backend.people import service as people
from backend.plumbing.yaml_files import read_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from backend.demo.people import House
    from backend.plumbing.shell import Shell
    from backend.settings import Settings

FIRST_STEPS = (
    "1. Inspector: sign in, open Today, start “Fire safety inspection”, switch the network off and on.",
    "2. Officer: open the backlog; one critical action is due in 3 working hours.",
    "3. Auditor: Evidence → build the pack of the last quarter → download → drop it on Verify.",
)
BEGUN = "demo-seeding.txt"
OWN_DATABASE = (
    "There is a database here that no demo made, and it is left as it is: "
    "give the demo an empty folder with --data, or an empty database."
)
SHOWN_FIRST = ("p09", "p14", "p16", "p05", "p06", "p08", "p07")


def run(
    settings: Settings, out: Console, *, seed_only: bool, today: str | None, password: str | None
) -> None:
    """Seed when DATA is new, then serve; raises SystemExit when seeding was not finished."""
    if not seed_only:
        serving.demand_free(settings)
    marker = settings.data / people_file.FILE_NAME
    if not marker.exists():
        begun = _start_anew(settings)
        serving.migrate_settings(settings)
        now = instant_ms(today) if today else SystemClock().now()
        asyncio.run(_seed(settings, out, now, password))
        begun.unlink()
    if seed_only:
        return
    serving.serve(settings, lambda: _say(settings, out), fonts=True)


def _start_anew(settings: Settings) -> Path:
    """Begin a seeding, again where one of ours was broken off; gives the mark that it is under way.

    Raises ClickException where a database lies that no demo made: it is somebody's own.
    """
    begun, database = settings.data / BEGUN, settings.data / "fieldseal.sqlite3"
    if begun.exists():
        for suffix in ("", "-wal", "-shm"):
            database.with_name(f"{database.name}{suffix}").unlink(missing_ok=True)
    elif database.exists():
        raise click.ClickException(OWN_DATABASE)
    settings.data.mkdir(parents=True, exist_ok=True)
    begun.write_text("The demo is being seeded; while this file is here it is begun again.\n")
    return begun


async def _seed(settings: Settings, out: Console, now: int, password: str | None) -> None:
    document = read_yaml(past.ORGANISATION).data
    number = int(document["period"]["seed"])
    real = serving.shell_from(settings)
    shell = replace(real, clock=SetClock(now), random=SeededRandom(number))
    await shell.database.open()
    try:
        async with shell.database.reading() as reader:
            if await people.organisations(reader):
                (settings.data / BEGUN).unlink()
                raise click.ClickException(OWN_DATABASE)
        columns = (
            TextColumn("Seeding the demo's year"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=out, transient=True) as bar:
            task = bar.add_task("seed", total=None)
            house = await past.seed(
                shell,
                now,
                number,
                lambda done, total: bar.update(task, completed=done, total=total),
            )
        await _passwords(shell, settings, house, document, password)
    finally:
        await shell.database.close()


async def _passwords(
    shell: Shell,
    settings: Settings,
    house: House,
    document: dict[str, object],
    password: str | None,
) -> None:
    drawn = people_file.drawn(document, SystemRandom(), password)
    same = people.hashed(password) if password else None
    async with shell.database.transaction() as tx:
        for one in drawn:
            key = one.email.split("@")[0]
            hashed = same or people.hashed(one.password)
            await people_queries.set_password(tx, house.organisation, house.people[key], hashed)
    people_file.write_people(settings.data, drawn)


def _say(settings: Settings, out: Console) -> None:
    known = {one.email.split("@")[0]: one for one in people_file.read_people(settings.data)}
    for key in (*SHOWN_FIRST, *(key for key in known if key not in SHOWN_FIRST)):
        one = known[key]
        out.print(
            f"{one.email:<28}{one.password:<20}{one.roles:<32}{one.scope:<18}{one.name}",
            soft_wrap=True,
        )
    out.print()
    for line in FIRST_STEPS:
        out.print(line, soft_wrap=True)
    out.print(f"\nFieldseal demo: [bold]{settings.address}[/bold]   (Ctrl-C stops it)")
