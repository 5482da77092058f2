"""`fieldseal pack`: the same order and the same job as the desk's, waited for."""

from __future__ import annotations

import asyncio
import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import click
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from backend import serving
from backend.evidence import jobs as pack_jobs
from backend.evidence import service as evidence
from backend.evidence.schemas import PackOrder
from backend.people import service as people
from backend.plumbing import jobs
from backend.sites import service as sites

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from backend.permissions import Caller
    from backend.plumbing.shell import Shell
    from backend.settings import Settings


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command was asked for."""

    from_on: str
    to_on: str
    site: str | None
    lang: Literal["en", "zh-Hans"]
    target: Path


async def build(settings: Settings, out: Console, wanted: Wanted) -> None:
    """Order, build and copy a pack."""
    shell = serving.shell_from(settings)
    await shell.database.open()
    try:
        caller, chosen = await _asker(shell, wanted.site)
        order = PackOrder(
            from_on=wanted.from_on,
            to_on=wanted.to_on,
            lang=wanted.lang,
            sites=chosen,
        )
        ordered = await evidence.order(shell, caller, order)
        await _built(shell, out, caller, ordered.job)
        row, path = await evidence.pack_file(shell, caller, ordered.pack)
    finally:
        await shell.database.close()
    await asyncio.to_thread(shutil.copyfile, path, wanted.target)
    out.print(f"{wanted.target}: {row.bytes:,} bytes, manifest {row.manifest}", soft_wrap=True)


async def _asker(shell: Shell, site: str | None) -> tuple[Caller, list[str] | None]:
    """The first auditor or officer of the only organisation, and the site's id."""
    async with shell.database.reading() as reader:
        houses = await people.organisations(reader)
        if len(houses) != 1:
            raise click.ClickException("This works for a database with one organisation.")
        organisation = houses[0].id
        places = await sites.places(reader, organisation)
        chosen = [row.id for row in places.values() if row.level == "site" and row.key == site]
        if site is not None and not chosen:
            raise click.ClickException(f"No site has the key {site}.")
        for person in await people.everybody(reader, organisation):
            caller = await people.caller_of(reader, organisation, person.id)
            if caller.sites_by_role.get("auditor", frozenset()) is None:
                return caller, chosen or None
    raise click.ClickException("Nobody here is auditor on all sites.")


async def _built(shell: Shell, out: Console, caller: Caller, job: str) -> None:
    """Run the queue until the job has ended, with its progress."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=out,
        transient=True,
    ) as bar:
        task = bar.add_task("pack", total=100)

        async def watched(
            shell: Shell, job: jobs.Job, progress: jobs.Progress
        ) -> dict[str, object]:
            async def told(phase: str, percent: int) -> None:
                bar.update(task, description=phase, completed=percent)
                await progress(phase, percent)

            return await pack_jobs.build(shell, job, told)

        await jobs.run_pending(shell, {"pack": watched})
    shown = await evidence.job(shell, caller, job)
    if shown.state != "done":
        raise click.ClickException(json.dumps({"state": shown.state, "error": shown.error}))
