"""Work that is done later or for a long time (protocol.md §11)."""

from piccolo.table import Table

from backend.plumbing.database.shape import (
    WRITER,
    Index,
    Shape,
    Shaped,
    count,
    ident,
    long_text,
    moment,
    name,
    one_of,
)


class Job(Shaped, Table, tablename="job", db=WRITER):
    """One piece of work; `key` makes it unique, so that it is asked for once."""

    organisation = ident()
    id = ident(key=True)
    kind = name(40)
    key = name(200)
    state = name(20)
    run_at = moment()
    lease_until = moment()
    attempts = count()
    percent = count()
    phase = name(40)
    payload = long_text()
    result = long_text(null=True)
    error = long_text(null=True)
    asked_by = ident(null=True)

    shape = Shape(
        indexes=(
            Index(columns=("organisation", "kind", "key"), unique=True),
            Index(columns=("state", "run_at")),
        ),
        checks={"state": one_of("state", "queued", "running", "done", "failed", "cancelled")},
    )
