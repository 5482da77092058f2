"""Deadlines between rows and rules: due moments come from here alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from audit_rules.calendars import Calendar, CalendarUncoveredError, calendar_from
from audit_rules.deadlines import Counting, Due, Extension, class_from, deadline
from audit_rules.regrades import regraded
from backend.sites import service as sites

if TYPE_CHECKING:
    from backend.plumbing.database.transaction import Reader, Values
    from backend.plumbing.shell import Shell
    from backend.sites.records import SiteRow

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
    return Counting(
        start=row["start_at"],
        wanted=class_from(json.loads(row["class_document"])),
        pauses=tuple((start, end) for start, end in json.loads(row["pauses"])),
        extensions=tuple(extension_of(one) for one in json.loads(row["extensions"])),
    )


def extension_of(given: dict[str, int]) -> Extension:
    """More time that an officer granted, or that is asked for."""
    return Extension(
        approved=True,
        add_ms=given.get("add_ms", 0),
        add_days=given.get("add_days", 0),
        until=given.get("until"),
    )


def class_document(wanted: dict[str, Any]) -> str:
    """What a deadline's row keeps of a class."""
    names = ("clock", "ms", "days", "snap")
    return json.dumps({name: wanted[name] for name in names if name in wanted})


async def regrade(
    shell: Shell, reader: Reader, clock: Values, wanted: dict[str, Any], *, raised: bool
) -> bool:
    """Compare the clock with the one of a new severity; True where the new one goes on."""
    calendar = await calendar_of(shell, reader, clock["organisation"], clock)
    now, old = shell.clock.now(), counting_of(clock)
    found = regraded(calendar, old, now, class_from(wanted), raised=raised)
    if found.goes_on == "old":
        return False
    after = found.counting
    clock["class_document"] = class_document(wanted)
    clock["start_at"] = after.start
    clock["pauses"] = json.dumps([list(pause) for pause in after.pauses])
    kept = [
        one for one in json.loads(clock["extensions"]) if extension_of(one) in after.extensions
    ]
    clock["extensions"] = json.dumps(kept)
    return True


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
    shell: Shell, reader: Reader, action: Values, place: SiteRow, wanted: dict[str, Any]
) -> Values:
    """A new deadline from now on, on the newest calendar of the place."""
    version = await sites.newest_calendar_version(reader, action["organisation"], place.calendar)
    clock: Values = {
        "organisation": action["organisation"],
        "id": action["id"],
        "class_document": class_document(wanted),
        "calendar": place.calendar,
        "calendar_version": version,
        "start_at": shell.clock.now(),
        "pauses": "[]",
        "extensions": "[]",
        "done_at": None,
        "provisional": 0,
    }
    await settle(shell, reader, action, clock)
    return clock
