"""What queries of the log give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.ledger import tables
from backend.plumbing.database.records import Record

if TYPE_CHECKING:
    from piccolo.table import Table


class LogRow(Record, frozen=True):
    """The log's head."""

    organisation: str
    origin: str
    key_name: str
    epoch: str
    size: int
    last_at: int
    frontier: str


class CheckpointRow(Record, frozen=True):
    """A signed head of the tree."""

    organisation: str
    size: int
    at: int
    root: str
    note: str


class Leaf(Record, frozen=True):
    """What the leaf of an entry is made of."""

    seq: int
    stream: str
    n: int
    at: int
    kind: str
    subject: str
    body_hash: str


class Entry(Leaf, frozen=True):
    """An entry whole; `body` where the server wrote it."""

    body: str | None


class EntryHead(Record, frozen=True):
    """What a pull asks of an entry."""

    seq: int
    stream: str
    kind: str
    subject: str


class OperationRow(Record, frozen=True):
    """An operation as it is stored, refused ones too."""

    organisation: str
    chain: str
    seq: int
    id: str | None
    hash: str
    about: str | None
    subject: str | None
    kind: str | None
    actor: str | None
    received_at: int
    body: str
    status: str
    code: str | None
    log_seq: int | None
    settled: str | None
    settled_reason: str | None
    settled_by: str | None


class Sent(OperationRow, frozen=True):
    """A refused operation and who sent it."""

    person: str

    @property
    def refusal(self) -> str:
        """Why it was refused."""
        assert self.code is not None, "what is refused says why"
        return self.code


class RefusedOperation(Sent, frozen=True):
    """A refused operation with who sent it and the site of its subject, when that is known."""

    site: str | None


class Stored(Record, frozen=True):
    """What is stored at a place of a chain; the body only of a copy."""

    seq: int
    id: str | None
    hash: str
    status: str
    code: str | None
    body: str | None


class IssuedOperation(Record, frozen=True):
    """What is stored under an id."""

    id: str
    status: str
    code: str | None
    body: str
    person: str


class Accepted(Record, frozen=True):
    """An accepted operation, byte for byte."""

    id: str
    chain: str
    seq: int
    about: str
    subject: str
    kind: str
    actor: str
    received_at: int
    body: str
    hash: str
    log_seq: int


class SettledOperation(Record, frozen=True):
    """How an officer settled a refused operation, for whoever sent it."""

    id: str
    subject: str
    code: str
    settled: str
    settled_reason: str | None
    person: str


WHOLE: dict[type[Record], type[Table]] = {
    LogRow: tables.Log,
    CheckpointRow: tables.Checkpoint,
    OperationRow: tables.Operation,
}
