"""Everything a pack shows, frozen: no query hides behind it, and nothing in it is computed later.

Instants are aware datetimes in the zone they are to be printed in; scores are basis points.
Texts of templates are maps by language tag; what people typed is plain text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from reports.account import Coverage, Missing
from reports.pieces import Photo
from reports.proof.entry import LedgerEntry

Text = Mapping[str, str]
Stroke = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A template or rule pack in force: key, number, content hash."""

    key: str
    title: Text
    number: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A value that a later operation replaced."""

    recorded_at: datetime
    value: Text
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One question and what was recorded; `outcome` is pass, fail, partial, na, info or open."""

    number: str
    question: Text
    value: Text
    outcome: str
    criterion: str = ""
    severity: str = ""
    points: str = ""
    points_max: str = ""
    note: str = ""
    reason: str = ""
    actor: str = ""
    device: str = ""
    operation: int | None = None
    recorded_at: datetime | None = None
    received_at: datetime | None = None
    changes: tuple[Change, ...] = ()
    photos: tuple[Photo, ...] = ()
    raised: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section with its answers; one per instance when it repeats."""

    number: str
    title: Text
    weight: str = ""
    score_bp: int | None = None
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Strokes as integers in their own grid, y downwards; who, as what, meaning what, when."""

    name: str
    role: str
    meaning: Text
    strokes: tuple[Stroke, ...]
    signed_at: datetime
    received_at: datetime | None = None
    covers: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One line of an inspection's history: device sequence, kind, place, both clocks, position."""

    chain: str
    seq: int
    kind: str
    place: str
    actor: str
    recorded_at: datetime
    received_at: datetime
    ledger_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """One inspection with its newest verdict; `result` is the grade's name, `outcome` its tone.

    `life` is submitted, draft (never submitted) or reopened (its verdict is of an earlier submit);
    `answered` of `asked` questions have an answer or a reason why they do not apply.
    """

    id: str
    number: str
    title: Text
    kind: str
    site: Text
    inspector: str
    business_date: date
    template: Version
    rules: Version
    qualification: str = ""
    contact: str = ""
    started_at: datetime | None = None
    submitted_at: datetime | None = None
    received_at: datetime | None = None
    score_bp: int | None = None
    result: Text = field(default_factory=dict[str, str])
    outcome: str = "info"
    verdict: str = ""
    explanation: tuple[Text, ...] = ()
    life: str = "submitted"
    answered: int = 0
    asked: int = 0
    conflicts: int = 0
    missing: tuple[Missing, ...] = ()
    doubts: tuple[str, ...] = ()
    filed_on: date | None = None
    sections: tuple[Section, ...] = ()
    signatures: tuple[Signature, ...] = ()
    operations: tuple[Operation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One move with both clocks and its place in the ledger; `code` as in the lifecycle table.

    `due` holds the due moment before and after a move that changed it; None is no due moment.
    """

    code: str
    actor: str
    received_at: datetime
    recorded_at: datetime | None = None
    detail: str = ""
    due: tuple[datetime | None, datetime | None] | None = None
    ledger_seq: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A day of a deadline: office spans and counted spans as minutes of the local day."""

    day: date
    office: tuple[tuple[int, int], ...] = ()
    counted: tuple[tuple[int, int], ...] = ()
    note: Text = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """A longer deadline that was asked for."""

    asked_at: datetime
    asked_by: str
    reason: str
    approved_by: str = ""
    added: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A due moment and each interval that was counted towards it."""

    title: Text
    calendar: str
    starts_at: datetime
    due_at: datetime | None
    done_at: datetime | None = None
    # The last day of a calendar that does not reach the due moment; from when on one is without notice.
    covers_to: date | None = None
    provisional_from: date | None = None
    intervals: tuple[Interval, ...] = ()
    extensions: tuple[Extension, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A correction or a corrective action; `state` as in the lifecycle table."""

    id: str
    number: str
    kind: str
    title: str
    state: str
    owner: str = ""
    verifier: str = ""
    deadline: Deadline | None = None
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """The analysis: a chain of whys, or fishbone branches (category, causes)."""

    whys: tuple[str, ...] = ()
    branches: tuple[tuple[Text, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Effectiveness:
    """Later inspections of the same key: k of n must be clean; each with its day and outcome."""

    k: int
    n: int
    window_days: int
    checks: tuple[tuple[date, bool], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Nonconformity:
    """A requirement not fulfilled, from its raising to its closing; `state` as in the table."""

    id: str
    number: str
    title: Text
    severity: str
    state: str
    statement: str = ""
    criterion: str = ""
    evidence: str = ""
    inspection: str = ""
    site: Text = field(default_factory=dict[str, str])
    correction: str = ""
    cause: Cause = Cause()
    actions: tuple[Action, ...] = ()
    events: tuple[Event, ...] = ()
    photos_before: tuple[Photo, ...] = ()
    photos_after: tuple[Photo, ...] = ()
    effectiveness: Effectiveness | None = None
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFigures:
    """A site's line in the summary."""

    site: Text
    inspections: int
    score_bp: int | None
    nonconformities: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The numbers of cover and summary; maps run in the order in which they are drawn.

    Inspections, answers and scores are of what is submitted; what is not stands in the pack apart.
    """

    inspections: int = 0
    answers: int = 0
    asked: int = 0
    incomplete: int = 0
    photos: int = 0
    score_bp: int | None = None
    target_bp: int | None = None
    by_severity: Mapping[str, int] = field(default_factory=dict[str, int])
    actions: int = 0
    actions_closed: int = 0
    actions_on_time: int = 0
    trend: tuple[tuple[str, int], ...] = ()
    sites: tuple[SiteFigures, ...] = ()
    sections: tuple[tuple[Text, int], ...] = ()
    pareto: tuple[tuple[Text, int], ...] = ()
    ages: tuple[tuple[Text, int], ...] = ()
    sampling: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The bodies of one `records/<kind>/<id>.jsonl`, byte for byte, in ledger order."""

    kind: str
    id: str
    bodies: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The ledger's part: shown entries, cover, signed checkpoint, proofs from earlier sizes.

    `key_name` is the log's first origin, which names its key for ever (protocol.md §7).
    """

    origin: str
    key_name: str
    public_key: bytes
    tree_size: int
    root: bytes
    entries: tuple[LedgerEntry, ...]
    cover: bytes
    checkpoint: bytes
    consistency: Mapping[int, tuple[bytes, ...]] = field(
        default_factory=dict[int, tuple[bytes, ...]]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Which pack, when, for whom, in which words."""

    pack: str
    issued_at: datetime
    issued_for: str
    languages: tuple[str, ...] = ("en",)
    classification: Text = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What was asked for: business dates, zone, sites, and since which instant streams run."""

    title: Text
    subtitle: Text
    period_from: date
    period_to: date
    zone: str
    starts_at: str
    streams: tuple[str, ...]
    sites: tuple[Text, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """Ledger entries shown without their body, and why; `out_of_scope` has its own words."""

    reason: str
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackFacts:
    """All of one evidence pack."""

    organisation: Text
    organisation_key: str
    issue: Issue
    scope: Scope
    standards: tuple[str, ...]
    templates: tuple[Version, ...]
    rule_packs: tuple[Version, ...]
    figures: Figures
    inspections: tuple[Inspection, ...]
    nonconformities: tuple[Nonconformity, ...]
    records: tuple[Record, ...]
    proof: Proof
    redactions: tuple[Redaction, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)
