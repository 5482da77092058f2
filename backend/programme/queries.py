"""Reads and writes of schedules and assignments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.plumbing.database.transaction import marks
from backend.programme.tables import Assignment, Schedule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend.plumbing.database.transaction import Reader, Row, Transaction, Values

ASSIGNMENT = (
    "organisation", "id", "schedule", "site", "template", "rules", "kind", "person", "from_on",
    "due_on", "state", "inspection",
)  # fmt: skip


IDS_AT_ONCE = 500


async def add_schedule(tx: Transaction, values: Values) -> None:
    await tx.run(Schedule.insert(Schedule(**values)))


async def schedules_of(reader: Reader, organisation: str) -> list[Row]:
    return await reader.select(
        Schedule.select().where(Schedule.organisation == organisation).order_by(Schedule.key)
    )


async def add_assignments(tx: Transaction, rows: Sequence[Values]) -> None:
    await tx.insert_many(
        "assignment",
        ASSIGNMENT,
        [[row[name] for name in ASSIGNMENT] for row in rows],
        "ON CONFLICT (organisation, schedule, site, from_on) DO NOTHING",
    )


async def between(reader: Reader, organisation: str, first: str, last: str) -> list[Row]:
    """Assignments that begin in a span of days."""
    return await reader.select(
        Assignment.select()
        .where(
            (Assignment.organisation == organisation)
            & (Assignment.from_on >= first)
            & (Assignment.from_on <= last)
        )
        .order_by(Assignment.from_on)
        .order_by(Assignment.id)
        .limit(5_000)
    )


async def overdue(reader: Reader, organisation: str, day: str) -> list[Row]:
    """Assignments that nobody began although their last day is over."""
    return await reader.select(
        Assignment.select()
        .where(
            (Assignment.organisation == organisation)
            & (Assignment.state == "open")
            & (Assignment.due_on < day)
        )
        .order_by(Assignment.id)
        .limit(5_000)
    )


async def outdated(
    reader: Reader, organisation: str, older: Sequence[str], pinned: tuple[str, str]
) -> list[Row]:
    """What is planned and not begun by one of these templates, but not by this one's rules."""
    return await reader.fetch(
        f"SELECT {', '.join(ASSIGNMENT)} FROM assignment WHERE organisation = ? "
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


async def last_people(reader: Reader, organisation: str) -> list[Row]:
    """For each schedule and site the person of the newest assignment."""
    return await reader.fetch(
        "SELECT s.key, a.site, a.person FROM assignment a "
        "JOIN schedule s ON s.organisation = a.organisation AND s.id = a.schedule "
        "WHERE a.organisation = ? AND a.from_on = (SELECT MAX(b.from_on) FROM assignment b "
        "WHERE b.organisation = a.organisation AND b.schedule = a.schedule AND b.site = a.site) "
        "ORDER BY s.key, a.site LIMIT 50000",
        (organisation,),
    )


async def around(reader: Reader, organisation: str, due_since: str, begun_by: str) -> list[Row]:
    """Assignments that are due on a day or later and begin by another."""
    return await reader.select(
        Assignment.select()
        .where(
            (Assignment.organisation == organisation)
            & (Assignment.due_on >= due_since)
            & (Assignment.from_on <= begun_by)
        )
        .order_by(Assignment.from_on)
        .order_by(Assignment.id)
        .limit(5_000)
    )


async def taken(
    reader: Reader, organisation: str, first: str, last: str
) -> set[tuple[str, str, str]]:
    """Schedule, site and first day of what is planned already in a span of days."""
    rows = await reader.fetch(
        "SELECT schedule, site, from_on FROM assignment "
        "WHERE organisation = ? AND from_on >= ? AND from_on <= ? LIMIT 200000",
        (organisation, first, last),
    )
    return {(row["schedule"], row["site"], row["from_on"]) for row in rows}


async def by_ids(reader: Reader, organisation: str, ids: Sequence[str]) -> list[Row]:
    if not ids:
        return []
    return await reader.select(
        Assignment.select().where(
            (Assignment.organisation == organisation) & Assignment.id.is_in(list(ids))
        )
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
