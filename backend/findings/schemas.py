"""Wire shapes of moves, nonconformities and actions."""

from typing import Annotated, Any, Literal

import msgspec

Text = Annotated[str, msgspec.Meta(max_length=10_000)]
Severity = Literal["critical", "major", "minor", "observation"]
Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
FileName = Annotated[str, msgspec.Meta(min_length=1, max_length=255)]


class PlannedAction(msgspec.Struct, forbid_unknown_fields=True):
    """One more action that a plan asks for."""

    title: Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]
    owner: str | None = None
    deadline_class: str | None = None


class Move(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A step of a nonconformity or an action, with what it needs."""

    event: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    reason: Text | None = None
    text: Text | None = None
    files: Annotated[list[Sha256], msgspec.Meta(max_length=100)] | None = None
    names: dict[Sha256, FileName] | None = None
    owner: str | None = None
    severity: str | None = None
    link: Text | None = None
    plan: Annotated[list[PlannedAction], msgspec.Meta(max_length=20)] | None = None
    extension: dict[str, int] | None = None
    file: Sha256 | None = None


class DuePreview(msgspec.Struct, forbid_unknown_fields=True):
    """The due moment of an action before and after a move; null while paused or without calendar."""

    action: str
    code: str
    due_before: str | None
    due_after: str | None
    class_before: str
    class_after: str


class MovePreview(msgspec.Struct, forbid_unknown_fields=True):
    """What a move would do to due moments; `refused` is the code it would be refused with."""

    refused: str | None
    deadlines: list[DuePreview]


class WaitingFile(msgspec.Struct, forbid_unknown_fields=True):
    """Evidence that has not arrived: who recorded it, on which device, since when."""

    sha256: str
    person: str | None
    device: str | None
    since: str | None


class Moved(msgspec.Struct):
    """The state after a step."""

    id: str
    state: str


class HistoryEntry(msgspec.Struct, forbid_unknown_fields=True, rename={"from_state": "from"}):
    """A step of the timeline; `more` holds what only this event has (owner, link, extension …)."""

    event: str
    actor: str
    recorded_at: str | None
    received_at: str
    reason: str | None
    text: str | None
    files: list[str]
    from_state: str
    to: str
    seq: int
    more: dict[str, Any]


class EvidenceShown(msgspec.Struct, forbid_unknown_fields=True):
    """A file that proves something; type and bytes are absent until it is received.

    `name` is the one that it was given under, where one was said.
    """

    sha256: str
    type: str | None
    bytes: int | None
    name: str | None
    received: bool
    source: Literal["inspection", "move"]


class CalendarPinned(msgspec.Struct, forbid_unknown_fields=True):
    """The calendar version a deadline is counted by."""

    id: str
    version: int
    # The last day that it knows, and from when on it is without notice.
    covers_to: str
    provisional_from: str | None


class ClassShown(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A deadline class: milliseconds of elapsed or working time, or working days."""

    clock: Literal["elapsed", "working", "working_days"]
    ms: int | None = None
    days: int | None = None
    snap: str | None = None


class DeadlineShown(msgspec.Struct, forbid_unknown_fields=True, rename={"class_": "class"}):
    """A deadline with each counted interval (start, end, milliseconds)."""

    state: str
    due: str | None
    counted: list[tuple[str, str, int]]
    class_: ClassShown
    start: str
    done_at: str | None
    calendar: CalendarPinned
    extensions: list[dict[str, Any]]
    pauses: list[tuple[str, str | None]]
    days: list[str] | None = None
    total_ms: int | None = None
    left_ms: int | None = None
    provisional: bool = False
    since: str | None = None
    now: str | None = None


class ActionShown(msgspec.Struct, forbid_unknown_fields=True):
    """A corrective action as lists show it."""

    id: str
    code: str
    nonconformity: str
    site: str
    severity: Severity
    title: dict[str, str] | str
    owner: str | None
    state: str
    due: str | None
    # The due moment lies where the calendar is without notice.
    provisional: bool
    opened_at: str
    deadline_class: str
    paused: bool
    pending: list[str]


class BacklogItem(ActionShown, forbid_unknown_fields=True):
    """A row of the backlog with the names that it shows."""

    nonconformity_code: str
    question_text: dict[str, str] | None
    finding_text: dict[str, str] | str | None
    site_name: dict[str, str]
    zone: str
    owner_name: dict[str, str] | None
    no_calendar: bool


class Candidate(msgspec.Struct, forbid_unknown_fields=True):
    """Somebody to whom an action can be given."""

    id: str
    name: dict[str, str]
    # All that the person holds at the action's site.
    roles: list[str]
    # Named for actions there by the responsibility matrix.
    responsible: bool
    # Open actions of the person on all sites.
    open_actions: int


class Candidates(msgspec.Struct, forbid_unknown_fields=True):
    """To whom an action can be given, the best first."""

    items: list[Candidate]


class ActionDetail(ActionShown, forbid_unknown_fields=True):
    """An action with all that a person needs to decide."""

    nonconformity_code: str
    question_text: dict[str, str] | None
    criterion: str | None
    finding_text: dict[str, str] | str | None
    inspection: str
    zone: str
    outstanding: list[WaitingFile]
    history: list[HistoryEntry]
    evidence: list[EvidenceShown]
    extension: dict[str, Any] | None
    returned_reason: str | None
    deadline: DeadlineShown
    moves: list[str]


class NonconformityShown(msgspec.Struct, forbid_unknown_fields=True):
    """A nonconformity as lists show it."""

    id: str
    code: str
    inspection: str
    site: str
    area: str | None
    question: str | None
    section: str | None
    instance: str | None
    instance_key: str | None
    severity: Severity
    source: str
    finding_kind: str
    state: str
    owner: str | None
    opened_on: str
    closed_on: str | None
    text: dict[str, str] | str | None
    opened_at: str
    reopened: int


class CauseShown(msgspec.Struct, forbid_unknown_fields=True):
    """The proposal of a cause that stands."""

    text: str | None
    state: Literal["none", "pending", "accepted", "returned"]
    proposed_by: str | None


class LinkShown(msgspec.Struct, forbid_unknown_fields=True):
    """What a nonconformity is tied to, and by which event."""

    code: str
    why: str


class NonconformityDetail(NonconformityShown, forbid_unknown_fields=True):
    """A nonconformity with cause, actions, history and the moves open to the caller."""

    question_text: dict[str, str] | None
    criterion: str | None
    cause: CauseShown
    watch_until: str | None
    outstanding: list[WaitingFile]
    actions: list[ActionShown]
    history: list[HistoryEntry]
    evidence: list[EvidenceShown]
    moves: list[str]
    links: list[LinkShown]


class Backlog(msgspec.Struct):
    """A keyset page of actions: ask again with `after` = `next`; `total` counts the filter."""

    items: list[BacklogItem]
    next: str | None
    total: int


class Nonconformities(msgspec.Struct):
    """A keyset page of nonconformities: ask again with `after` = `next`."""

    items: list[NonconformityShown]
    next: str | None
