"""Corrective actions, their deadlines, and every step taken."""

from piccolo.table import Table

from backend.plumbing.database.shape import (
    SEVERITIES,
    WRITER,
    Index,
    Reference,
    Shape,
    Shaped,
    count,
    ident,
    long_text,
    moment,
    name,
    one_of,
)


class CorrectiveAction(Shaped, Table, tablename="corrective_action", db=WRITER):
    """What removes the cause; `machine` holds what its moves remember."""

    organisation = ident()
    id = ident(key=True)
    code = name(20)
    nonconformity = ident()
    site = ident()
    severity = name(20)
    rank = count()
    title = long_text()
    owner = ident(null=True)
    state = name(20)
    deadline_class = name(40)
    opened_at = moment()
    due_at = moment(null=True)
    sort_at = moment()
    open = count()
    machine = long_text()
    changed_seq = moment()

    shape = Shape(
        references=(
            Reference(columns=("organisation", "nonconformity"), table="nonconformity"),
            Reference(columns=("organisation", "site"), table="site"),
        ),
        indexes=(
            Index(columns=("organisation", "code"), unique=True),
            Index(columns=("organisation", "open", "sort_at", "id")),
            Index(columns=("organisation", "open", "rank", "sort_at", "id")),
            Index(columns=("organisation", "owner", "open", "sort_at", "id")),
            Index(columns=("organisation", "site", "open", "sort_at", "id")),
            Index(columns=("organisation", "nonconformity")),
            Index(columns=("organisation", "changed_seq")),
        ),
        checks={"severity": one_of("severity", *SEVERITIES)},
    )


class Deadline(Shaped, Table, tablename="deadline", db=WRITER):
    """The clock of an action: its class, its calendar's version, pauses and extensions."""

    organisation = ident()
    id = ident(key=True)
    class_document = long_text()
    calendar = name()
    calendar_version = count()
    start_at = moment()
    pauses = long_text()
    extensions = long_text()
    done_at = moment(null=True)
    provisional = count()

    shape = Shape(
        references=(Reference(columns=("organisation", "id"), table="corrective_action"),),
    )


class ActionEvent(Shaped, Table, tablename="action_event", db=WRITER):
    """A step of a nonconformity or an action; only added."""

    organisation = ident()
    id = ident(key=True)
    about = name(20)
    subject = ident()
    event = name(40)
    actor = ident(null=True)
    recorded_at = name(24)
    received_at = moment()
    reason = long_text(null=True)
    note = long_text(null=True)
    files = long_text()
    before = name(20)
    after = name(20)
    more = long_text()
    log_seq = moment()

    shape = Shape(
        references=(Reference(columns=("organisation",), table="organisation", to=("id",)),),
        indexes=(Index(columns=("organisation", "subject", "log_seq")),),
        checks={"about": one_of("about", "nonconformity", "action")},
    )
