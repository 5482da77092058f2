"""Everything a pack is made of, read once in bulk; nothing after its checkpoint."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from backend.actions import service as actions
from backend.evidence.selection import is_in_scope, subjects_inside
from backend.files import uses as files
from backend.findings import service as findings
from backend.inspections import service as inspections
from backend.ledger import service as ledger
from backend.people import service as people
from backend.plumbing.database.transaction import marks
from backend.plumbing.paging import every_page
from backend.sites import service as sites
from backend.templates import service as templates

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from backend.actions.records import Action, DeadlineRow, EventRow
    from backend.files.records import FileHere
    from backend.findings.records import NonconformityRow
    from backend.inspections.records import InspectionRow, LaterOutcome, VerdictRow
    from backend.ledger.records import Accepted, CheckpointRow, Entry
    from backend.people.records import OrganisationRow
    from backend.plumbing.database.transaction import Reader
    from backend.plumbing.shell import Shell
    from backend.sites.records import SiteRow
    from backend.templates.service import Version

Given = TypeVar("Given")

PAGE = 2_000
PART = 200
# What the queries of a part give at most.
ROWS_MAX = 20_000
SYSTEM = {"en": "system", "zh-Hans": "系统"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was asked for; the same order gives the same bytes."""

    organisation: str
    pack: str
    issued_at: int
    issued_for: str
    size: int
    from_on: str
    to_on: str
    sites: tuple[str, ...]
    language: str
    # All sites and what lies at no site; else the sites named.
    whole: bool = False


@dataclass(slots=True)
class Gathered:
    """Rows of the scope, indexed as the facts need them."""

    order: Order
    house: OrganisationRow
    places: dict[str, SiteRow]
    names: dict[str, dict[str, str]]
    inspections: list[InspectionRow] = field(default_factory=list[Any])
    versions: dict[tuple[str, str], Version] = field(default_factory=dict[Any, Any])
    operations: dict[str, list[Accepted]] = field(default_factory=dict[str, Any])
    verdicts: dict[str, VerdictRow] = field(default_factory=dict[str, Any])
    files: dict[str, FileHere] = field(default_factory=dict[str, Any])
    nonconformities: list[NonconformityRow] = field(default_factory=list[Any])
    actions: dict[str, list[Action]] = field(default_factory=dict[str, Any])
    events: dict[str, list[EventRow]] = field(default_factory=dict[str, Any])
    later: dict[tuple[str, str], list[LaterOutcome]] = field(default_factory=dict[Any, Any])
    clocks: dict[str, DeadlineRow] = field(default_factory=dict[str, Any])
    calendars: dict[str, Any] = field(default_factory=dict[str, Any])
    dues: dict[str, Any] = field(default_factory=dict[str, Any])
    entries: list[Entry] = field(default_factory=list[Any])
    bodies: dict[int, str] = field(default_factory=dict[int, str])
    head: CheckpointRow | None = None
    key_name: str = ""
    # Subjects of the period's entries that are filed under another day or place.
    elsewhere: frozenset[str] = frozenset()

    def name(self, person: str | None) -> str:
        """A person's name in the pack's language; the system's is its own."""
        if person is None:
            return SYSTEM[self.order.language]
        title = self.names.get(person, {})
        return title.get(self.order.language) or title.get("en") or person

    @property
    def checkpoint(self) -> CheckpointRow:
        """The signed head that the pack rests on."""
        assert self.head is not None, "what is gathered has its checkpoint"
        return self.head

    @property
    def origin(self) -> str:
        """The log's origin when the checkpoint was signed; a restore since then has another."""
        return str(self.checkpoint.note).split("\n", 1)[0]

    @property
    def pinned_calendars(self) -> set[tuple[str, int]]:
        """Key and version of each calendar that a deadline here is counted by."""
        return {(row.calendar, row.calendar_version) for row in self.clocks.values()}

    @property
    def streams(self) -> tuple[str, ...]:
        """The scope's streams: of its sites, their areas and the organisation, or every one."""
        named = (*self.order.sites, self.order.organisation)
        logged = {row.stream for row in self.entries}
        if not self.order.whole:
            logged = {one for one in logged if self._site_of(one) in self.order.sites}
        return tuple(dict.fromkeys((*named, *sorted(logged))))

    def _site_of(self, place: str) -> str | None:
        """The site that an area lies in; operations were once taken at areas."""
        row = self.places.get(place)
        return row.parent if row is not None and row.level == "area" else None

    @property
    def zone(self) -> str:
        """The zone that the pack's days are counted in: that of most of its sites."""
        count = Counter(self.places[one].zone for one in self.order.sites)
        return min(count, key=lambda zone: (-count[zone], zone), default="UTC")

    @property
    def starts_at(self) -> int:
        """When the period's first day begins, in milliseconds since 1970."""
        day = date.fromisoformat(self.order.from_on)
        return int(datetime.combine(day, time(), ZoneInfo(self.zone)).timestamp() * 1000)


async def gather(shell: Shell, reader: Reader, order: Order) -> Gathered:
    """Read everything in the scope of an order."""
    organisation = order.organisation
    found = Gathered(
        order=order,
        house=await people.organisation(reader, organisation),
        places=await sites.places(reader, organisation),
        names={row.id: row.names for row in await people.everybody(reader, organisation)},
    )
    await _inspections(shell, reader, found)
    await _matters(shell, reader, found)
    await _ledger(reader, found)
    await _elsewhere(reader, found)
    return found


