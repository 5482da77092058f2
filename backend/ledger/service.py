"""Everything that happened gets one entry here, in the same transaction (protocol.md §7)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backend.clock import instant_text
from backend.ids import new_id, new_salt
from backend.ledger import queries
from backend.ledger.records import CheckpointRow, LogRow
from checklists.canonical import canonical_bytes
from reports.proof import merkle
from reports.proof.entry import LedgerEntry, entry_leaf
from reports.proof.merkle import Frontier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend.clock import Milliseconds
    from backend.ledger.records import (
        Accepted,
        Entry,
        EntryHead,
        IssuedOperation,
        OperationRow,
        RefusedOperation,
        Sent,
        SettledOperation,
        Stored,
    )
    from backend.plumbing.database.transaction import Reader, Transaction
    from backend.plumbing.shell import Shell
    from reports.proof.merkle import Node


# Subtrees of 16 leaves and more are kept; smaller ones are hashed again from their entries.
KEPT_LEVEL = 4
FIRST_EPOCH = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """What is to be entered; `body` is given when nobody else keeps it."""

    stream: str
    kind: str
    subject: str
    body_hash: str
    body: str | None = None


async def open_log(shell: Shell, tx: Transaction, organisation: str, key: str) -> None:
    """Start the organisation's log; its origin is fixed here for ever."""
    host = shell.settings.public_url.split("://")[-1].split("/")[0] or "localhost"
    await queries.add_log(
        tx,
        LogRow(
            organisation=organisation,
            origin=f"{host}/{key}/{FIRST_EPOCH}",
            key_name=f"{host}/{key}/{FIRST_EPOCH}",
            epoch=FIRST_EPOCH,
            size=0,
            last_at=0,
            frontier="[]",
        ),
    )


async def append(
    tx: Transaction, organisation: str, now: Milliseconds, entries: Sequence[NewEntry]
) -> int:
    """Enter these in order and give the first one's `seq`; the log's lock must be held."""
    log = await queries.log_of(tx, organisation)
    await append_behind(tx, log, now, entries)
    return log.size


async def append_behind(
    tx: Transaction, log: LogRow, now: Milliseconds, entries: Sequence[NewEntry]
) -> None:
    """Append behind a head that was read under the lock that is still held."""
    if not entries:
        return
    organisation, at = log.organisation, max(now, log.last_at)
    counts = await queries.stream_counts(tx, organisation, sorted({one.stream for one in entries}))
    numbered = _numbered(entries, log.size, instant_text(at), counts)
    frontier, nodes = _grown(_frontier(log), numbered)
    await queries.add_entries(
        tx,
        [
            (
                organisation, one.seq, one.stream, one.n, at, one.kind, one.subject, one.body,
                new.body,
            )
            for one, new in zip(numbered, entries, strict=True)
        ],
    )  # fmt: skip
    await queries.add_nodes(
        tx, [(organisation, node.level, node.index, node.digest.hex()) for node in nodes]
    )
    await queries.set_stream_counts(tx, organisation, counts)
    kept = json.dumps([root.hex() for root in frontier.roots])
    await queries.move_log(tx, organisation, frontier.size, at, kept)


def _frontier(log: LogRow) -> Frontier:
    roots = tuple(bytes.fromhex(root) for root in json.loads(log.frontier))
    return Frontier(size=log.size, roots=roots)


def _numbered(
    entries: Sequence[NewEntry], first: int, at: str, counts: dict[str, int]
) -> list[LedgerEntry]:
    made: list[LedgerEntry] = []
    for seq, entry in enumerate(entries, first):
        n = counts[entry.stream] = counts.get(entry.stream, 0) + 1
        made.append(
            LedgerEntry(
                seq=seq,
                n=n,
                at=at,
                kind=entry.kind,
                stream=entry.stream,
                subject=entry.subject,
                body=entry.body_hash,
            )
        )
    return made


def _grown(frontier: Frontier, entries: Sequence[LedgerEntry]) -> tuple[Frontier, list[Node]]:
    nodes: list[Node] = []
    for entry in entries:
        frontier, finished = merkle.append(frontier, entry_leaf(entry))
        nodes.extend(node for node in finished if node.level >= KEPT_LEVEL)
    return frontier, nodes


def server_body(shell: Shell, kind: str, values: dict[str, Any]) -> str:
    """A body that the server writes: canonical, with an id and a salt of its own."""
    body = {
        "v": 1,
        "id": new_id(shell.clock.now(), shell.random),
        "salt": new_salt(shell.random),
        "kind": kind,
        **values,
    }
    return canonical_bytes(body).decode()


def entry_with(stream: str, kind: str, subject: str, body: str) -> NewEntry:
    """An entry that carries its own body."""
    return NewEntry(
        stream=stream,
        kind=kind,
        subject=subject,
        body_hash=hashlib.sha256(body.encode()).hexdigest(),
        body=body,
    )


async def epoch(reader: Reader, organisation: str) -> str:
    """The log's epoch, `1` or `n.RANDOM`: a restore from a backup starts a new one."""
    return (await queries.log_of(reader, organisation)).epoch


async def size(reader: Reader, organisation: str) -> int:
    """How many entries the log has."""
    return (await queries.log_of(reader, organisation)).size


