"""Wire shapes of inspections."""

from typing import Any, Literal

import msgspec

from backend.findings.schemas import Severity

# What a start said that is not so; the day and place it is filed under are the row's.
Doubt = Literal["site", "zone", "area", "assignment", "business_date"]
Status = Literal["hidden", "na", "unanswered", "optional", "answered", "unscored"]


class InspectionShown(msgspec.Struct, forbid_unknown_fields=True):
    """An inspection without its answers; scores in basis points."""

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
    zone: str
    state: str
    started_by: str
    started_at: str | None
    submitted_at: str | None
    assignment: str | None
    conflicts: int
    score_bp: int | None
    raw_bp: int | None
    grade: str | None
    failed: bool
    incomplete: bool
    duplicate: bool
    doubts: list[Doubt]


class Inspections(msgspec.Struct):
    """A keyset page, the newest day first: ask again with `after` = `next`."""

    items: list[InspectionShown]
    next: str | None


class AnswerShown(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """The counting answer of a place: a value, or the reason why it does not apply."""

    section: str | None
    instance: str | None
    question: str | None
    value: Any = None
    na: str | None = None


class NoteShown(msgspec.Struct, forbid_unknown_fields=True):
    """A note at a place."""

    section: str | None
    instance: str | None
    question: str | None
    text: str


class HeadShown(msgspec.Struct, forbid_unknown_fields=True):
    """One of the answers that differ."""

    op: str
    actor: str
    recorded_at: str
    kind: str
    value: Any
    reason: str | None


class ConflictShown(msgspec.Struct, forbid_unknown_fields=True):
    """A place where answers differ until a person settles it."""

    section: str | None
    instance: str | None
    question: str | None
    slot: str
    heads: list[HeadShown]


class FileShown(msgspec.Struct, forbid_unknown_fields=True):
    """A file attached at a place, and whether the server has it."""

    sha256: str
    section: str | None
    instance: str | None
    question: str | None
    bytes: int
    type: str
    name: str | None
    received: bool


class MissingShown(msgspec.Struct, forbid_unknown_fields=True):
    """What is still to be given."""

    question: str
    instance: str | None
    reason: str


class SectionScore(msgspec.Struct, forbid_unknown_fields=True):
    """A section's own score in basis points."""

    id: str
    bp: int | None


class CapFired(msgspec.Struct, forbid_unknown_fields=True):
    """A cap and how often its condition was met."""

    id: str
    count: int


class FindingJudged(msgspec.Struct, forbid_unknown_fields=True):
    """A finding of the rules; `instance` counts from 0."""

    question: str
    section: str
    instance: int | None
    severity: Severity
    rules: list[str]


class ExtraShare(msgspec.Struct, forbid_unknown_fields=True):
    """A part of the total that belongs to no line; a demerit names its question."""

    why: Literal["start", "demerit", "floor", "all_full", "not_all_full"]
    share: str
    question: str | msgspec.UnsetType = msgspec.UNSET
    instance: int | msgspec.UnsetType | None = msgspec.UNSET


class Explanation(msgspec.Struct, forbid_unknown_fields=True):
    """A verdict explained; a line is section, instance, question, status, points, maximum, weight
    (thousandths), share and largest possible share (exact fractions).
    """

    total: str | None
    raw_bp: int | None
    score_bp: int | None
    grade: str | None
    failed: bool
    incomplete: bool
    sections: list[SectionScore]
    caps: list[CapFired]
    findings: list[FindingJudged]
    lines: list[tuple[str, int | None, str, Status, int, int, int, str, str]]
    extra: list[ExtraShare]


class SoFar(msgspec.Struct, forbid_unknown_fields=True):
    """The score over what is answered, in basis points, and how many of the shown lines are."""

    score_bp: int | None
    grade: str | None
    failed: bool
    answered: int
    of: int


class VerdictShown(msgspec.Struct, forbid_unknown_fields=True):
    """A verdict as it was sealed."""

    number: int
    hash: str
    merged: bool
    mismatch: bool
    at: str
    salt: str
    explanation: Explanation
    instances: dict[str, list[str]]
    # As sealed: `[section, instance, question, {finding, severity, kind, text}]`.
    raised: list[list[Any]]
    conflicts: list[Any]


class FindingShown(FindingJudged, forbid_unknown_fields=True):
    """A finding with its text."""

    text: dict[str, str] | None


class NonconformityRaised(msgspec.Struct, forbid_unknown_fields=True):
    """What the inspection raised."""

    id: str
    code: str
    severity: Severity
    state: str
    question: str | None
    instance: str | None


class InspectionDetail(InspectionShown, forbid_unknown_fields=True):
    """An inspection with all that is known of it."""

    life: str
    state_hash: str
    instances: dict[str, list[str]]
    answers: list[AnswerShown]
    notes: list[NoteShown]
    raised: list[dict[str, Any]]
    conflict_list: list[ConflictShown]
    signatures: list[dict[str, Any]]
    files: list[FileShown]
    missing: list[MissingShown]
    current: Explanation
    # While it is open; a submitted one has its verdict.
    so_far: SoFar | None
    verdicts: list[VerdictShown]
    findings: list[FindingShown]
    nonconformities: list[NonconformityRaised]
