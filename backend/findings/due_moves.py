"""Due moments after a move: settled together, and told with what was before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit_rules.rule_pack import RANK
from backend.actions import clocks
from backend.actions import service as actions
from backend.clock import maybe_text
from backend.findings.opening import class_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend.findings.desk import Desk, Step
    from backend.plumbing.database.transaction import Reader, Row
    from backend.plumbing.shell import Shell


async def settle(shell: Shell, reader: Reader, desk: Desk, rows: Sequence[Row]) -> list[Step]:
    """Compute the due moments of changed actions; gives the steps that tell what no step told.

    Whatever moves a due moment says so: the step that did it, else a step `deadline_recomputed`.
    """
    told = len(desk.steps)
    for row in rows:
        before = _shown(row, desk.clocks[row["id"]])
        await _settle(shell, reader, desk, row)
        after = _shown(row, desk.clocks[row["id"]])
        if after == before:
            continue
        moved = {
            name: value
            for key, value in before.items()
            for name, value in ((f"{key}_before", value), (f"{key}_after", after[key]))
            if after[key] != before[key]
        }
        own = [step for step in desk.steps[:told] if step.row["subject"] == row["id"]]
        if own:
            own[-1].add(moved)
        else:
            desk.note(row, "deadline_recomputed", {}, about="action")
            desk.steps[-1].add(moved)
    return desk.steps[told:]


def _shown(row: Row, clock: Row) -> dict[str, Any]:
    return {
        "due": maybe_text(row["due_at"]),
        "class": row["deadline_class"],
        "provisional": bool(clock["provisional"]),
    }


async def _settle(shell: Shell, reader: Reader, desk: Desk, row: Row) -> None:
    clock = desk.clocks[row["id"]]
    if row["id"] in desk.restarted:
        # What did not work is begun again: its class runs anew from now.
        clock["start_at"], clock["done_at"] = shell.clock.now(), None
        clock["pauses"] = clock["extensions"] = "[]"
    if row["id"] in desk.regraded:
        await _regrade(shell, reader, desk, row)
    await clocks.settle(shell, reader, row, clock)


async def _regrade(shell: Shell, reader: Reader, desk: Desk, row: Row) -> None:
    """The clock of the new severity, unless a plan named the action's own class."""
    parent = desk.nonconformities[row["nonconformity"]]
    before = desk.regraded[row["id"]]
    _, memory = actions.standing_of(row, "action")
    if memory.own_class or before == row["severity"]:
        return
    rules = desk.rules[parent["rules"]]
    name = class_for(rules, parent["question"], row["severity"])
    raised = RANK[row["severity"]] > RANK[before]
    clock, wanted = desk.clocks[row["id"]], rules["deadline_classes"][name]
    if await clocks.regrade(shell, reader, clock, wanted, raised=raised):
        row["deadline_class"] = name
