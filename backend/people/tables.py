"""Organisations, people, what they may do, and how they are recognised."""

from piccolo.table import Table

from backend.plumbing.database.shape import (
    WRITER,
    Index,
    Reference,
    Shape,
    Shaped,
    count,
    digest,
    flag,
    ident,
    long_text,
    moment,
    name,
    one_of,
)

ROLES = (
    "inspector", "owner", "verifier", "officer", "manager", "director", "process_owner",
    "auditor", "administrator",
)  # fmt: skip


class Organisation(Shaped, Table, tablename="organisation", db=WRITER):
    """A tenant."""

    id = ident(key=True)
    key = name()
    title = long_text()
    default_language = name(20)
    created_at = moment()

    shape = Shape(key=("id",), indexes=(Index(columns=("key",), unique=True),))


class Person(Shaped, Table, tablename="person", db=WRITER):
    """Somebody who works here; `email` is folded in Python."""

    organisation = ident()
    id = ident(key=True)
    key = name()
    email = name(254)
    title = long_text()
    language = name(20)
    password_hash = name(200)
    disabled = flag()

    shape = Shape(
        references=(Reference(columns=("organisation",), table="organisation", to=("id",)),),
        indexes=(
            Index(columns=("organisation", "key"), unique=True),
            Index(columns=("email",), unique=True),
        ),
    )


class Membership(Shaped, Table, tablename="membership", db=WRITER):
    """A role on a site and all below it; no site means everywhere."""

    organisation = ident()
    id = ident(key=True)
    person = ident()
    role = name(20)
    site = ident(null=True)

    shape = Shape(
        references=(
            Reference(columns=("organisation", "person"), table="person"),
            Reference(columns=("organisation", "site"), table="site"),
        ),
        indexes=(
            Index(columns=("organisation", "person")),
            Index(columns=("organisation", "role", "site")),
        ),
        checks={"role": one_of("role", *ROLES)},
    )


class Device(Shaped, Table, tablename="device", db=WRITER):
    """A tablet, phone or browser profile that records."""

    organisation = ident()
    id = ident(key=True)
    title = name(200)
    created_at = moment()
    last_seen_at = moment()
    revoked_at = moment(null=True)

    shape = Shape(
        references=(Reference(columns=("organisation",), table="organisation", to=("id",)),)
    )


class Session(Shaped, Table, tablename="session", db=WRITER):
    """A sign-in; the id is the hash of a secret that only the browser has."""

    organisation = ident()
    id = digest(key=True)
    person = ident()
    device = ident(null=True)
    created_at = moment()
    last_seen_at = moment()
    expires_at = moment()

    shape = Shape(
        key=("id",),
        references=(Reference(columns=("organisation", "person"), table="person"),),
        indexes=(Index(columns=("organisation", "person")),),
    )


class Chain(Shaped, Table, tablename="chain", db=WRITER):
    """The operations of one person on one device, numbered without gaps (protocol.md §1).

    The chain without a person is the server's own: moves made over REST.
    """

    organisation = ident()
    id = ident(key=True)
    person = ident(null=True)
    device = ident(null=True)
    head_seq = count()
    head_hash = digest(null=True)
    token_hash = digest(null=True)
    token_expires_at = moment()

    shape = Shape(
        references=(
            Reference(columns=("organisation", "person"), table="person"),
            Reference(columns=("organisation", "device"), table="device"),
        ),
        indexes=(
            Index(columns=("organisation", "person", "device")),
            Index(columns=("token_hash",)),
        ),
    )


class Throttle(Shaped, Table, tablename="throttle", db=WRITER):
    """Failed sign-ins of one account or one address, by the hash of its name."""

    id = digest(key=True)
    failures = count()
    last_at = moment()

    shape = Shape(key=("id",))
