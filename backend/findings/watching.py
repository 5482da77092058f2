"""Did it work? Watched nonconformities are judged by later inspections (scoring.md §8)."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from audit_rules.effectiveness import Later, Outcome, Watch, watched
from backend.clock import instant_text
from backend.findings import queries

if TYPE_CHECKING:
    from backend.findings.desk import Desk
    from backend.findings.records import NonconformityRow
    from backend.plumbing.database.transaction import Transaction


class LaterRow(Protocol):
    """A later inspection with the outcomes of its newest verdict."""

    @property
    def id(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def filed_on(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def outcomes(self) -> str: ...


# (template key, site) and a day give what was inspected there later: handed down.
LaterOf = Callable[[tuple[str, str], str], Awaitable[Sequence[LaterRow]]]


async def judge_watched(
    tx: Transaction,
    desk: Desk,
    sites: list[str],
    later_of: LaterOf,
) -> None:
    """Judge every nonconformity that is watched at these sites and write what follows."""
    rows = await queries.watching_at(tx, desk.organisation, sites)
    await _judge(tx, desk, rows, later_of)


async def judge_ended(
    tx: Transaction,
    desk: Desk,
    later_of: LaterOf,
) -> None:
    """The same for those whose window has ended, daily."""
    today = instant_text(desk.shell.clock.now())[:10]
    rows = await queries.watch_windows_ended(tx, desk.organisation, today)
    await _judge(tx, desk, rows, later_of)


async def outcome_of(
    desk_rules: dict[str, Any],
    row: NonconformityRow,
    later_of: LaterOf,
    today: str,
) -> tuple[Outcome, str | None] | None:
    """How a watch stands, and the number of the inspection that decided it.

    Nothing when its severity asks for no watch.
    """
    given = desk_rules["severities"][row.severity].get("watch")
    if given is None or row.closed_on is None:
        return None
    watch = Watch(
        closed_on=date.fromisoformat(row.closed_on),
        severity=row.severity,
        k=given["k"],
        n=given["n"],
        window_days=given["window_days"],
    )
    found = await later_of((row.template_key, row.site), row.closed_on)
    later = [one for inspection in found for one in later_evidence(row, inspection)]
    outcome = watched(watch, later, date.fromisoformat(today))
    codes = {inspection.id: inspection.code for inspection in found}
    return outcome, codes.get(outcome.by or "")


async def _judge(
    tx: Transaction,
    desk: Desk,
    rows: list[NonconformityRow],
    later_of: LaterOf,
) -> None:
    await desk.load(tx, nonconformities=[row.id for row in rows])
    for known in rows:
        row = desk.nonconformities[known.id]
        if row.state != "watching":
            continue
        today = desk.today_at(row.site)
        found = await outcome_of(desk.rules[row.rules], row, later_of, today)
        if found is not None:
            _apply(desk, row, *found)


def _apply(desk: Desk, row: NonconformityRow, outcome: Outcome, code: str | None) -> None:
    match outcome.outcome:
        case "effective":
            desk.by_system("nonconformity", row.id, {"event": "effective"})
        case "reopen":
            value = {"event": "recur", "link": code, "reason": outcome.why}
            desk.by_system("nonconformity", row.id, value)
        case "undecided" if not json.loads(row.machine).get("undecided"):
            desk.by_system("nonconformity", row.id, {"event": "undecided"})
        case _:
            return


def later_evidence(row: NonconformityRow, inspection: LaterRow) -> list[Later]:
    """What a later inspection says about the same question and instance."""
    return [
        Later(
            id=inspection.id,
            on=date.fromisoformat(inspection.filed_on),
            kind=inspection.kind,
            status=status,
            severity=severity,
        )
        for question, key, status, severity in json.loads(inspection.outcomes)
        if question == row.question and key == row.instance_key
    ]
