"""The planned inspections."""

from piccolo.table import Table

from backend.plumbing.database.shape import (
    WRITER,
    Index,
    Reference,
    Shape,
    Shaped,
    count,
    day,
    digest,
    ident,
    long_text,
    name,
    one_of,
)


class Schedule(Shaped, Table, tablename="schedule", db=WRITER):
    """A recurrence (RFC 5545) for one template on some sites."""

    organisation = ident()
    id = ident(key=True)
    key = name()
    template_key = name()
    kind = name(30)
    sites = long_text()
    rrule = name(300)
    grace_days = count()
    assignee_role = name(20)
    must = name(10)

    shape = Shape(
        references=(Reference(columns=("organisation",), table="organisation", to=("id",)),),
        indexes=(Index(columns=("organisation", "key"), unique=True),),
        checks={"must": one_of("must", "one", "all")},
    )


class Assignment(Shaped, Table, tablename="assignment", db=WRITER):
    """One inspection that is due; `inspection` is the first one started for it."""

    organisation = ident()
    id = ident(key=True)
    schedule = ident(null=True)
    site = ident()
    template = digest()
    rules = digest()
    kind = name(30)
    person = ident(null=True)
    from_on = day()
    due_on = day()
    state = name(10)
    inspection = ident(null=True)

    shape = Shape(
        references=(
            Reference(columns=("organisation", "schedule"), table="schedule"),
            Reference(columns=("organisation", "site"), table="site"),
        ),
        indexes=(
            Index(columns=("organisation", "site", "from_on")),
            Index(columns=("organisation", "schedule", "site", "from_on"), unique=True),
        ),
        checks={"state": one_of("state", "open", "started", "done", "missed")},
    )