async def next_numbers(tx: Transaction, organisation: str, series: str, count: int) -> int:
    """Take `count` numbers of a series such as NC; gives the first."""
    return await queries.next_numbers(tx, organisation, series, count)


async def add_operations(tx: Transaction, rows: Sequence[Sequence[object]]) -> None:
    """Store operations byte for byte, accepted and refused ones."""
    await queries.add_operations(tx, rows)


async def accepted_of(
    reader: Reader, organisation: str, subjects: Sequence[str]
) -> list[Accepted]:
    """The accepted operations of these subjects, in the order of the log."""
    return await queries.accepted_of(reader, organisation, subjects)


async def stored_of_chain(
    reader: Reader, organisation: str, chain: str, first: int
) -> list[Stored]:
    """What is stored of a chain from this number on."""
    return await queries.stored_of_chain(reader, organisation, chain, first)


async def issued(reader: Reader, organisation: str, ids: Sequence[str]) -> list[IssuedOperation]:
    """All that is stored under these ids, the accepted one first, with bodies and persons."""
    return await queries.issued(reader, organisation, ids)


async def entries_from(
    reader: Reader, organisation: str, seq: int, limit: int, until: int
) -> list[EntryHead]:
    """Entries from `seq` on and below `until`, in order, without bodies."""
    return await queries.entries_after(reader, organisation, seq - 1, limit, until)


async def operations_by_seq(
    reader: Reader, organisation: str, seqs: Sequence[int]
) -> list[Accepted]:
    """The operations of these entries."""
    return await queries.operations_by_seq(reader, organisation, seqs)


async def leaf_hash(reader: Reader, organisation: str, seq: int) -> str | None:
    """The hash of one entry as it stands in the tree; none where the log does not reach there."""
    row = await queries.leaf_columns(reader, organisation, seq)
    if row is None:
        return None
    entry = LedgerEntry(
        seq=row.seq,
        n=row.n,
        at=instant_text(row.at),
        kind=row.kind,
        stream=row.stream,
        subject=row.subject,
        body=row.body_hash,
    )
    return entry_leaf(entry).hex()


def short_hash(text: str) -> str:
    """Enough of a hash to see that something changed."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


async def quarantined(
    reader: Reader,
    organisation: str,
    after: tuple[int, str, int],
    limit: int,
    *,
    settled: bool,
) -> list[RefusedOperation]:
    """Refused operations in the order they came."""
    return await queries.quarantined(reader, organisation, after, limit, settled=settled)


async def refused_by_id(
    reader: Reader, organisation: str, operation: str
) -> RefusedOperation | None:
    """One refused operation."""
    return await queries.refused_by_id(reader, organisation, operation)


async def accepted_by_id(reader: Reader, organisation: str, operation: str) -> bool:
    """Whether an operation of this id was accepted."""
    return await queries.accepted_by_id(reader, organisation, operation)


async def waiting_for(reader: Reader, organisation: str, subjects: Sequence[str]) -> list[Sent]:
    """Refused operations that came before their inspection was known, in the order they came."""
    return await queries.waiting_for(reader, organisation, subjects)


async def settled_of(
    reader: Reader, organisation: str, ids: Sequence[str]
) -> list[SettledOperation]:
    """Those of these operations that an officer dismissed."""
    return await queries.settled_of(reader, organisation, ids)


async def settle(tx: Transaction, row: OperationRow, values: dict[str, object]) -> None:
    """Write how a refused operation was settled."""
    await queries.settle(tx, row, values)


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeHead:
    """The ledger's tree as it stands."""

    origin: str
    key_name: str
    size: int
    root: bytes
    at: int


async def tree_head(reader: Reader, organisation: str) -> TreeHead:
    """Origin, size and root from the kept frontier."""
    log = await queries.log_of(reader, organisation)
    root = merkle.frontier_root(_frontier(log))
    return TreeHead(
        origin=log.origin,
        key_name=log.key_name,
        size=log.size,
        root=root,
        at=log.last_at,
    )


async def stream_heads(reader: Reader, organisation: str) -> dict[str, int]:
    """The last number of every stream."""
    return await queries.all_stream_counts(reader, organisation)


async def keep_checkpoint(tx: Transaction, organisation: str, head: TreeHead, note: str) -> None:
    """Store a signed head."""
    await queries.add_checkpoint(
        tx,
        CheckpointRow(
            organisation=organisation, size=head.size, at=head.at, root=head.root.hex(), note=note
        ),
    )


async def checkpoint_of(reader: Reader, organisation: str, size: int) -> CheckpointRow:
    """The signed head of this size."""
    return await queries.checkpoint_of(reader, organisation, size)


async def whole_entries(reader: Reader, organisation: str, end: int) -> list[Entry]:
    """All entries below `end`, with the bodies that the server wrote; read in pages."""
    found: list[Entry] = []
    for start in range(0, end, 5_000):
        stop = min(end, start + 5_000)
        found += await queries.entries_between(reader, organisation, start, stop)
    return found


async def operation_bodies(reader: Reader, organisation: str, end: int) -> dict[int, str]:
    """The bytes of accepted operations by their place in the log, below `end`."""
    return await queries.operation_bodies(reader, organisation, end)


async def last_checkpoint(reader: Reader, organisation: str) -> CheckpointRow | None:
    """The newest signed head; nothing when none was signed yet."""
    return await queries.last_checkpoint(reader, organisation)
