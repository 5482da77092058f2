"""Reads and writes of the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.ledger.tables import Checkpoint, Log
from backend.plumbing.database.transaction import Reader, Row, Transaction, Values, marks, one

if TYPE_CHECKING:
    from collections.abc import Sequence

ENTRY = "seq, stream, n, at, kind, subject, body_hash, body"


async def log_of(reader: Reader, organisation: str) -> Row:
    (row,) = await reader.select(Log.select().where(Log.organisation == organisation))
    return row


async def add_log(tx: Transaction, values: Values) -> None:
    await tx.run(Log.insert(Log(**values)))


async def move_log(
    tx: Transaction, organisation: str, size: int, last_at: int, frontier: str
) -> None:
    await tx.execute(
        "UPDATE log SET size = ?, last_at = ?, frontier = ? WHERE organisation = ?",
        (size, last_at, frontier, organisation),
    )


async def stream_counts(
    reader: Reader, organisation: str, streams: Sequence[str]
) -> dict[str, int]:
    """The last `n` of these streams; one that has none yet is left out."""
    rows = await reader.fetch(
        f"SELECT id, n FROM stream WHERE organisation = ? AND id IN ({marks(len(streams))})",
        (organisation, *streams),
    )
    return {row["id"]: row["n"] for row in rows}


async def all_stream_counts(reader: Reader, organisation: str) -> dict[str, int]:
    rows = await reader.fetch(
        "SELECT id, n FROM stream WHERE organisation = ? ORDER BY id", (organisation,)
    )
    return {row["id"]: row["n"] for row in rows}


async def set_stream_counts(tx: Transaction, organisation: str, counts: dict[str, int]) -> None:
    await tx.insert_many(
        "stream",
        ("organisation", "id", "n"),
        [(organisation, stream, n) for stream, n in counts.items()],
        "ON CONFLICT (organisation, id) DO UPDATE SET n = excluded.n",
    )


async def add_entries(tx: Transaction, rows: Sequence[Sequence[object]]) -> None:
    await tx.insert_many(
        "ledger_entry",
        ("organisation", "seq", "stream", "n", "at", "kind", "subject", "body_hash", "body"),
        rows,
    )


async def add_nodes(tx: Transaction, rows: Sequence[Sequence[object]]) -> None:
    await tx.insert_many("ledger_node", ("organisation", "level", "place", "digest"), rows)


async def nodes(reader: Reader, organisation: str, levels_from: int) -> list[Row]:
    """All kept roots of complete subtrees."""
    return await reader.fetch(
        "SELECT level, place, digest FROM ledger_node WHERE organisation = ? AND level >= ?",
        (organisation, levels_from),
    )


async def entries_after(
    reader: Reader, organisation: str, seq: int, limit: int, until: int
) -> list[Row]:
    """Entries with `seq` < e.seq < `until`, in order, without bodies."""
    return await reader.fetch(
        "SELECT seq, stream, kind, subject FROM ledger_entry WHERE organisation = ? AND seq > ? AND seq < ? "
        "ORDER BY seq LIMIT ?",
        (organisation, seq, until, limit),
    )


async def entries_between(reader: Reader, organisation: str, start: int, end: int) -> list[Row]:
    """Entries [start, end) whole, for leaves and packs; read in pages by the caller."""
    return await reader.fetch(
        f"SELECT {ENTRY} FROM ledger_entry WHERE organisation = ? AND seq >= ? AND seq < ? ORDER BY seq",
        (organisation, start, end),
    )


async def add_checkpoint(tx: Transaction, values: Values) -> None:
    await tx.insert_many(
        "checkpoint",
        list(values),
        [list(values.values())],
        "ON CONFLICT (organisation, size) DO NOTHING",
    )


async def last_checkpoint(reader: Reader, organisation: str) -> Row | None:
    rows = await reader.select(
        Checkpoint.select()
        .where(Checkpoint.organisation == organisation)
        .order_by(Checkpoint.size, ascending=False)
        .limit(1)
    )
    return rows[0] if rows else None


async def entry_by_seq(reader: Reader, organisation: str, seq: int) -> Row | None:
    return await one(
        reader,
        f"SELECT {ENTRY} FROM ledger_entry WHERE organisation = ? AND seq = ?",
        (organisation, seq),
    )
