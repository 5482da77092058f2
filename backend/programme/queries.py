"""Reads and writes of schedules and assignments."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.plumbing.database.records import GIVEN, columns, insert_records, written
from backend.plumbing.database.transaction import marks
from backend.programme.records import AskedLast, AssignmentRow, ScheduleRow, Taken
from backend.programme.tables import Assignment, Schedule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend.plumbing.database.transaction import Reader, Transaction

IDS_AT_ONCE = 500
SCHEDULES = written(Schedule.select().where(Schedule.organisation == GIVEN).order_by(Schedule.key))
BETWEEN = written(
    Assignment.select()
    .where(
        (Assignment.organisation == GIVEN)
        & (Assignment.from_on >= GIVEN)
        & (Assignment.from_on <= GIVEN)
    )
    .order_by(Assignment.from_on)
    .order_by(Assignment.id)
    .limit(5_000)
)
IN_STATE = written(
    Assignment.select()
    .where(
        (Assignment.organisation == GIVEN)
        & (Assignment.state == GIVEN)
        & (Assignment.due_on < GIVEN)
    )
    .order_by(Assignment.id)
    .limit(5_000)
)
AROUND = written(
    Assignment.select()
    .where(
        (Assignment.organisation == GIVEN)
        & (Assignment.due_on >= GIVEN)
        & (Assignment.from_on <= GIVEN)
    )
    .order_by(Assignment.from_on)
    .order_by(Assignment.id)
    .limit(5_000)
)


async def add_schedule(tx: Transaction, row: ScheduleRow) -> None:
    await insert_records(tx, "schedule", [row])


async def schedules_of(reader: Reader, organisation: str) -> list[ScheduleRow]:
    return await reader.records(ScheduleRow, SCHEDULES, (organisation,))


async def add_assignments(tx: Transaction, rows: Sequence[AssignmentRow]) -> None:
    await insert_records(
        tx,
        "assignment",
        rows,
        "ON CONFLICT (organisation, schedule, site, from_on) DO NOTHING",
    )


async def between(reader: Reader, organisation: str, first: str, last: str) -> list[AssignmentRow]:
    """Assignments that begin in a span of days."""
    return await reader.records(AssignmentRow, BETWEEN, (organisation, first, last))


async def overdue(reader: Reader, organisation: str, day: str) -> list[AssignmentRow]:
    """Assignments that nobody began although their last day is over."""
    return await reader.records(AssignmentRow, IN_STATE, (organisation, "open", day))


async def outdated(
    reader: Reader, organisation: str, older: Sequence[str], pinned: tuple[str, str]
) -> list[AssignmentRow]:
    """What is planned and not begun by one of these templates, but not by this one's rules."""
    return await reader.records(
        AssignmentRow,
        f"SELECT {columns(AssignmentRow)} FROM assignment WHERE organisation = ? "
        f"AND state = 'open' AND template IN ({marks(len(older))}) "
        "AND (template <> ? OR rules <> ?) ORDER BY id LIMIT 50000",
        (organisation, *older, *pinned),
    )


async def pin(
    tx: Transaction, organisation: str, ids: Sequence[str], pinned: tuple[str, str]
) -> None:
    """These are to be done by this template and these rules."""
    for at in range(0, len(ids), IDS_AT_ONCE):
        part = ids[at : at + IDS_AT_ONCE]
        await tx.execute(
            "UPDATE assignment SET template = ?, rules = ? WHERE organisation = ? "
            f"AND id IN ({marks(len(part))})",
            (*pinned, organisation, *part),
        )


async def miss(tx: Transaction, organisation: str, ids: Sequence[str]) -> None:
    for known in ids:
        await tx.execute(
            "UPDATE assignment SET state = 'missed' WHERE organisation = ? AND id = ?",
            (organisation, known),
        )


async def last_people(reader: Reader, organisation: str) -> list[AskedLast]:
    """For each schedule and site the person of the newest assignment."""
    return await reader.records(
        AskedLast,
        "SELECT s.key, a.site, a.person FROM assignment a "
        "JOIN schedule s ON s.organisation = a.organisation AND s.id = a.schedule "
        "WHERE a.organisation = ? AND a.from_on = (SELECT MAX(b.from_on) FROM assignment b "
        "WHERE b.organisation = a.organisation AND b.schedule = a.schedule AND b.site = a.site) "
        "ORDER BY s.key, a.site LIMIT 50000",
        (organisation,),
    )


async def around(
    reader: Reader, organisation: str, due_since: str, begun_by: str
) -> list[AssignmentRow]:
    """Assignments that are due on a day or later and begin by another."""
    return await reader.records(AssignmentRow, AROUND, (organisation, due_since, begun_by))


async def taken(reader: Reader, organisation: str, first: str, last: str) -> set[Taken]:
    """Schedule, site and first day of what is planned already in a span of days."""
    rows = await reader.records(
        Taken,
        "SELECT schedule, site, from_on FROM assignment "
        "WHERE organisation = ? AND from_on >= ? AND from_on <= ? LIMIT 200000",
        (organisation, first, last),
    )
    return set(rows)


async def by_ids(reader: Reader, organisation: str, ids: Sequence[str]) -> list[AssignmentRow]:
    if not ids:
        return []
    return await reader.records(
        AssignmentRow,
        f"SELECT {columns(AssignmentRow)} FROM assignment "
        f"WHERE organisation = ? AND id IN ({marks(len(ids))})",
        (organisation, *ids),
    )


async def move(
    tx: Transaction, organisation: str, assignment: str, inspection: str, state: str
) -> None:
    """The first inspection keeps the assignment; a later one changes nothing."""
    await tx.execute(
        "UPDATE assignment SET state = ?, inspection = ? WHERE organisation = ? AND id = ? "
        "AND (inspection IS NULL OR inspection = ?)",
        (state, inspection, organisation, assignment, inspection),
    )
