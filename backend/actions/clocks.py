"""Deadlines between rows and rules: due moments come from here alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from audit_rules.calendars import Calendar, CalendarUncoveredError, calendar_from
from audit_rules.deadlines import Counting, Due, Extension, class_from, deadline
from audit_rules.regrades import regraded
from backend.actions.records import DeadlineRow
from backend.sites import service as sites

if TYPE_CHECKING:
    from backend.actions.records import Action
    from backend.plumbing.database.transaction import Reader
    from backend.plumbing.shell import Shell

# Sorts after every due moment: what has no deadline comes last.
NEVER = 1 << 60


async def calendar_of(
    shell: Shell, reader: Reader, organisation: str, row: DeadlineRow
) -> Calendar:
    """The calendar version that a deadline pinned."""
    key, version = row.calendar, row.calendar_version
    name = f"calendar:{organisation}:{key}:{version}"
    known = shell.documents.get(name)
    if isinstance(known, Calendar):
        return known
    document = await sites.calendar_document(reader, organisation, key, version)
    made = calendar_from(document, ZoneInfo)
    shell.documents.put(name, made)
    return made


def counting_of(row: DeadlineRow) -> Counting:
    """What a deadline's row says is to be counted."""
    return Counting(
        start=row.start_at,
        wanted=class_from(json.loads(row.class_document)),
        pauses=tuple((start, end) for start, end in json.loads(row.pauses)),
        extensions=tuple(extension_of(one) for one in json.loads(row.extensions)),
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
    shell: Shell, reader: Reader, clock: DeadlineRow, wanted: dict[str, Any], *, raised: bool
) -> DeadlineRow | None:
    """The clock of a new severity, where it is that one which goes on; else nothing."""
    calendar = await calendar_of(shell, reader, clock.organisation, clock)
    now, old = shell.clock.now(), counting_of(clock)
    found = regraded(calendar, old, now, class_from(wanted), raised=raised)
    if found.goes_on == "old":
        return None
    after = found.counting
    kept = [one for one in json.loads(clock.extensions) if extension_of(one) in after.extensions]
    return replace(
        clock,
        class_document=class_document(wanted),
        start_at=after.start,
        pauses=json.dumps([list(pause) for pause in after.pauses]),
        extensions=json.dumps(kept),
    )


async def due_of(shell: Shell, reader: Reader, organisation: str, row: DeadlineRow) -> Due | None:
    """The deadline with its explanation; nothing where the calendar does not reach."""
    calendar = await calendar_of(shell, reader, organisation, row)
    try:
        return deadline(calendar, counting_of(row))
    except CalendarUncoveredError:
        return None


async def settle(
    shell: Shell, reader: Reader, action: Action, clock: DeadlineRow
) -> tuple[Action, DeadlineRow]:
    """Both rows with the due moment."""
    due = await due_of(shell, reader, action.organisation, clock)
    due_at = due.due if due is not None else None
    provisional = int(due is not None and due.provisional)
    return (
        replace(
            action,
            due_at=due_at,
            sort_at=due_at if due_at is not None else NEVER,
            provisional=provisional,
        ),
        replace(clock, provisional=provisional),
    )


async def started(
    shell: Shell,
    reader: Reader,
    action: Action,
    calendar: tuple[str, int],
    wanted: dict[str, Any],
) -> tuple[Action, DeadlineRow]:
    """An action with a new deadline from now on, on a version of its place's calendar."""
    clock = DeadlineRow(
        organisation=action.organisation,
        id=action.id,
        class_document=class_document(wanted),
        calendar=calendar[0],
        calendar_version=calendar[1],
        start_at=shell.clock.now(),
        pauses="[]",
        extensions="[]",
        done_at=None,
        provisional=0,
    )
    return await settle(shell, reader, action, clock)
