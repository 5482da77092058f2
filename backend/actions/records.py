"""What queries of corrective actions give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.actions import tables
from backend.plumbing.database.records import Record

if TYPE_CHECKING:
    from piccolo.table import Table


class ActionRow(Record, frozen=True):
    """What removes the cause; `machine` holds what its moves remember."""

    organisation: str
    id: str
    code: str
    nonconformity: str
    site: str
    severity: str
    rank: int
    title: str
    owner: str | None
    state: str
    deadline_class: str
    opened_at: int
    due_at: int | None
    sort_at: int
    open: int
    machine: str
    changed_seq: int


class Action(ActionRow, frozen=True):
    """An action, and whether its due moment is provisional, which its clock knows."""

    provisional: int


class DeadlineRow(Record, frozen=True):
    """The clock of an action: its class, its calendar's version, pauses and extensions."""

    organisation: str
    id: str
    class_document: str
    calendar: str
    calendar_version: int
    start_at: int
    pauses: str
    extensions: str
    done_at: int | None
    provisional: int


class EventRow(Record, frozen=True):
    """A step of a nonconformity or an action; only added."""

    organisation: str
    id: str
    about: str
    subject: str
    event: str
    actor: str | None
    recorded_at: str
    received_at: int
    reason: str | None
    note: str | None
    files: str
    before: str
    after: str
    more: str
    log_seq: int


class BacklogRow(ActionRow, frozen=True):
    """An action with what a row of the backlog shows."""

    nonconformity_code: str
    question: str | None
    rules: str
    finding_text: str
    site_title: str
    zone: str | None
    owner_title: str | None
    provisional: int


WHOLE: dict[type[Record], type[Table]] = {
    ActionRow: tables.CorrectiveAction,
    DeadlineRow: tables.Deadline,
    EventRow: tables.ActionEvent,
}
