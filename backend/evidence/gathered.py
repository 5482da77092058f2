"""Everything a pack is made of, read once in bulk; nothing after its checkpoint."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from backend.actions import service as actions
from backend.clock import instant_text
from backend.files import uses as files
from backend.findings import service as findings
from backend.inspections import service as inspections
from backend.ledger import service as ledger
from backend.people import service as people
from backend.sites import service as sites
from backend.templates import service as templates

if TYPE_CHECKING:
    from backend.plumbing.database.transaction import Reader, Row
    from backend.plumbing.shell import Shell
    from backend.templates.service import Version

INSPECTIONS_MAX = 20_000


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


@dataclass(slots=True)
class Gathered:
    """Rows of the scope, indexed as the facts need them."""

    order: Order
    house: Row
    places: dict[str, Row]
    names: dict[str, dict[str, str]]
    inspections: list[Row] = field(default_factory=list[Any])
    versions: dict[tuple[str, str], Version] = field(default_factory=dict[Any, Any])
    operations: dict[str, list[Row]] = field(default_factory=dict[str, Any])
    verdicts: dict[str, Row] = field(default_factory=dict[str, Any])
    files: dict[str, Row] = field(default_factory=dict[str, Any])
    nonconformities: list[Row] = field(default_factory=list[Any])
    actions: dict[str, list[Row]] = field(default_factory=dict[str, Any])
    events: dict[str, list[Row]] = field(default_factory=dict[str, Any])
    later: dict[tuple[str, str], list[Row]] = field(default_factory=dict[Any, Any])
    clocks: dict[str, Row] = field(default_factory=dict[str, Any])
    calendars: dict[str, Any] = field(default_factory=dict[str, Any])
    dues: dict[str, Any] = field(default_factory=dict[str, Any])
    entries: list[Row] = field(default_factory=list[Any])
    bodies: dict[int, str] = field(default_factory=dict[int, str])
    checkpoint: Row = field(default_factory=dict[str, Any])
    key_name: str = ""

    def name(self, person: str | None) -> str:
        """A person's name in the pack's language; the system's is its own."""
        if person is None:
            return SYSTEM[self.order.language]
        title = self.names.get(person, {})
        return title.get(self.order.language) or title.get("en") or person

    @property
    def origin(self) -> str:
        """The log's origin when the checkpoint was signed; a restore since then has another."""
        return str(self.checkpoint["note"]).split("\n", 1)[0]

    @property
    def pinned_calendars(self) -> set[tuple[str, int]]:
        """Key and version of each calendar that a deadline here is counted by."""
        return {(row["calendar"], row["calendar_version"]) for row in self.clocks.values()}

    @property
    def zone(self) -> str:
        """The zone that the pack's days are counted in: that of most of its sites."""
        count = Counter(self.places[one]["zone"] for one in self.order.sites)
        return min(count, key=lambda zone: (-count[zone], zone), default="UTC")

    @property
    def starts_at(self) -> str:
        """The period's first server day."""
        day = date.fromisoformat(self.order.from_on)
        moment = datetime.combine(day, time(), ZoneInfo(self.zone))
        return instant_text(int(moment.timestamp() * 1000))


async def gather(shell: Shell, reader: Reader, order: Order) -> Gathered:
    """Read everything in the scope of an order."""
    organisation = order.organisation
    found = Gathered(
        order=order,
        house=await people.organisation(reader, organisation),
        places=await sites.places(reader, organisation),
        names={
            row["id"]: json.loads(row["title"])
            for row in await people.everybody(reader, organisation)
        },
    )
    await _inspections(shell, reader, found)
    await _matters(shell, reader, found)
    await _ledger(reader, found)
    return found


async def _inspections(shell: Shell, reader: Reader, found: Gathered) -> None:
    order, organisation = found.order, found.order.organisation
    marks = ", ".join("?" * len(order.sites))
    where = f" AND business_date >= ? AND business_date <= ? AND site IN ({marks})"
    rows = await inspections.page(
        reader, organisation, where, (order.from_on, order.to_on, *order.sites), INSPECTIONS_MAX
    )
    ids = [row["id"] for row in rows]
    for one in await ledger.accepted_of(reader, organisation, ids):
        if one["log_seq"] < order.size:
            found.operations.setdefault(one["subject"], []).append(one)
    found.inspections = sorted(
        (row for row in rows if row["id"] in found.operations), key=lambda row: row["code"]
    )
    for row in found.inspections:
        pair = (row["template"], row["rules"])
        if pair not in found.versions:
            version = await templates.version(shell, reader, organisation, *pair)
            assert version is not None, "a version that was pinned is gone"
            found.versions[pair] = version
    for verdict in await inspections.verdicts_of(reader, organisation, ids):
        if verdict["log_seq"] < order.size:
            found.verdicts[verdict["inspection"]] = verdict


async def _matters(shell: Shell, reader: Reader, found: Gathered) -> None:
    order, organisation = found.order, found.order.organisation
    ids = [row["id"] for row in found.inspections]
    rows = await findings.nonconformities_of(reader, organisation, ids)
    acts, found.clocks = await actions.loaded(reader, organisation, [row["id"] for row in rows])
    known = [*(row["id"] for row in rows), *(row["id"] for row in acts)]
    for event in await actions.events_of(reader, organisation, known):
        if event["log_seq"] < order.size:
            found.events.setdefault(event["subject"], []).append(event)
    found.nonconformities = sorted(
        (row for row in rows if row["id"] in found.events), key=lambda row: row["code"]
    )
    for action in acts:
        if action["id"] in found.events:
            found.actions.setdefault(action["nonconformity"], []).append(action)
            found.dues[action["id"]] = await actions.due_of(
                shell, reader, organisation, found.clocks[action["id"]]
            )
            found.calendars[action["id"]] = await actions.calendar_of(
                shell, reader, organisation, found.clocks[action["id"]]
            )
    later_of = inspections.later_of(reader, organisation)
    for place in {(row["template_key"], row["site"]) for row in found.nonconformities}:
        outcomes = await later_of(place, order.from_on)
        found.later[place] = [one for one in outcomes if one["log_seq"] < order.size]
    uses = await files.evidence_of(reader, organisation, [*ids, *known])
    found.files = {use["sha256"]: use for use in uses if use["received_at"] is not None}


async def _ledger(reader: Reader, found: Gathered) -> None:
    order, organisation = found.order, found.order.organisation
    found.entries = await ledger.whole_entries(reader, organisation, order.size)
    found.bodies = await ledger.operation_bodies(reader, organisation, order.size)
    found.bodies |= {row["seq"]: row["body"] for row in found.entries if row["body"] is not None}
    found.checkpoint = await ledger.checkpoint_of(reader, organisation, order.size)
    found.key_name = (await ledger.tree_head(reader, organisation)).key_name
