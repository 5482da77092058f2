"""Which files a matter counts as evidence (scoring.md §6, *Counts for guards*)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from audit_rules.actions import DONE, Kind
from backend.actions import service as actions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backend.actions.records import Action
    from backend.findings.desk import Desk
    from backend.findings.records import Matter


def remembered(row: Matter) -> list[str]:
    """Every file that a matter's own moves named."""
    found: list[str] = json.loads(row.machine)["memory"]["evidence"]
    return found


def counted(desk: Desk, kind: Kind, row: Matter, more: Iterable[str] = ()) -> set[str]:
    """The files that `verify` of an action or `close` of a nonconformity rests on.

    What an officer has written off is not among them.
    """
    _, memory = actions.standing_of(row, kind)
    found = {*memory.evidence, *more}
    if kind == "nonconformity":
        for one in current_actions(desk, row):
            if one.state in DONE:
                found |= counted(desk, "action", one)
    return found - set(memory.written_off)


def current_actions(desk: Desk, row: Matter) -> list[Action]:
    """The actions made or begun anew since the nonconformity was last opened again."""
    reopened = actions.standing_of(row, "nonconformity")[0].reopened
    return [
        one
        for one in desk.actions.values()
        if one.nonconformity == row.id and actions.standing_of(one, "action")[1].round >= reopened
    ]
