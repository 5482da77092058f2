"""Nonconformities: findings that somebody must answer."""

from piccolo.table import Table

from backend.plumbing.database.shape import (
    SEVERITIES,
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
    moment,
    name,
    one_of,
)


class Nonconformity(Shaped, Table, tablename="nonconformity", db=WRITER):
    """A requirement that was not fulfilled; `machine` holds what its moves remember."""

    organisation = ident()
    id = ident(key=True)
    code = name(20)
    inspection = ident()
    verdict = count()
    site = ident()
    area = ident(null=True)
    template_key = name()
    rules = digest()
    question = name(80, null=True)
    section = name(80, null=True)
    instance = name(36, null=True)
    instance_key = name(200, null=True)
    severity = name(20)
    source = name(10)
    finding_kind = name(20)
    text = long_text()
    state = name(20)
    owner = ident(null=True)
    opened_at = moment()
    opened_on = day()
    closed_on = day(null=True)
    watch_until = day(null=True)
    machine = long_text()
    changed_seq = moment()

    shape = Shape(
        references=(
            Reference(columns=("organisation", "inspection"), table="inspection"),
            Reference(columns=("organisation", "site"), table="site"),
        ),
        indexes=(
            Index(columns=("organisation", "code"), unique=True),
            Index(columns=("organisation", "site", "state")),
            Index(columns=("organisation", "inspection")),
            Index(columns=("organisation", "site", "question", "instance_key")),
            Index(columns=("organisation", "watch_until"), where="state = 'watching'"),
            Index(columns=("organisation", "changed_seq")),
        ),
        checks={
            "severity": one_of("severity", *SEVERITIES),
            "source": one_of("source", "rule", "hand"),
        },
    )
