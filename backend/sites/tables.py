"""Places, their working calendars, and who answers for what there."""

from piccolo.table import Table

from backend.plumbing.database.shape import (
    WRITER,
    Index,
    Reference,
    Shape,
    Shaped,
    count,
    flag,
    ident,
    long_text,
    name,
    one_of,
)

DUTIES = ("self_check", "spot_check", "action_owner", "verifier", "escalate")


class Calendar(Shaped, Table, tablename="calendar", db=WRITER):
    """One version of a working calendar; deadlines pin it."""

    organisation = ident()
    id = ident(key=True)
    key = name()
    version = count()
    title = long_text()
    document = long_text()

    shape = Shape(
        references=(Reference(columns=("organisation",), table="organisation", to=("id",)),),
        indexes=(Index(columns=("organisation", "key", "version"), unique=True),),
    )


class Site(Shaped, Table, tablename="site", db=WRITER):
    """A region, a site or an area; `path` holds the ids from the top down to itself."""

    organisation = ident()
    id = ident(key=True)
    key = name()
    parent = ident(null=True)
    level = name(10)
    path = name(200)
    title = long_text()
    zone = name(60)
    calendar = name()
    retired = flag()

    shape = Shape(
        references=(
            Reference(columns=("organisation",), table="organisation", to=("id",)),
            Reference(columns=("organisation", "parent"), table="site"),
        ),
        indexes=(
            Index(columns=("organisation", "parent", "key"), unique=True),
            Index(columns=("organisation", "path")),
        ),
        checks={"level": one_of("level", "region", "site", "area")},
    )


class Responsibility(Shaped, Table, tablename="responsibility", db=WRITER):
    """A row of the responsibility matrix (责任矩阵)."""

    organisation = ident()
    id = ident(key=True)
    site = ident()
    duty = name(20)
    person = ident()
    position = count()

    shape = Shape(
        references=(
            Reference(columns=("organisation", "site"), table="site"),
            Reference(columns=("organisation", "person"), table="person"),
        ),
        indexes=(Index(columns=("organisation", "site", "duty", "position"), unique=True),),
        checks={"duty": one_of("duty", *DUTIES)},
    )
