"""What devices sent, byte for byte."""

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


class Operation(Shaped, Table, tablename="operation", db=WRITER):
    """One operation at its place in its chain; only added, and admitted at most once.

    `log_seq` is its place in the organisation's log and so the order of the fold; a refused one
    (quarantined) has none. A void stands for an operation that nobody could read any more.
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
            Index(columns=("organisation", "id")),
            Index(columns=("organisation", "subject", "log_seq"), where="status = 'ok'"),
            Index(columns=("organisation", "log_seq"), where="log_seq IS NOT NULL", unique=True),
            Index(columns=("organisation", "received_at"), where="status = 'rejected'"),
        ),
        checks={
            "status": one_of("status", "ok", "rejected"),
            "ledgered": "(status = 'ok') = (log_seq IS NOT NULL)",
            "settled": "settled IS NULL OR " + one_of("settled", "admitted", "dismissed"),
        },
    )
