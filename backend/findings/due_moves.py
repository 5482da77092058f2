"""Due moments after a move: settled together, and told with what was before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from audit_rules.rule_pack import RANK
from backend.actions import clocks
from backend.actions import service as actions
from backend.clock import maybe_text
from backend.findings.opening import class_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend.actions.records import Action, DeadlineRow
    from backend.findings.desk import Desk
    from backend.findings.steps import Step
    from backend.plumbing.database.transaction import Reader
    from backend.plumbing.shell import Shell


async def settle(shell: Shell, reader: Reader, desk: Desk, moved: Sequence[str]) -> list[Step]:
    """Compute the due moments of changed actions; gives the steps that tell what no step told.

    Whatever moves a due moment says so: the step that did it, else a step `deadline_recomputed`.
    """
    told = len(desk.steps)
    for known in moved:
        before = _shown(desk.actions[known], desk.clocks[known])
        await _settle(shell, reader, desk, known)
        after = _shown(desk.actions[known], desk.clocks[known])
        if after == before:
            continue
        changes = {
            name: value
            for key, value in before.items()
            for name, value in ((f"{key}_before", value), (f"{key}_after", after[key]))
            if after[key] != before[key]
        }
        own = [step for step in desk.steps[:told] if step.row.subject == known]
        if own:
            own[-1].add(changes)
        else:
            desk.note(desk.actions[known], "deadline_recomputed", {}, about="action")
            desk.steps[-1].add(changes)
    return desk.steps[told:]


def _shown(row: Action, clock: DeadlineRow) -> dict[str, Any]:
    return {
        "due": maybe_text(row.due_at),
        "class": row.deadline_class,
        "provisional": bool(clock.provisional),
    }


async def _settle(shell: Shell, reader: Reader, desk: Desk, known: str) -> None:
    if known in desk.restarted:
        # What did not work is begun again: its class runs anew from now.
        desk.clocks[known] = replace(
            desk.clocks[known],
            start_at=shell.clock.now(),
            done_at=None,
            pauses="[]",
            extensions="[]",
        )
    if known in desk.regraded:
        await _regrade(shell, reader, desk, desk.actions[known])
    desk.actions[known], desk.clocks[known] = await clocks.settle(
        shell, reader, desk.actions[known], desk.clocks[known]
    )


async def _regrade(shell: Shell, reader: Reader, desk: Desk, row: Action) -> None:
    """The clock of the new severity, unless a plan named the action's own class."""
    parent = desk.nonconformities[row.nonconformity]
    before = desk.regraded[row.id]
    _, memory = actions.standing_of(row, "action")
    if memory.own_class or before == row.severity:
        return
    rules = desk.rules[parent.rules]
    name = class_for(rules, parent.question, row.severity)
    raised = RANK[row.severity] > RANK[before]
    clock = await clocks.regrade(
        shell, reader, desk.clocks[row.id], rules["deadline_classes"][name], raised=raised
    )
    if clock is not None:
        desk.clocks[row.id] = clock
        desk.actions[row.id] = replace(row, deadline_class=name)
