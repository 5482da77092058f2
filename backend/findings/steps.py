"""A step of a matter, and where its record goes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from backend.actions.records import EventRow
from backend.clock import instant_text
from backend.ids import new_id

if TYPE_CHECKING:
    from audit_rules.actions import Kind
    from backend.findings.records import Matter
    from backend.plumbing.shell import Shell

SYSTEM = "system"
TOLD = ("owner", "severity", "link", "extension", "plan", "file", "names")


@dataclass(slots=True)
class Step:
    """One accepted step: its record is in an operation, or in an entry of its own."""

    row: EventRow
    stream: str
    operation: str | None

    def add(self, more: dict[str, Any]) -> None:
        """Say something more of this step."""
        told = json.dumps({**json.loads(self.row.more), **more})
        self.row = replace(self.row, more=told)

    def entered(self, log_seq: int) -> None:
        """Its place in the log is known."""
        self.row = replace(self.row, log_seq=log_seq)


def step_of(  # noqa: PLR0917 - what happened, to what, by whom
    shell: Shell,
    about: Kind,
    row: Matter,
    before: str,
    value: dict[str, Any],
    op: dict[str, Any],
) -> Step:
    """A step that brought a matter from a state to where its row stands now."""
    actor = op["actor"]
    return Step(
        row=EventRow(
            organisation=row.organisation,
            id=new_id(shell.clock.now(), shell.random),
            about=about,
            subject=row.id,
            event=value["event"],
            actor=None if actor == SYSTEM else actor,
            recorded_at=op["recorded_at"],
            received_at=shell.clock.now(),
            reason=value.get("reason"),
            note=value.get("text"),
            files=json.dumps(value.get("files", [])),
            before=before,
            after=row.state,
            more=json.dumps({name: value[name] for name in TOLD if value.get(name)}),
            log_seq=0,
        ),
        stream=row.site,
        operation=op["id"],
    )


def own_step(shell: Shell, about: Kind, row: Matter, before: str, value: dict[str, Any]) -> Step:
    """A step that the system made: it has no operation, and gets an entry of its own."""
    return step_of(shell, about, row, before, value, by_system(shell))


def by_system(shell: Shell) -> dict[str, Any]:
    """Who and when of what nobody did by hand."""
    return {"recorded_at": instant_text(shell.clock.now()), "id": None, "actor": SYSTEM}
