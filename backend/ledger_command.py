"""`fieldseal ledger`: what an operator says to the log."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from backend.user_command import with_shell

if TYPE_CHECKING:
    from backend.ledger.keeping import Restored
    from backend.plumbing.shell import Shell


@click.group()
def ledger() -> None:
    """The log of everything that happened."""


@ledger.command("restored")
@click.option("--data", help="Folder of the database.")
@click.option("--json", "as_json", is_flag=True, help="One JSON list.")
def ledger_restored(data: str | None, *, as_json: bool) -> None:
    """Say that a copy was put back: devices then send what it has not received."""
    done = with_shell(data, all_restored)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in done]))
        return
    for one in done:
        click.echo(f"{one.before}: {one.size} entries are here; it goes on as {one.origin}.")
    if not done:
        click.echo("There is no organisation in this database: nothing was changed.")


async def all_restored(shell: Shell) -> list[Restored]:
    """Every organisation of the database; the copy held them all."""
    from backend.ledger import keeping
    from backend.people import service as people

    async with shell.database.transaction() as tx:
        houses = await people.organisations(tx)
        return [await keeping.restored(shell, tx, one.id, "operator") for one in houses]
