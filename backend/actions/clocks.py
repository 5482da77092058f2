"""Deadlines between rows and rules: due moments come from here alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from audit_rules.calendars import Calendar, CalendarUncoveredError, calendar_from
from audit_rules.deadlines import Counting, DeadlineClass, Due, Extension, deadline
from backend.sites import service as sites

if TYPE_CHECKING:
    from backend.plumbing.database.transaction import Reader, Row, Values
    from backend.plumbing.shell import Shell

# Sorts after every due moment: what has no deadline comes last.
NEVER = 1 << 60


async def calendar_of(shell: Shell, reader: Reader, organisation: str, row: Values) -> Calendar:
    """The calendar version that a deadline pinned."""
    key, version = row["calendar"], row["calendar_version"]
    name = f"calendar:{organisation}:{key}:{version}"
    known = shell.documents.get(name)
    if isinstance(known, Calendar):
        return known
    document = await sites.calendar_document(reader, organisation, key, version)
    made = calendar_from(document, ZoneInfo)
    shell.documents.put(name, made)
    return made


def counting_of(row: Values) -> Counting:
    """What a deadline's row says is to be counted."""
    wanted = json.loads(row["class_document"])
    return Counting(
        start=row["start_at"],
        wanted=DeadlineClass(
            clock=wanted["clock"],
            ms=wanted.get("ms", 0),
            days=wanted.get("days", 0),
            to_end_of_business=wanted.get("snap") == "end_of_business",
        ),
        pauses=tuple((start, end) for start, end in json.loads(row["pauses"])),
        extensions=tuple(
            Extension(
                approved=True,
                add_ms=one.get("add_ms", 0),
                add_days=one.get("add_days", 0),
                until=one.get("until"),
            )
            for one in json.loads(row["extensions"])
        ),
    )


async def due_of(shell: Shell, reader: Reader, organisation: str, row: Values) -> Due | None:
    """The deadline with its explanation; nothing where the calendar does not reach."""
    calendar = await calendar_of(shell, reader, organisation, row)
    try:
        return deadline(calendar, counting_of(row))
    except CalendarUncoveredError:
        return None


async def settle(shell: Shell, reader: Reader, action: Values, clock: Values) -> None:
    """Write the due moment into both rows."""
    due = await due_of(shell, reader, action["organisation"], clock)
    action["due_at"] = due.due if due is not None else None
    action["sort_at"] = action["due_at"] if action["due_at"] is not None else NEVER
    clock["provisional"] = int(due is not None and due.provisional)


async def started(
    shell: Shell, reader: Reader, action: Values, place: Row, wanted: dict[str, Any]
) -> Values:
    """A new deadline from now on, on the newest calendar of the place."""
    version = await sites.newest_calendar_version(
        reader, action["organisation"], place["calendar"]
    )
    clock: Values = {
        "organisation": action["organisation"],
        "id": action["id"],
        "class_document": json.dumps(
            {name: wanted[name] for name in ("clock", "ms", "days", "snap") if name in wanted}
        ),
        "calendar": place["calendar"],
        "calendar_version": version,
        "start_at": shell.clock.now(),
        "pauses": "[]",
        "extensions": "[]",
        "done_at": None,
        "provisional": 0,
    }
    await settle(shell, reader, action, clock)
    return clock
