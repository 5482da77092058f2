"""Reads and writes of corrective actions, deadlines and steps."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.actions.records import Action, ActionRow, BacklogRow, DeadlineRow, EventRow
from backend.actions.tables import Deadline
from backend.plumbing.database.records import GIVEN, columns, insert_records, names, written_many
from backend.plumbing.database.transaction import Reader, Transaction, marks

if TYPE_CHECKING:
    from collections.abc import Sequence

MOVED = (
    "severity", "rank", "owner", "state", "due_at", "sort_at", "open", "machine", "deadline_class",
    "changed_seq",
)  # fmt: skip
MOVED_CLOCK = ("class_document", "start_at", "pauses", "extensions", "done_at", "provisional")
KEY = ("organisation", "id")

# Whether the due moment is provisional is known to its clock; each action has one.
WITH_CLOCK = (
    f"SELECT {columns(ActionRow, 'a')}, d.provisional FROM corrective_action a "
    "JOIN deadline d ON d.organisation = a.organisation AND d.id = a.id"
)

DEADLINES = written_many(
    Deadline.select().where((Deadline.organisation == GIVEN) & Deadline.id.is_in([GIVEN]))
)


async def by_ids(reader: Reader, organisation: str, ids: Sequence[str]) -> list[Action]:
    if not ids:
        return []
    return await reader.records(
        Action,
        f"{WITH_CLOCK} WHERE a.organisation = ? AND a.id IN ({marks(len(ids))}) ORDER BY a.id",
        (organisation, *ids),
    )


async def of_nonconformities(
    reader: Reader, organisation: str, ids: Sequence[str]
) -> list[Action]:
    if not ids:
        return []
    return await reader.records(
        Action,
        f"{WITH_CLOCK} WHERE a.organisation = ? AND a.nonconformity IN ({marks(len(ids))}) "
        "ORDER BY a.code",
        (organisation, *ids),
    )


async def deadlines(reader: Reader, organisation: str, ids: Sequence[str]) -> list[DeadlineRow]:
    if not ids:
        return []
    return await reader.records(DeadlineRow, DEADLINES(len(ids)), (organisation, *ids))


async def once_paused(reader: Reader, organisation: str, after: str, limit: int) -> list[str]:
    """Open actions whose clock was stopped at least once, by id."""
    rows = await reader.fetch(
        "SELECT a.id FROM corrective_action a JOIN deadline d ON d.organisation = a.organisation "
        "AND d.id = a.id WHERE a.organisation = ? AND a.id > ? AND a.open = 1 "
        "AND d.pauses <> '[]' AND d.done_at IS NULL ORDER BY a.id LIMIT ?",
        (organisation, after, limit),
    )
    return [row["id"] for row in rows]


async def add(tx: Transaction, actions: Sequence[Action], clocks: Sequence[DeadlineRow]) -> None:
    known = names(ActionRow)
    await tx.insert_many(
        "corrective_action", known, [[getattr(row, name) for name in known] for row in actions]
    )
    await insert_records(tx, "deadline", clocks)


async def update(tx: Transaction, rows: Sequence[Action]) -> None:
    await tx.execute_many(
        f"UPDATE corrective_action SET {' = ?, '.join(MOVED)} = ? WHERE organisation = ? AND id = ?",
        [[getattr(row, name) for name in (*MOVED, *KEY)] for row in rows],
    )


async def update_deadlines(tx: Transaction, rows: Sequence[DeadlineRow]) -> None:
    await tx.execute_many(
        f"UPDATE deadline SET {' = ?, '.join(MOVED_CLOCK)} = ? WHERE organisation = ? AND id = ?",
        [[getattr(row, name) for name in (*MOVED_CLOCK, *KEY)] for row in rows],
    )


async def add_events(tx: Transaction, rows: Sequence[EventRow]) -> None:
    await insert_records(tx, "action_event", rows)


async def events_of(reader: Reader, organisation: str, subjects: Sequence[str]) -> list[EventRow]:
    """Every step of these subjects, in the order of the log."""
    if not subjects:
        return []
    return await reader.records(
        EventRow,
        f"SELECT {columns(EventRow)} FROM action_event WHERE organisation = ? "
        f"AND subject IN ({marks(len(subjects))}) ORDER BY log_seq, id LIMIT 20000",
        (organisation, *subjects),
    )


async def page(
    reader: Reader,
    organisation: str,
    where: str,
    args: Sequence[object],
    *,
    order: str,
    limit: int,
) -> list[BacklogRow]:
    """A page of the backlog with what a row of it shows; `where` and `order` are our own."""
    return await reader.records(
        BacklogRow,
        f"SELECT {columns(ActionRow, 'a')}, n.code AS nonconformity_code, n.question, n.rules, "
        "n.text AS finding_text, "
        "s.title AS site_title, s.zone, p.title AS owner_title, d.provisional "
        "FROM corrective_action a "
        "JOIN deadline d ON d.organisation = a.organisation AND d.id = a.id "
        "JOIN nonconformity n ON n.organisation = a.organisation AND n.id = a.nonconformity "
        "JOIN site s ON s.organisation = a.organisation AND s.id = a.site "
        "LEFT JOIN person p ON p.organisation = a.organisation AND p.id = a.owner "
        f"WHERE a.organisation = ?{where} ORDER BY {order} LIMIT ?",
        (organisation, *args, limit),
    )


async def open_by_owner(
    reader: Reader, organisation: str, owners: Sequence[str]
) -> dict[str, int]:
    """How many open actions each of these people owns; who owns none is left out."""
    if not owners:
        return {}
    rows = await reader.fetch(
        "SELECT owner, COUNT(*) AS owned FROM corrective_action WHERE organisation = ? "
        f"AND open = 1 AND owner IN ({marks(len(owners))}) GROUP BY owner",
        (organisation, *owners),
    )
    return {row["owner"]: row["owned"] for row in rows}


async def count(reader: Reader, organisation: str, where: str, args: Sequence[object]) -> int:
    rows = await reader.fetch(
        f"SELECT COUNT(*) AS n FROM corrective_action a WHERE a.organisation = ?{where}",
        (organisation, *args),
    )
    return rows[0]["n"]
