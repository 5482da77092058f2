"""`fieldseal user`: passwords, disabled accounts and lost devices, beside the running server."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, TypeVar

import click

from backend.clock import maybe_text
from backend.problems import RefusedError
from backend.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from backend.plumbing.shell import Shell

Given = TypeVar("Given")
NOBODY = (
    "no people yet: this database is empty. Name the folder of yours with --data or FIELDSEAL_DATA, put a "
    "backup into it, or seed the demo with `fieldseal demo`"
)


@click.group()
def user() -> None:
    """People: passwords, disabled accounts, lost devices."""


@user.command("list")
@click.option("--data", help="Folder of the database.")
@click.option("--json", "as_json", is_flag=True, help="One JSON list.")
def user_list(data: str | None, *, as_json: bool) -> None:
    """Everybody, and whose account is disabled."""
    rows = with_shell(data, listed)
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
    elif not rows:
        click.echo(NOBODY)
    for one in rows if not as_json else ():
        state = "disabled" if one["disabled"] else ""
        click.echo(f"{one['email']:<36}{one['name'].get('en', ''):<28}{state}")


@user.command("password")
@click.argument("email")
@click.option("--data", help="Folder of the database.")
def user_password(email: str, data: str | None) -> None:
    """Draw a new password and print it; who was signed in is signed out."""
    from backend.people import keeping

    drawn = with_shell(data, lambda shell: keeping.new_password(shell, email))
    click.echo(drawn)


@user.command("disable")
@click.argument("email")
@click.option("--data", help="Folder of the database.")
def user_disable(email: str, data: str | None) -> None:
    """Close an account; what waits on its tablets still arrives."""
    _set_disabled(email, data, disabled=True)


@user.command("enable")
@click.argument("email")
@click.option("--data", help="Folder of the database.")
def user_enable(email: str, data: str | None) -> None:
    """Open a disabled account again."""
    _set_disabled(email, data, disabled=False)


def _set_disabled(email: str, data: str | None, *, disabled: bool) -> None:
    from backend.people import keeping

    with_shell(
        data,
        lambda shell: keeping.set_disabled(shell, email, disabled=disabled),
    )
    click.echo(f"{email} is {'disabled' if disabled else 'enabled'}.")


@user.command("devices")
@click.argument("email")
@click.option("--data", help="Folder of the database.")
@click.option("--json", "as_json", is_flag=True, help="One JSON list.")
def user_devices(email: str, data: str | None, *, as_json: bool) -> None:
    """A person's devices, and how much of each has arrived."""
    rows = with_shell(data, lambda shell: devices(shell, email))
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
    elif not rows:
        click.echo("no devices yet: one appears when the person signs in on a tablet")
    for one in rows if not as_json else ():
        state = f"revoked {one['revoked_at']}" if one["revoked_at"] else ""
        click.echo(f"{one['id']}  {one['name']:<28}{one['received_through']:>8} received  {state}")


@user.command("revoke")
@click.argument("email")
@click.argument("device")
@click.option("--data", help="Folder of the database.")
def user_revoke(email: str, device: str, data: str | None) -> None:
    """End a lost device: it may no longer read or send."""
    from backend.people import keeping

    with_shell(data, lambda shell: keeping.revoke(shell, email, device))
    click.echo(f"{device} is revoked; what it had not sent stays on it.")


def with_shell(data: str | None, work: Callable[[Shell], Awaitable[Given]]) -> Given:
    """Run work on the database in DATA; an unknown person or device ends it with a sentence."""
    from backend import serving

    settings = load_settings({"data": data})

    async def run() -> Given:
        shell = serving.shell_from(settings)
        await shell.database.open()
        try:
            return await work(shell)
        finally:
            await shell.database.close()

    serving.migrate_settings(settings)
    try:
        return asyncio.run(run())
    except RefusedError as error:
        missing = error.code == "not_found"
        said = "There is no such person or device here." if missing else error.problem.en
        raise click.ClickException(said) from error


async def listed(shell: Shell) -> list[dict[str, Any]]:
    """Everybody of every organisation."""
    from backend.people import service as people

    found: list[dict[str, Any]] = []
    async with shell.database.reading() as reader:
        for house in await people.organisations(reader):
            found += [
                {
                    "email": row.email,
                    "name": row.names,
                    "disabled": row.disabled,
                }
                for row in await people.everybody(reader, house.id)
            ]
    return found


async def devices(shell: Shell, email: str) -> list[dict[str, Any]]:
    """The devices of a person."""
    from backend.people import keeping

    return [
        {
            "id": row.id,
            "name": row.title,
            "received_through": row.head_seq,
            "revoked_at": maybe_text(row.revoked_at),
        }
        for row in await keeping.devices_of(shell, email)
    ]
