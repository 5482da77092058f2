"""The organisation's one log: ledger, feed and outbox (protocol.md §7)."""

from piccolo.table import Table

from backend.plumbing.database.shape import (
    WRITER,
    Index,
    Reference,
    Shape,
    Shaped,
    count,
    digest,
    ident,
    long_text,
    moment,
    name,
)

ORGANISATION = Reference(columns=("organisation",), table="organisation", to=("id",))


class Log(Shaped, Table, tablename="log", db=WRITER):
    """The log's head: size, last time, and the roots of its complete subtrees."""

    organisation = ident(key=True)
    origin = name(200)
    epoch = moment()
    size = moment()
    last_at = moment()
    frontier = long_text()

    shape = Shape(key=("organisation",), references=(ORGANISATION,))


class Stream(Shaped, Table, tablename="stream", db=WRITER):
    """The number of the last entry of one site, or of the organisation itself."""

    organisation = ident()
    id = ident(key=True)
    n = moment()

    shape = Shape(references=(ORGANISATION,))


class LedgerEntry(Shaped, Table, tablename="ledger_entry", db=WRITER):
    """One leaf of the Merkle tree; `body` is kept here when the server wrote it."""

    organisation = ident()
    seq = moment()
    stream = ident(key=True)
    n = moment()
    at = moment()
    kind = name(20)
    subject = ident()
    body_hash = digest()
    body = long_text(null=True)

    shape = Shape(
        key=("organisation", "seq"),
        references=(ORGANISATION,),
        indexes=(
            Index(columns=("organisation", "stream", "n"), unique=True),
            Index(columns=("organisation", "subject", "seq")),
        ),
    )


class LedgerNode(Shaped, Table, tablename="ledger_node", db=WRITER):
    """The root of a complete subtree of 2^level leaves; lower ones are computed when asked for."""

    organisation = ident()
    level = count()
    place = moment()
    digest = digest(key=True)

    shape = Shape(key=("organisation", "level", "place"), references=(ORGANISATION,))


class Checkpoint(Shaped, Table, tablename="checkpoint", db=WRITER):
    """A signed head of the tree."""

    organisation = ident()
    size = moment()
    at = moment()
    root = digest(key=True)
    note = long_text()

    shape = Shape(key=("organisation", "size"), references=(ORGANISATION,))
