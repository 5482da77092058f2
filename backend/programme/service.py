"""Assignments follow the schedules and the inspections made for them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from dateutil.rrule import rrulestr
from msgspec.structs import replace

from backend.clock import instant_text
from backend.ids import new_id
from backend.ledger import service as ledger
from backend.programme import queries
from backend.programme.records import AssignmentRow, ScheduleRow, Taken
from backend.templates import service as templates
from checklists.filing import Planned

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from backend.plumbing.database.transaction import Reader, Transaction
    from backend.plumbing.shell import Shell

DAYS_BACK, DAYS_AHEAD = 14, 30
# Every second week is counted from here, whichever days are asked for: a Monday.
ANCHOR = date(2001, 1, 1)


async def follow(tx: Transaction, organisation: str, rows: Sequence[tuple[str, str, str]]) -> None:
    """Assignments of `(assignment, inspection, state)`: started, or done once it is submitted."""
    for assignment, inspection, state in rows:
        await queries.move(
            tx, organisation, assignment, inspection, "done" if state == "submitted" else "started"
        )


def occurrences(rule: str, first: date, last: date) -> list[date]:
    """The days of a recurrence (RFC 5545) within a span, both ends included."""
    start = datetime.combine(ANCHOR, time(), UTC)
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
) -> list[AssignmentRow]:
    """Write the assignments of a span for the templates in force; gives those that are new.

    `versions` maps a template's key to its hashes, `people` a (schedule key, site) to who does it.
    """
    rows: list[AssignmentRow] = []
    for schedule in await queries.schedules_of(tx, organisation):
        pinned = versions.get(schedule.template_key)
        if pinned is None:
            continue
        for day in occurrences(schedule.rrule, *span):
            rows += [
                _assignment(shell, schedule, site, day, pinned=pinned, people=people)
                for site in schedule.site_ids
            ]
    known = await queries.taken(tx, organisation, span[0].isoformat(), span[1].isoformat())
    new = [row for row in rows if Taken(row.schedule, row.site, row.from_on) not in known]
    await queries.add_assignments(tx, new)
    return new


async def extend(
    shell: Shell,
    tx: Transaction,
    organisation: str,
    today: date,
    *,
    versions: dict[str, tuple[str, str]],
) -> int:
    """Plan up to 30 days ahead and tell the tablets; gives how many inspections are new.

    The log's lock must be held. What nobody begins is missed when tablets no longer offer it.
    """
    await follow_versions(shell, tx, organisation)
    span = today, today + timedelta(days=DAYS_AHEAD)
    people = await _people_of(tx, organisation)
    new = await assign(shell, tx, organisation, span, versions=versions, people=people)
    last = today - timedelta(days=DAYS_BACK)
    missed = await queries.overdue(tx, organisation, last.isoformat())
    await queries.miss(tx, organisation, [row.id for row in missed])
    entries = [
        _entry(shell, row, event)
        for event, rows in (("planned", new), ("missed", missed))
        for row in rows
    ]
    await ledger.append(tx, organisation, shell.clock.now(), entries)
    return len(new)


async def put_in_force(
    shell: Shell,
    tx: Transaction,
    organisation: str,
    authored: dict[str, Any],
    pack: dict[str, Any],
) -> templates.Published:
    """Publish a checklist; what is planned and not begun follows it. The log's lock must be held.

    Raises ChecklistError as `templates.publish` does. What is begun is finished on its version.
    """
    made = await templates.publish(shell, tx, organisation, authored, pack)
    await follow_versions(shell, tx, organisation)
    return made


async def follow_versions(shell: Shell, tx: Transaction, organisation: str) -> int:
    """Plan by the versions in force what is not begun; gives how many. The lock must be held."""
    current = await templates.in_force(tx, organisation)
    versions, _ = await templates.shown_versions(tx, organisation)
    moved: list[AssignmentRow] = []
    for key, pinned in current.items():
        older = [row.sha256 for row in versions if row.key == key]
        rows = await queries.outdated(tx, organisation, older, pinned)
        await queries.pin(tx, organisation, [row.id for row in rows], pinned)
        moved += [replace(row, template=pinned[0], rules=pinned[1]) for row in rows]
    entries = [_entry(shell, row, "replanned") for row in moved]
    if entries:
        await ledger.append(tx, organisation, shell.clock.now(), entries)
    return len(moved)


def _entry(shell: Shell, row: AssignmentRow, event: str) -> ledger.NewEntry:
    body = ledger.server_body(
        shell,
        "event",
        {
            "about": "assignment",
            "subject": row.id,
            "event": event,
            "actor": "system",
            "recorded_at": instant_text(shell.clock.now()),
            "from_on": row.from_on,
            "due_on": row.due_on,
            "template": row.template,
            "rules": row.rules,
        },
    )
    return ledger.entry_with(row.site, "event", row.id, body)


async def _people_of(reader: Reader, organisation: str) -> dict[tuple[str, str], str | None]:
    """Who was asked last for a schedule at a site is asked again."""
    rows = await queries.last_people(reader, organisation)
    return {(row.key, row.site): row.person for row in rows}


async def offered(reader: Reader, organisation: str, today: date) -> list[AssignmentRow]:
    """What tablets are told of: due since 14 days back, beginning up to 30 ahead."""
    return await queries.around(
        reader,
        organisation,
        (today - timedelta(days=DAYS_BACK)).isoformat(),
        (today + timedelta(days=DAYS_AHEAD)).isoformat(),
    )


async def planned(reader: Reader, organisation: str, ids: Collection[str]) -> dict[str, Planned]:
    """What of these assignments is known, as a start is held against it."""
    rows = await queries.by_ids(reader, organisation, sorted(ids))
    return {row.id: Planned(site=row.site) for row in rows}


async def by_ids(reader: Reader, organisation: str, ids: Sequence[str]) -> list[AssignmentRow]:
    """These assignments."""
    return await queries.by_ids(reader, organisation, ids)


def _assignment(
    shell: Shell,
    schedule: ScheduleRow,
    site: str,
    day: date,
    *,
    pinned: tuple[str, str],
    people: dict[tuple[str, str], str | None],
) -> AssignmentRow:
    return AssignmentRow(
        organisation=schedule.organisation,
        id=new_id(shell.clock.now(), shell.random),
        schedule=schedule.id,
        site=site,
        template=pinned[0],
        rules=pinned[1],
        kind=schedule.kind,
        person=people.get((schedule.key, site)),
        from_on=day.isoformat(),
        due_on=(day + timedelta(days=schedule.grace_days)).isoformat(),
        state="open",
        inspection=None,
    )
