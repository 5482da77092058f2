"""Reads and writes of the log."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.ledger.records import (
    Accepted,
    CheckpointRow,
    Entry,
    EntryHead,
    IssuedOperation,
    Leaf,
    LogRow,
    OperationRow,
    RefusedOperation,
    Sent,
    SettledOperation,
    Stored,
)
from backend.ledger.tables import Checkpoint, Log
from backend.plumbing.database.records import GIVEN, columns, insert_records, names, written
from backend.plumbing.database.transaction import Reader, Transaction, marks, only

if TYPE_CHECKING:
    from collections.abc import Sequence

LOG = written(Log.select().where(Log.organisation == GIVEN))
LAST_CHECKPOINT = written(
    Checkpoint.select()
    .where(Checkpoint.organisation == GIVEN)
    .order_by(Checkpoint.size, ascending=False)
    .limit(1)
)


async def log_of(reader: Reader, organisation: str) -> LogRow:
    (row,) = await reader.records(LogRow, LOG, (organisation,))
    return row


async def add_log(tx: Transaction, row: LogRow) -> None:
    await insert_records(tx, "log", [row])


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


async def leaf_columns(reader: Reader, organisation: str, seq: int) -> Leaf | None:
    """What the leaf of an entry is made of."""
    return await only(
        reader,
        Leaf,
        f"SELECT {columns(Leaf)} FROM ledger_entry WHERE organisation = ? AND seq = ?",
        (organisation, seq),
    )


async def restart_log(tx: Transaction, organisation: str, epoch: str, origin: str) -> None:
    await tx.execute(
        "UPDATE log SET epoch = ?, origin = ? WHERE organisation = ?",
        (epoch, origin, organisation),
    )


async def entries_after(
    reader: Reader, organisation: str, seq: int, limit: int, until: int
) -> list[EntryHead]:
    """Entries with `seq` < e.seq < `until`, in order, without bodies."""
    return await reader.records(
        EntryHead,
        f"SELECT {columns(EntryHead)} FROM ledger_entry WHERE organisation = ? AND seq > ? AND seq < ? "
        "ORDER BY seq LIMIT ?",
        (organisation, seq, until, limit),
    )


async def entries_between(reader: Reader, organisation: str, start: int, end: int) -> list[Entry]:
    """Entries [start, end) whole, for leaves and packs; read in pages by the caller."""
    return await reader.records(
        Entry,
        f"SELECT {columns(Entry)} FROM ledger_entry "
        "WHERE organisation = ? AND seq >= ? AND seq < ? ORDER BY seq",
        (organisation, start, end),
    )


async def add_checkpoint(tx: Transaction, row: CheckpointRow) -> None:
    await insert_records(tx, "checkpoint", [row], "ON CONFLICT (organisation, size) DO NOTHING")


async def last_checkpoint(reader: Reader, organisation: str) -> CheckpointRow | None:
    return await only(reader, CheckpointRow, LAST_CHECKPOINT, (organisation,))


async def next_numbers(tx: Transaction, organisation: str, series: str, count: int) -> int:
    """Take `count` numbers of a series; gives the first."""
    (row,) = await tx.fetch(
        "INSERT INTO counter (organisation, id, n) VALUES (?, ?, ?) "
        "ON CONFLICT (organisation, id) DO UPDATE SET n = counter.n + excluded.n RETURNING n",
        (organisation, series, count),
    )
    return row["n"] - count + 1


OPERATION = (
    "organisation", "chain", "seq", "id", "hash", "about", "subject", "kind", "actor", "received_at",
    "body", "status", "code", "log_seq",
)  # fmt: skip


# A refused operation with who sent it and the site of its subject, when that is known.
OPERATION_SELECTED = ", ".join(f"o.{name}" for name in names(OperationRow))
REFUSED = (
    f"SELECT {OPERATION_SELECTED}, c.person, COALESCE(i.site, n.site, a.site) AS site FROM operation o "
    "JOIN chain c ON c.organisation = o.organisation AND c.id = o.chain "
    "LEFT JOIN inspection i ON i.organisation = o.organisation AND i.id = o.subject "
    "LEFT JOIN nonconformity n ON n.organisation = o.organisation AND n.id = o.subject "
    "LEFT JOIN corrective_action a ON a.organisation = o.organisation AND a.id = o.subject"
)


async def add_operations(tx: Transaction, rows: Sequence[Sequence[object]]) -> None:
    await tx.insert_many("operation", OPERATION, rows)


async def stored_of_chain(
    reader: Reader, organisation: str, chain: str, first: int
) -> list[Stored]:
    """What is stored of a chain from this number on; a copy with its body."""
    return await reader.records(
        Stored,
        "SELECT seq, id, hash, status, code, CASE WHEN status = 'copy' THEN body END AS body "
        "FROM operation WHERE organisation = ? AND chain = ? "
        "AND seq >= ? ORDER BY seq",
        (organisation, chain, first),
    )


async def issued(reader: Reader, organisation: str, ids: Sequence[str]) -> list[IssuedOperation]:
    """All that is stored under these ids, the accepted one first; copies are nothing of their own."""
    if not ids:
        return []
    return await reader.records(
        IssuedOperation,
        "SELECT o.id, o.status, o.code, o.body, c.person FROM operation o "
        "JOIN chain c ON c.organisation = o.organisation AND c.id = o.chain "
        f"WHERE o.organisation = ? AND o.id IN ({marks(len(ids))}) AND o.status <> 'copy' "
        "ORDER BY o.log_seq IS NULL, o.received_at, o.chain, o.seq",
        (organisation, *ids),
    )


async def accepted_of(
    reader: Reader, organisation: str, subjects: Sequence[str]
) -> list[Accepted]:
    """The accepted operations of these subjects, in the order of the log."""
    if not subjects:
        return []
    return await reader.records(
        Accepted,
        f"SELECT {columns(Accepted)} FROM operation "
        f"WHERE organisation = ? AND subject IN ({marks(len(subjects))}) AND status = 'ok' "
        "ORDER BY log_seq",
        (organisation, *subjects),
    )


async def operations_by_seq(
    reader: Reader, organisation: str, seqs: Sequence[int]
) -> list[Accepted]:
    if not seqs:
        return []
    return await reader.records(
        Accepted,
        f"SELECT {columns(Accepted)} FROM operation WHERE organisation = ? "
        f"AND log_seq IN ({marks(len(seqs))}) ORDER BY log_seq",
        (organisation, *seqs),
    )


async def quarantined(
    reader: Reader,
    organisation: str,
    after: tuple[int, str, int],
    limit: int,
    *,
    settled: bool,
) -> list[RefusedOperation]:
    """Refused operations in the order they came, with sender and site; a void has no id."""
    state = "IS NOT NULL" if settled else "IS NULL"
    at, chain, seq = after
    return await reader.records(
        RefusedOperation,
        f"{REFUSED} WHERE o.organisation = ? AND o.status = 'rejected' AND o.settled {state} "
        "AND (o.received_at > ? OR (o.received_at = ? AND (o.chain > ? OR (o.chain = ? AND o.seq > ?)))) "
        "ORDER BY o.received_at, o.chain, o.seq LIMIT ?",
        (organisation, at, at, chain, chain, seq, limit),
    )


async def refused_by_id(
    reader: Reader, organisation: str, operation: str
) -> RefusedOperation | None:
    return await only(
        reader,
        RefusedOperation,
        f"{REFUSED} WHERE o.organisation = ? AND o.id = ? AND o.status = 'rejected' "
        "ORDER BY o.settled IS NOT NULL, o.received_at, o.chain, o.seq LIMIT 1",
        (organisation, operation),
    )


async def waiting_for(reader: Reader, organisation: str, subjects: Sequence[str]) -> list[Sent]:
    """Unsettled operations of these inspections that were refused as unknown, with their authors."""
    if not subjects:
        return []
    return await reader.records(
        Sent,
        f"SELECT {OPERATION_SELECTED}, c.person FROM operation o "
        "JOIN chain c ON c.organisation = o.organisation AND c.id = o.chain "
        f"WHERE o.organisation = ? AND o.subject IN ({marks(len(subjects))}) AND o.status = 'rejected' "
        "AND o.code = 'unknown_inspection' AND o.settled IS NULL "
        "ORDER BY o.received_at, o.chain, o.seq LIMIT 2000",
        (organisation, *subjects),
    )


async def accepted_by_id(reader: Reader, organisation: str, operation: str) -> bool:
    rows = await reader.fetch(
        "SELECT id FROM operation WHERE organisation = ? AND id = ? AND status = 'ok'",
        (organisation, operation),
    )
    return bool(rows)


async def settled_of(
    reader: Reader, organisation: str, ids: Sequence[str]
) -> list[SettledOperation]:
    if not ids:
        return []
    return await reader.records(
        SettledOperation,
        "SELECT o.id, o.subject, o.code, o.settled, o.settled_reason, c.person FROM operation o "
        "JOIN chain c ON c.organisation = o.organisation AND c.id = o.chain "
        f"WHERE o.organisation = ? AND o.id IN ({marks(len(ids))}) AND o.settled = 'dismissed' "
        "ORDER BY o.id",
        (organisation, *ids),
    )


async def settle(tx: Transaction, row: OperationRow, values: dict[str, object]) -> None:
    """Write how a refused operation was settled."""
    sets = ", ".join(f"{name} = ?" for name in values)
    await tx.execute(
        f"UPDATE operation SET {sets} WHERE organisation = ? AND chain = ? AND seq = ?",
        (*values.values(), row.organisation, row.chain, row.seq),
    )


async def checkpoint_of(reader: Reader, organisation: str, size: int) -> CheckpointRow:
    row = await only(
        reader,
        CheckpointRow,
        f"SELECT {columns(CheckpointRow)} FROM checkpoint WHERE organisation = ? AND size = ?",
        (organisation, size),
    )
    assert row is not None, f"no checkpoint of size {size}"
    return row


async def operation_bodies(reader: Reader, organisation: str, end: int) -> dict[int, str]:
    rows = await reader.fetch(
        "SELECT log_seq, body FROM operation WHERE organisation = ? AND log_seq < ? AND status = 'ok'",
        (organisation, end),
    )
    return {row["log_seq"]: row["body"] for row in rows}
