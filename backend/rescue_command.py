"""`fieldseal rescue`: a device that cannot sign in any more, by hand."""

from __future__ import annotations

import json
from pathlib import Path

import click
import msgspec

from backend.user_command import with_shell


@click.group()
def rescue() -> None:
    """Rescue files of devices that cannot send."""


@rescue.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--data", help="Folder of the database.")
@click.option("--json", "as_json", is_flag=True, help="The result as JSON.")
def rescue_import(file: Path, data: str | None, *, as_json: bool) -> None:
    """Take in a rescue file; again, or after the device has sent itself, it changes nothing."""
    from backend.rescue import service

    found = with_shell(data, lambda shell: service.take_in(shell, None, file, "operator"))
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(found), ensure_ascii=False))
        return
    name = found.person_name.get("en") or found.person
    click.echo(f"{found.device_name} of {name}, saved {found.made_at}:")
    click.echo(f"  {found.known} already known, {found.new} new, {found.refused} refused")
    click.echo(f"  photos and files: {found.files_known} already known, {found.files_new} new")
