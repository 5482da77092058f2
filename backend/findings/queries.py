"""Reads and writes of nonconformities."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.findings.records import EarlierRow, NamedFile, NonconformityRow
from backend.findings.tables import Nonconformity
from backend.plumbing.database.records import (
    GIVEN,
    columns,
    insert_records,
    written,
    written_many,
)
from backend.plumbing.database.transaction import Reader, Transaction, marks

if TYPE_CHECKING:
    from collections.abc import Sequence

OWN = Nonconformity.organisation == GIVEN
WATCHING = OWN & (Nonconformity.state == GIVEN)
BY_IDS = written_many(Nonconformity.select().where(OWN & Nonconformity.id.is_in([GIVEN])))
OF_INSPECTIONS = written_many(
    Nonconformity.select()
    .where(OWN & Nonconformity.inspection.is_in([GIVEN]))
    .order_by(Nonconformity.code)
)
WATCHING_AT = written_many(
    Nonconformity.select()
    .where(WATCHING & Nonconformity.site.is_in([GIVEN]))
    .order_by(Nonconformity.id)
    .limit(5_000)
)
WATCH_ENDED = written(
    Nonconformity.select()
    .where(WATCHING & (Nonconformity.watch_until < GIVEN))
    .order_by(Nonconformity.id)
    .limit(5_000)
)
MOVED = (
    "severity", "state", "owner", "closed_on", "watch_until", "machine", "changed_seq",
)  # fmt: skip


async def by_ids(reader: Reader, organisation: str, ids: Sequence[str]) -> list[NonconformityRow]:
    if not ids:
        return []
    return await reader.records(NonconformityRow, BY_IDS(len(ids)), (organisation, *ids))


async def of_inspections(
    reader: Reader, organisation: str, ids: Sequence[str]
) -> list[NonconformityRow]:
    if not ids:
        return []
    return await reader.records(NonconformityRow, OF_INSPECTIONS(len(ids)), (organisation, *ids))


async def same_questions(
    reader: Reader,
    organisation: str,
    site: str,
    questions: Sequence[str],
    span: tuple[str, str],
) -> list[EarlierRow]:
    """Nonconformities of these questions at a site that were opened in a span, oldest first."""
    return await reader.records(
        EarlierRow,
        f"SELECT {columns(EarlierRow)} FROM nonconformity "
        f"WHERE organisation = ? AND site = ? AND question IN ({marks(len(questions))}) "
        "AND opened_on >= ? AND opened_on <= ? ORDER BY opened_on, id LIMIT 5000",
        (organisation, site, *questions, *span),
    )


async def watching_at(
    reader: Reader, organisation: str, sites: Sequence[str]
) -> list[NonconformityRow]:
    args = (organisation, "watching", *sites)
    return await reader.records(NonconformityRow, WATCHING_AT(len(sites)), args)


async def watch_windows_ended(
    reader: Reader, organisation: str, day: str
) -> list[NonconformityRow]:
    return await reader.records(NonconformityRow, WATCH_ENDED, (organisation, "watching", day))


async def add(tx: Transaction, rows: Sequence[NonconformityRow]) -> None:
    await insert_records(tx, "nonconformity", rows)


async def update(tx: Transaction, rows: Sequence[NonconformityRow]) -> None:
    """Write what moves may change."""
    await tx.execute_many(
        f"UPDATE nonconformity SET {' = ?, '.join(MOVED)} = ? WHERE organisation = ? AND id = ?",
        [[getattr(row, name) for name in (*MOVED, "organisation", "id")] for row in rows],
    )


async def page(
    reader: Reader, organisation: str, where: str, args: Sequence[object], limit: int
) -> list[NonconformityRow]:
    """A page of nonconformities, newest first; `where` is made of our own conditions."""
    return await reader.records(
        NonconformityRow,
        f"SELECT {columns(NonconformityRow)} FROM nonconformity WHERE organisation = ?{where} "
        "ORDER BY opened_at DESC, id DESC LIMIT ?",
        (organisation, *args, limit),
    )


async def named_by(reader: Reader, organisation: str, hashes: Sequence[str]) -> list[NamedFile]:
    """The move that named each of these files last, with its person and device."""
    if not hashes:
        return []
    return await reader.records(
        NamedFile,
        "SELECT u.sha256, e.actor, e.received_at, d.title AS device_title FROM file_use u "
        "JOIN action_event e ON e.organisation = u.organisation AND e.id = u.operation "
        "LEFT JOIN operation o ON o.organisation = e.organisation AND o.log_seq = e.log_seq "
        "AND o.status = 'ok' "
        "LEFT JOIN chain c ON c.organisation = o.organisation AND c.id = o.chain "
        "LEFT JOIN device d ON d.organisation = c.organisation AND d.id = c.device "
        f"WHERE u.organisation = ? AND u.sha256 IN ({marks(len(hashes))}) "
        "ORDER BY e.log_seq LIMIT 1000",
        (organisation, *hashes),
    )
