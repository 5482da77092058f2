"""Assignments follow the schedules and the inspections made for them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from dateutil.rrule import rrulestr

from backend.ids import new_id
from backend.programme import queries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend.plumbing.database.transaction import Reader, Row, Transaction, Values
    from backend.plumbing.shell import Shell

DAYS_BACK, DAYS_AHEAD = 14, 30


async def follow(tx: Transaction, organisation: str, rows: Sequence[tuple[str, str, str]]) -> None:
    """Assignments of `(assignment, inspection, state)`: started, or done once it is submitted."""
    for assignment, inspection, state in rows:
        await queries.move(
            tx, organisation, assignment, inspection, "done" if state == "submitted" else "started"
        )


def occurrences(rule: str, first: date, last: date) -> list[date]:
    """The days of a recurrence (RFC 5545) within a span, both ends included."""
    start = datetime.combine(first.replace(month=1, day=1), time(), UTC)
    found = rrulestr(rule, dtstart=start)
    between = found.between(
        datetime.combine(first, time(), UTC), datetime.combine(last, time(), UTC), inc=True
    )
    return [one.date() for one in between]


async def assign(
    shell: Shell,
    tx: Transaction,
    organisation: str,
    span: tuple[date, date],
    *,
    versions: dict[str, tuple[str, str]],
    people: dict[tuple[str, str], str | None],
) -> int:
    """Write the assignments of a span for the templates in force; gives how many are new.

    `versions` maps a template's key to its hashes, `people` a (schedule key, site) to who does it.
    """
    rows: list[Values] = []
    for schedule in await queries.schedules_of(tx, organisation):
        pinned = versions.get(schedule["template_key"])
        if pinned is None:
            continue
        for day in occurrences(schedule["rrule"], *span):
            rows += [
                _assignment(shell, schedule, site, day, pinned=pinned, people=people)
                for site in json.loads(schedule["sites"])
            ]
    await queries.add_assignments(tx, rows)
    return len(rows)


async def offered(reader: Reader, organisation: str, today: date) -> list[Row]:
    """What tablets are told of: 14 days back to 30 ahead."""
    return await queries.between(
        reader,
        organisation,
        (today - timedelta(days=DAYS_BACK)).isoformat(),
        (today + timedelta(days=DAYS_AHEAD)).isoformat(),
    )


async def by_ids(reader: Reader, organisation: str, ids: Sequence[str]) -> list[Row]:
    """These assignments."""
    return await queries.by_ids(reader, organisation, ids)


def _assignment(
    shell: Shell,
    schedule: Row,
    site: str,
    day: date,
    *,
    pinned: tuple[str, str],
    people: dict[tuple[str, str], str | None],
) -> Values:
    return {
        "organisation": schedule["organisation"],
        "id": new_id(shell.clock.now(), shell.random),
        "schedule": schedule["id"],
        "site": site,
        "template": pinned[0],
        "rules": pinned[1],
        "kind": schedule["kind"],
        "person": people.get((schedule["key"], site)),
        "from_on": day.isoformat(),
        "due_on": (day + timedelta(days=schedule["grace_days"])).isoformat(),
        "state": "open",
        "inspection": None,
    }
