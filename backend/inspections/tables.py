"""Inspections as the operations fold to, and the verdicts that sealed them."""

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
    flag,
    ident,
    long_text,
    moment,
    name,
    one_of,
)


class Inspection(Shaped, Table, tablename="inspection", db=WRITER):
    """One filled template version at one site; a table for reading, the fold decides.

    `filed_on` is the day that lists, watches and packs go by, `doubts` what the start said that
    is not so, separated by spaces (`checklists.filing`).
    """

    organisation = ident()
    id = ident(key=True)
    code = name(20)
    site = ident()
    area = ident(null=True)
    template = digest()
    template_key = name()
    rules = digest()
    kind = name(30)
    business_date = day()
    filed_on = day()
    doubts = name(60)
    zone = name(60)
    state = name(10)
    started_by = ident()
    started_at = moment()
    submitted_at = moment(null=True)
    assignment = ident(null=True)
    duplicate = flag()
    verdicts = count()
    conflicts = count()
    score_bp = count(null=True)
    raw_bp = count(null=True)
    grade = name(20, null=True)
    failed = flag()
    incomplete = flag()
    changed_seq = moment()

    shape = Shape(
        references=(
            Reference(columns=("organisation", "site"), table="site"),
            Reference(
                columns=("organisation", "template"),
                table="document",
                to=("organisation", "sha256"),
            ),
        ),
        indexes=(
            Index(columns=("organisation", "code"), unique=True),
            Index(columns=("organisation", "site", "filed_on")),
            Index(columns=("organisation", "filed_on", "id")),
            Index(columns=("organisation", "assignment")),
            Index(columns=("organisation", "template_key", "site", "filed_on")),
        ),
        checks={"state": one_of("state", "open", "submitted")},
    )


class Answer(Shaped, Table, tablename="answer", db=WRITER):
    """The value that counts now for one question instance; `instance` is '' outside repeats."""

    organisation = ident()
    inspection = ident(key=True)
    section = name()
    instance = name(36)
    question = name()
    kind = name(20)
    value = long_text()
    operation = ident()

    shape = Shape(
        key=("organisation", "inspection", "section", "instance", "question"),
        references=(Reference(columns=("organisation", "inspection"), table="inspection"),),
    )


class Verdict(Shaped, Table, tablename="verdict", db=WRITER):
    """What the rules made of an inspection at one submit; sealed (protocol.md §4).

    `outcomes` holds `[question, instance key, status, severity]` for later watches.
    """

    organisation = ident()
    inspection = ident(key=True)
    number = count()
    hash = digest()
    merged = flag()
    mismatch = flag()
    at = moment()
    score_bp = count(null=True)
    raw_bp = count(null=True)
    grade = name(20, null=True)
    failed = flag()
    incomplete = flag()
    document = long_text()
    outcomes = long_text()
    log_seq = moment()

    shape = Shape(
        key=("organisation", "inspection", "number"),
        references=(Reference(columns=("organisation", "inspection"), table="inspection"),),
    )
