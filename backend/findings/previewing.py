"""What a move would do to due moments, shown before it is confirmed; nothing is written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from backend.clock import instant_text, maybe_text
from backend.findings import due_moves, service
from backend.findings.desk import Desk
from backend.findings.move_form import well_formed
from backend.findings.schemas import DuePreview, MovePreview
from backend.problems import field_refused

if TYPE_CHECKING:
    from audit_rules.actions import Kind
    from backend.actions.records import Action
    from backend.permissions import Caller
    from backend.plumbing.database.transaction import Reader
    from backend.plumbing.shell import Shell

# A reason is written after the preview was seen.
UNSAID = "-"


async def preview(
    shell: Shell, caller: Caller, about: Kind, subject: str, value: dict[str, Any]
) -> MovePreview:
    """The due moments before and after a move, by the code that would make it."""
    value = {"reason": UNSAID} | {name: one for name, one in value.items() if one is not None}
    if not well_formed(value):
        raise field_refused("event", "Name an event of this matter.", "请指明可执行的步骤。")
    async with shell.database.reading() as reader:
        return await _previewed(shell, reader, caller, about, subject=subject, value=value)


async def _previewed(
    shell: Shell,
    reader: Reader,
    caller: Caller,
    about: Kind,
    *,
    subject: str,
    value: dict[str, Any],
) -> MovePreview:
    desk = Desk(shell, caller.organisation)
    row = await service.found(desk, reader, caller, about, subject)
    before = dict(desk.actions)
    op = {
        "about": about,
        "subject": subject,
        "value": value,
        "recorded_at": instant_text(shell.clock.now()),
        "id": None,
    }
    code = desk.decide(op, caller.roles_at(row.site), caller.person)
    changed = sorted(desk.touched & desk.actions.keys())
    if code is None and value["event"] == "request_extension":
        # What is asked is shown as if it were granted.
        clock = desk.clocks[subject]
        granted = [*json.loads(clock.extensions), value["extension"]]
        desk.clocks[subject] = replace(clock, extensions=json.dumps(granted))
    if code is None:
        await due_moves.settle(shell, reader, desk, changed)
    shown = (
        [_shown(before[known], desk.actions[known]) for known in changed] if code is None else []
    )
    return MovePreview(refused=code, deadlines=shown)


def _shown(before: Action, after: Action) -> DuePreview:
    return DuePreview(
        action=after.id,
        code=after.code,
        due_before=maybe_text(before.due_at),
        due_after=maybe_text(after.due_at),
        class_before=before.deadline_class,
        class_after=after.deadline_class,
    )
