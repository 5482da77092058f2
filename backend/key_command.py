"""`fieldseal key`: what an auditor compares."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click
import msgspec

from backend.user_command import with_shell

if TYPE_CHECKING:
    from backend.evidence.schemas import LedgerKeyShown
    from backend.plumbing.shell import Shell


@click.group()
def key() -> None:
    """The key that signs the ledger and its packs."""


@key.command("show")
@click.option("--data", help="Folder of the database and the keys.")
@click.option("--json", "as_json", is_flag=True, help="One JSON list.")
def key_show(data: str | None, *, as_json: bool) -> None:
    """Print the fingerprint that you read to an auditor, and the verifier key; no secret."""
    found = with_shell(data, shown)
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(found)))
        return
    for one in found:
        click.echo(f"{one.name}\n  fingerprint  {one.fingerprint}\n  key          {one.key}")
    if not found:
        click.echo("There is no organisation in this database, and so no key.")


async def shown(shell: Shell) -> list[LedgerKeyShown]:
    """The key of every organisation of the database."""
    from backend.evidence import service
    from backend.people import service as people

    async with shell.database.reading() as reader:
        houses = await people.organisations(reader)
    return [await service.key_shown(shell, one.id) for one in houses]
