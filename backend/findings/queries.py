"""Reads and writes of nonconformities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.findings.tables import Nonconformity
from backend.plumbing.database.transaction import Reader, Row, Transaction, Values, marks

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = (
    "organisation", "id", "code", "inspection", "verdict", "site", "area", "template_key", "rules",
    "question", "section", "instance", "instance_key", "severity", "source", "finding_kind", "text",
    "state", "owner", "opened_at", "opened_on", "closed_on", "watch_until", "machine", "changed_seq",
)  # fmt: skip


async def by_ids(reader: Reader, organisation: str, ids: Sequence[str]) -> list[Row]:
    if not ids:
        return []
    return await reader.select(
        Nonconformity.select().where(
            (Nonconformity.organisation == organisation) & Nonconformity.id.is_in(list(ids))
        )
    )


async def of_inspections(reader: Reader, organisation: str, ids: Sequence[str]) -> list[Row]:
    if not ids:
        return []
    return await reader.select(
        Nonconformity.select()
        .where(
            (Nonconformity.organisation == organisation)
            & Nonconformity.inspection.is_in(list(ids))
        )
        .order_by(Nonconformity.code)
    )


async def same_key(
    reader: Reader, organisation: str, site: str, questions: Sequence[str]
) -> list[Row]:
    """Earlier nonconformities of these questions at a site, newest last."""
    if not questions:
        return []
    return await reader.fetch(
        "SELECT id, question, instance_key, site, opened_on, state FROM nonconformity "
        f"WHERE organisation = ? AND site = ? AND question IN ({marks(len(questions))}) "
        "ORDER BY opened_on, id LIMIT 5000",
        (organisation, site, *questions),
    )


async def watching_at(reader: Reader, organisation: str, sites: Sequence[str]) -> list[Row]:
    return await reader.select(
        Nonconformity.select()
        .where(
            (Nonconformity.organisation == organisation)
            & (Nonconformity.state == "watching")
            & Nonconformity.site.is_in(list(sites))
        )
        .order_by(Nonconformity.id)
        .limit(5_000)
    )


async def watch_windows_ended(reader: Reader, organisation: str, day: str) -> list[Row]:
    return await reader.select(
        Nonconformity.select()
        .where(
            (Nonconformity.organisation == organisation)
            & (Nonconformity.state == "watching")
            & (Nonconformity.watch_until < day)
        )
        .order_by(Nonconformity.id)
        .limit(5_000)
    )


async def add(tx: Transaction, rows: Sequence[Values]) -> None:
    await tx.insert_many(
        "nonconformity", COLUMNS, [[row[name] for name in COLUMNS] for row in rows]
    )


async def update(tx: Transaction, rows: Sequence[Values]) -> None:
    """Write what moves may change."""
    for row in rows:
        await tx.execute(
            "UPDATE nonconformity SET severity = ?, state = ?, owner = ?, closed_on = ?, "
            "watch_until = ?, machine = ?, changed_seq = ? WHERE organisation = ? AND id = ?",
            tuple(
                row[name]
                for name in (
                    "severity", "state", "owner", "closed_on", "watch_until", "machine",
                    "changed_seq", "organisation", "id",
                )
            ),
        )  # fmt: skip


async def page(
    reader: Reader, organisation: str, where: str, args: Sequence[object], limit: int
) -> list[Row]:
    """A page of nonconformities, newest first; `where` is made of our own conditions."""
    return await reader.fetch(
        f"SELECT * FROM nonconformity WHERE organisation = ?{where} "
        "ORDER BY opened_at DESC, id DESC LIMIT ?",
        (organisation, *args, limit),
    )


async def named_by(reader: Reader, organisation: str, hashes: Sequence[str]) -> list[Row]:
    """The move that named each of these files last, with its person and device."""
    if not hashes:
        return []
    return await reader.fetch(
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
