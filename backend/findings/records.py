"""What queries of nonconformities give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.actions.records import Action
from backend.findings import tables
from backend.plumbing.database.records import Record

if TYPE_CHECKING:
    from piccolo.table import Table


class NonconformityRow(Record, frozen=True):
    """A requirement that was not fulfilled; `machine` holds what its moves remember."""

    organisation: str
    id: str
    code: str
    inspection: str
    verdict: int
    site: str
    area: str | None
    template_key: str
    rules: str
    question: str | None
    section: str | None
    instance: str | None
    instance_key: str | None
    severity: str
    source: str
    finding_kind: str
    text: str
    state: str
    owner: str | None
    opened_at: int
    opened_on: str
    closed_on: str | None
    watch_until: str | None
    machine: str
    changed_seq: int


class EarlierRow(Record, frozen=True):
    """What a repeat is told from."""

    id: str
    question: str | None
    instance_key: str | None
    site: str
    opened_on: str
    state: str


class NamedFile(Record, frozen=True):
    """The move that named a file, with its person and device."""

    sha256: str
    actor: str | None
    received_at: int
    device_title: str | None


Matter = NonconformityRow | Action

WHOLE: dict[type[Record], type[Table]] = {NonconformityRow: tables.Nonconformity}
