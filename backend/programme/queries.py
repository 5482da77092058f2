"""Reads and writes of schedules and assignments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.programme.tables import Assignment, Schedule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend.plumbing.database.transaction import Reader, Row, Transaction, Values

ASSIGNMENT = (
    "organisation", "id", "schedule", "site", "template", "rules", "kind", "person", "from_on",
    "due_on", "state", "inspection",
)  # fmt: skip


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
