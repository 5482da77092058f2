"""The organisation's one log: ledger, feed and outbox (protocol.md §7)."""

from piccolo.columns import Varchar
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
    one_of,
)

ORGANISATION = Reference(columns=("organisation",), table="organisation", to=("id",))


class Log(Shaped, Table, tablename="log", db=WRITER):
    """The log's head: size, last time, and the roots of its complete subtrees.

    `epoch` is `1`, and after a restore `n.RANDOM`; `key_name` is the first origin: the signing
    key's name for ever, where `origin` changes with the epoch (protocol.md §7).
    """

    organisation = ident(key=True)
    origin = name(200)
    key_name = name(200)
    epoch = name(40)
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


class Counter(Shaped, Table, tablename="counter", db=WRITER):
    """The last number given in a series: FS-0001, NC-0001, CA-0001."""

    organisation = ident()
    id = Varchar(40, primary_key=True, default="")
    n = moment()

    shape = Shape(references=(ORGANISATION,))


class Operation(Shaped, Table, tablename="operation", db=WRITER):
    """One operation at its place in its chain; only added, and admitted at most once.

    `log_seq` is its place in the organisation's log and so the order of the fold; a refused one
    (quarantined) has none. A void stands for an operation that nobody could read any more, and a
    `copy` for one that was issued anew: it keeps its chain whole and is nothing else.
    """

    organisation = ident()
    chain = ident(key=True)
    seq = count()
    id = ident(null=True)
    hash = digest()
    about = name(20, null=True)
    subject = ident(null=True)
    kind = name(30, null=True)
    actor = ident(null=True)
    received_at = moment()
    body = long_text()
    status = name(10)
    code = name(40, null=True)
    log_seq = moment(null=True)
    settled = name(10, null=True)
    settled_reason = long_text(null=True)
    settled_by = ident(null=True)

    shape = Shape(
        key=("organisation", "chain", "seq"),
        references=(Reference(columns=("organisation", "chain"), table="chain"),),
        indexes=(
            Index(columns=("organisation", "id"), where="status = 'ok'", unique=True),
            # Names come from columns: with the same ones as above, the database would have one of them.
            Index(columns=("organisation", "id", "status")),
            Index(columns=("organisation", "subject", "log_seq"), where="status = 'ok'"),
            Index(columns=("organisation", "log_seq"), where="log_seq IS NOT NULL", unique=True),
            Index(columns=("organisation", "received_at"), where="status = 'rejected'"),
            Index(columns=("organisation", "subject"), where="status = 'rejected'"),
        ),
        checks={
            "status": one_of("status", "ok", "rejected", "copy"),
            "ledgered": "(status = 'ok') = (log_seq IS NOT NULL)",
            "settled": "settled IS NULL OR " + one_of("settled", "admitted", "dismissed"),
        },
    )