async def _inspections(shell: Shell, reader: Reader, found: Gathered) -> None:
    order, organisation = found.order, found.order.organisation
    scope, args = " AND filed_on >= ? AND filed_on <= ?", [order.from_on, order.to_on]
    if not order.whole:
        scope += f" AND site IN ({marks(len(order.sites))})"
        args += order.sites
    rows = await every_page(
        lambda where, more: inspections.page(
            reader, organisation, scope + where, (*args, *more), PAGE
        ),
        column="filed_on",
        size=PAGE,
    )
    ids = [row.id for row in rows]
    for one in await in_parts(ids, partial(ledger.accepted_of, reader, organisation)):
        if one.log_seq < order.size:
            found.operations.setdefault(one.subject, []).append(one)
    found.inspections = sorted(
        (row for row in rows if row.id in found.operations), key=lambda row: row.code
    )
    for row in found.inspections:
        pair = (row.template, row.rules)
        if pair not in found.versions:
            version = await templates.version(shell, reader, organisation, *pair)
            assert version is not None, "a version that was pinned is gone"
            found.versions[pair] = version
    for verdict in await in_parts(ids, partial(inspections.verdicts_of, reader, organisation)):
        if verdict.log_seq < order.size:
            found.verdicts[verdict.inspection] = verdict


async def _matters(shell: Shell, reader: Reader, found: Gathered) -> None:
    order, organisation = found.order, found.order.organisation
    ids = [row.id for row in found.inspections]
    rows = await in_parts(ids, partial(findings.nonconformities_of, reader, organisation))
    acts, found.clocks = await _actions(reader, organisation, [row.id for row in rows])
    known = [*(row.id for row in rows), *(row.id for row in acts)]
    for event in await in_parts(known, partial(actions.events_of, reader, organisation)):
        if event.log_seq < order.size:
            found.events.setdefault(event.subject, []).append(event)
    found.nonconformities = sorted(
        (row for row in rows if row.id in found.events), key=lambda row: row.code
    )
    for action in acts:
        if action.id in found.events:
            found.actions.setdefault(action.nonconformity, []).append(action)
            found.dues[action.id] = await actions.due_of(
                shell, reader, organisation, found.clocks[action.id]
            )
            found.calendars[action.id] = await actions.calendar_of(
                shell, reader, organisation, found.clocks[action.id]
            )
    later_of = inspections.later_of(reader, organisation)
    for place in {(row.template_key, row.site) for row in found.nonconformities}:
        outcomes = await later_of(place, order.from_on)
        found.later[place] = [one for one in outcomes if one.log_seq < order.size]
    uses = await in_parts([*ids, *known], partial(files.evidence_of, reader, organisation))
    found.files = {use.sha256: here for use in uses if (here := use.here) is not None}


async def _actions(
    reader: Reader, organisation: str, ids: list[str]
) -> tuple[list[Action], dict[str, DeadlineRow]]:
    rows: list[Action] = []
    clocks: dict[str, DeadlineRow] = {}
    for at in range(0, len(ids), PART):
        more, here = await actions.loaded(reader, organisation, ids[at : at + PART])
        rows += more
        clocks |= here
    return sorted(rows, key=lambda row: row.code), clocks


async def _ledger(reader: Reader, found: Gathered) -> None:
    order, organisation = found.order, found.order.organisation
    found.entries = await ledger.whole_entries(reader, organisation, order.size)
    found.bodies = await ledger.operation_bodies(reader, organisation, order.size)
    found.bodies |= {row.seq: row.body for row in found.entries if row.body is not None}
    found.head = await ledger.checkpoint_of(reader, organisation, order.size)
    found.key_name = (await ledger.tree_head(reader, organisation)).key_name


async def _elsewhere(reader: Reader, found: Gathered) -> None:
    """Of the subjects that the log names: those which a table files under another day or place."""
    organisation = found.order.organisation
    named = list(subjects_inside(found))
    acts = await in_parts(named, partial(actions.by_ids, reader, organisation))
    parents = {row.id: row.nonconformity for row in acts}
    raised = await in_parts(
        sorted({*named, *parents.values()}), partial(findings.by_ids, reader, organisation)
    )
    sources = {row.id: row.inspection for row in raised}
    rows = await in_parts(
        sorted({*named, *sources.values()}), partial(inspections.by_ids, reader, organisation)
    )
    outside = {row.id for row in rows if not is_in_scope(found, row.site, row.filed_on)}
    outside |= {known for known, source in sources.items() if source in outside}
    outside |= {known for known, parent in parents.items() if parent in outside}
    found.elsewhere = frozenset(outside)


async def in_parts(
    ids: Sequence[str], read: Callable[[list[str]], Awaitable[list[Given]]]
) -> list[Given]:
    """All rows of many ids, asked for a part at a time; a part that fills its answer is halved."""
    found: list[Given] = []
    for at in range(0, len(ids), PART):
        found += await _part(list(ids[at : at + PART]), read)
    return found


async def _part(
    ids: list[str], read: Callable[[list[str]], Awaitable[list[Given]]]
) -> list[Given]:
    rows = await read(ids)
    if len(rows) < ROWS_MAX:
        return rows
    if len(ids) == 1:
        raise OverflowError(f"more than {ROWS_MAX} rows of {ids[0]}")
    half = len(ids) // 2
    return [*await _part(ids[:half], read), *await _part(ids[half:], read)]
