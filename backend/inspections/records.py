"""What queries of inspections give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.inspections import tables
from backend.plumbing.database.records import Record

if TYPE_CHECKING:
    from piccolo.table import Table


class InspectionRow(Record, frozen=True):
    """One filled template version at one site; a table for reading, the fold decides."""

    organisation: str
    id: str
    code: str
    site: str
    area: str | None
    template: str
    template_key: str
    rules: str
    kind: str
    business_date: str
    filed_on: str
    doubts: str
    zone: str
    state: str
    started_by: str
    started_at: int
    submitted_at: int | None
    assignment: str | None
    duplicate: bool
    verdicts: int
    conflicts: int
    score_bp: int | None
    raw_bp: int | None
    grade: str | None
    failed: bool
    incomplete: bool
    changed_seq: int


class VerdictRow(Record, frozen=True):
    """What the rules made of an inspection at one submit; sealed (protocol.md §4)."""

    organisation: str
    inspection: str
    number: int
    hash: str
    merged: bool
    mismatch: bool
    at: int
    score_bp: int | None
    raw_bp: int | None
    grade: str | None
    failed: bool
    incomplete: bool
    document: str
    outcomes: str
    log_seq: int


class LaterOutcome(Record, frozen=True):
    """What the newest verdict of a later inspection says to a watch."""

    id: str
    code: str
    filed_on: str
    kind: str
    outcomes: str
    log_seq: int


WHOLE: dict[type[Record], type[Table]] = {
    InspectionRow: tables.Inspection,
    VerdictRow: tables.Verdict,
}
