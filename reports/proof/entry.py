"""One ledger entry: its canonical form, its numbering, and the heads that close a checkpoint."""

from collections.abc import Mapping
from dataclasses import dataclass

from checklists.canonical import sha256_hex
from reports.proof.merkle import leaf_hash

HEADS = "heads"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """What the ledger knows of a record: never its content, never a person's name."""

    seq: int
    n: int
    at: str
    kind: str
    stream: str
    subject: str
    body: str


def entry_bytes(entry: LedgerEntry) -> bytes:
    """The canonical bytes that are hashed into the tree and shown in `ledger.jsonl`.

    Written out, because every value is an id, a hash, an instant, a name of ours or a number: ten
    times as fast as the general form, which a test holds it against.
    """
    return (
        f'{{"at":"{entry.at}","body":"{entry.body}","kind":"{entry.kind}","n":{entry.n},'
        f'"seq":{entry.seq},"stream":"{entry.stream}","subject":"{entry.subject}"}}'
    ).encode()


def entry_leaf(entry: LedgerEntry) -> bytes:
    """The entry's leaf hash."""
    return leaf_hash(entry_bytes(entry))


def body_hash(body: bytes) -> str:
    """Hex SHA-256 of a body's bytes as they were received."""
    return sha256_hex(body)


def next_number(last_n_by_stream: Mapping[str, int], stream: str) -> dict[str, int]:
    """The last number of each stream after one more entry in this one; numbers count from 1."""
    return {**last_n_by_stream, stream: last_n_by_stream.get(stream, 0) + 1}
