"""The seeded past: a queue of dated acts through the product's own doors, under a set clock."""

from __future__ import annotations

import heapq
import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from audit_rules.calendars import calendar_from
from audit_rules.deadlines import Counting, DeadlineClass, deadline
from backend.actions import service as actions
from backend.clock import SetClock
from backend.daily import daily_work
from backend.demo.answers import Place
from backend.demo.devices import Tablet, tablet_of
from backend.demo.people import House, settle
from backend.demo.rectifying import Hands, Step, steps_of, take
from backend.demo.visits import Inspecting, Visit
from backend.findings import service as findings
from backend.ids import new_id
from backend.plumbing.yaml_files import YamlFile, read_yaml
from backend.problems import RefusedError
from backend.programme import queries as programme_queries
from backend.programme import service as programme
from backend.programme.records import ScheduleRow
from backend.templates import service as templates
from checklists.errors import ChecklistError

if TYPE_CHECKING:
    from backend.plumbing.shell import Shell
    from backend.programme.records import AssignmentRow
    from backend.templates.service import Published

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "checklists" / "library"
PACK = ROOT / "audit_rules" / "packs" / "service-standard.yaml"
ORGANISATION = Path(__file__).parent / "organisation.yaml"
PUBLISHED = {
    "fire-safety-site": LIBRARY / "safety" / "fire-safety-site.yaml",
    "data-handling": LIBRARY / "data_handling" / "data-handling.yaml",
    "drill-evacuation": LIBRARY / "emergency_drills" / "drill-evacuation.yaml",
}
DAYS = 355
DAY_MS = 86_400_000
HOUR_MS = 3_600_000
MISSED = 0.02
SENT_AFTER_MINUTES_MAX = 80
STORY_SITE, STORY_QUESTION = "nkg-dp", "exits_unlocked"
STORY_LEFT_MS = 3 * HOUR_MS
OFFICER, SECOND_OFFICER = "p05", "p06"
Progress = Callable[[int, int], None]
Act = Callable[[], Awaitable[None]]


@dataclass(slots=True)
class Past:
    """What is to happen, in the order of time."""

    shell: Shell
    clock: SetClock
    house: House
    document: dict[str, Any]
    published: dict[str, Published]
    now: int
    draw: random.Random
    queue: list[tuple[int, int, Act]] = field(default_factory=list[Any])
    added: int = 0
    tablets: dict[str, Tablet] = field(default_factory=dict[str, Tablet])
    failing: dict[tuple[str, str], set[str]] = field(default_factory=dict[Any, Any])

    def language(self, person: str) -> str:
        """The language in which a person writes."""
        key = next(name for name, known in self.house.people.items() if known == person)
        return next(one["language"] for one in self.document["people"] if one["key"] == key)

    def add(self, at: int, act: Act) -> None:
        """Put an act at its moment; what would be in the future does not happen."""
        if at <= self.now:
            self.added += 1
            heapq.heappush(self.queue, (at, self.added, act))

    async def live(self, progress: Progress) -> None:
        """Let everything happen."""
        done = 0
        while self.queue:
            at, _, act = heapq.heappop(self.queue)
            self.clock.at = max(self.clock.at, at)
            await act()
            done += 1
            progress(done, done + len(self.queue))


async def seed(shell: Shell, now: int, seed_number: int, progress: Progress) -> House:
    """Make the demo organisation and its year; `shell` has a set clock and seeded randomness."""
    clock = shell.clock
    assert isinstance(clock, SetClock)
    clock.at = now - DAYS * DAY_MS
    document = read_yaml(ORGANISATION).data
    async with shell.database.transaction() as tx:
        house = await settle(shell, tx, document)
    published = await publish_library(shell, house)
    past = Past(shell, clock, house, document, published, now, random.Random(seed_number))  # noqa: S311 - repeatable
    await _programme(past)
    for day in range(DAYS):
        past.add(now - (DAYS - day) * DAY_MS + 17 * HOUR_MS, _daily(past))
    _story(past)
    await past.live(progress)
    clock.at = now
    return house


def _daily(past: Past) -> Act:
    async def act() -> None:
        await daily_work(past.shell, past.house.organisation)

    return act


async def publish_library(shell: Shell, house: House) -> dict[str, Published]:
    """Publish the demo's checklists; raises YamlError with file, line and key for a mistake."""
    pack = read_yaml(PACK).data
    made: dict[str, Published] = {}
    for key, path in PUBLISHED.items():
        authored: YamlFile = read_yaml(path)
        async with shell.database.transaction() as tx:
            await tx.lock_log(house.organisation)
            try:
                made[key] = await programme.put_in_force(
                    shell, tx, house.organisation, authored.data, pack
                )
            except ChecklistError as error:
                raise authored.error(error.place, error.sentence) from error
    return made


async def _programme(past: Past) -> None:
    """Schedules, their assignments, and a visit for nearly each of those that are due."""
    first = datetime.fromtimestamp(past.clock.at / 1000, UTC).date()
    last = datetime.fromtimestamp(past.now / 1000, UTC).date() + timedelta(days=30)
    house = past.house
    matrix = {duty["site"]: duty for duty in past.document["responsibility_matrix"]}
    people: dict[tuple[str, str], str | None] = {}
    async with past.shell.database.transaction() as tx:
        for one in past.document["programme"]:
            if one["template"] not in past.published:
                continue
            keys = [site["key"] for site in past.document["sites"]]
            for key in keys:
                person = matrix[key]["self_check"] if one["assignee_role"] == "owner" else OFFICER
                people[one["key"], house.places[key]] = house.people[person]
            await programme_queries.add_schedule(tx, _schedule(past, one, keys))
        versions = {key: (one.template, one.rules) for key, one in past.published.items()}
        await programme.assign(
            past.shell, tx, house.organisation, (first, last), versions=versions, people=people
        )
        rows = await programme_queries.between(
            tx, house.organisation, first.isoformat(), last.isoformat()
        )
    keys_by_id = {known: key for key, known in house.places.items()}
    for row in rows:
        if past.draw.random() >= MISSED:
            _plan_visit(past, row, keys_by_id[row.site])


def _schedule(past: Past, one: dict[str, Any], sites: list[str]) -> ScheduleRow:
    return ScheduleRow(
        organisation=past.house.organisation,
        id=new_id(past.clock.at, past.shell.random),
        key=one["key"],
        template_key=one["template"],
        kind=one["kind"],
        sites=json.dumps([past.house.places[site] for site in sites]),
        rrule=one["rrule"],
        grace_days=one["grace_days"],
        assignee_role=one["assignee_role"],
        must=one["must"],
    )


def _plan_visit(past: Past, row: AssignmentRow, key: str) -> None:
    site = next(one for one in past.document["sites"] if one["key"] == key)
    days = past.draw.randint(0, 4)
    day = date.fromisoformat(row.from_on) + timedelta(days=days)
    local = datetime.combine(day, time(9, past.draw.randint(5, 55)), ZoneInfo(site["zone"]))
    at = int(local.timestamp() * 1000) + past.draw.randint(0, 5) * HOUR_MS
    template = next(name for name, one in past.published.items() if one.template == row.template)
    past.add(at, _visit(past, template, site, at, assignment=row, forced={}))


def _visit(
    past: Past,
    template: str,
    site: dict[str, Any],
    at: int,
    *,
    assignment: AssignmentRow | None,
    forced: dict[str, str],
) -> Act:
    async def act() -> None:
        person: str | None = assignment.person if assignment else past.house.people["p09"]
        assert person is not None
        who: tuple[str, str | None] = (person, assignment.id if assignment else None)
        await _inspect(past, template, site, at, who=who, forced=forced)

    return act


async def _inspect(
    past: Past,
    template: str,
    site: dict[str, Any],
    at: int,
    *,
    who: tuple[str, str | None],
    forced: dict[str, str],
) -> None:
    person, assignment = who
    organisation, published = past.house.organisation, past.published[template]
    async with past.shell.database.reading() as reader:
        version = await templates.version(
            past.shell, reader, organisation, published.template, published.rules
        )
    assert version is not None
    if person not in past.tablets:
        past.tablets[person] = await tablet_of(past.shell, organisation, person)
    place = past.house.places[site["key"]]
    key = next(name for name, known in past.house.people.items() if known == person)
    spoken = past.language(person)
    name = next(one["name"][spoken] for one in past.document["people"] if one["key"] == key)
    factors = past.document["history"]["site_factor"]
    failing = past.failing.setdefault((site["key"], template), set())
    visit = Visit(
        version=version,
        hashes=(published.template, published.rules),
        site=place,
        zone=site["zone"],
        place=Place(
            site=site["key"],
            factor=float(factors[site["key"]]),
            known_failures=frozenset(failing),
            language=spoken,
        ),
        business_date=datetime.fromtimestamp(at / 1000, ZoneInfo(site["zone"])).date().isoformat(),
        begins_at=at,
        assignment=assignment,
        inspector=name,
        forced=forced,
    )
    filling = Inspecting(past.tablets[person], visit, past.draw)
    # The tablet sends when it is back in the network: the server's clock is later than the taps.
    minutes = past.draw.randint(50, SENT_AFTER_MINUTES_MAX)
    if forced:
        # The story's deadline is counted back from now: it is sent at its minute.
        minutes = SENT_AFTER_MINUTES_MAX
    past.clock.at = max(past.clock.at, at + minutes * 60_000)
    subject = await filling.run()
    await _rectify(past, subject, failing, forced=bool(forced))


async def _rectify(past: Past, subject: str, failing: set[str], *, forced: bool) -> None:
    """Queue the work on what this inspection raised."""
    house = past.house
    hands = Hands(officer=house.people[OFFICER], second=house.people[SECOND_OFFICER])
    async with past.shell.database.reading() as reader:
        rows = await findings.nonconformities_of(reader, house.organisation, [subject])
        acts, _ = await actions.loaded(reader, house.organisation, [row.id for row in rows])
    for row in rows:
        failing.add(row.question or "")
        (action,) = [one for one in acts if one.nonconformity == row.id]
        steps = steps_of(row, action, hands, past.draw)
        if forced and row.severity == "critical":
            # The story's action is open, accepted and in work, three hours before its end.
            steps = [step for step in steps if step.value["event"] == "accept"]
            steps = [
                Step(
                    at=row.opened_at + HOUR_MS // 2,
                    about="action",
                    subject=step.subject,
                    by=step.by,
                    value=step.value,
                )
                for step in steps
            ]
        for step in steps:
            past.add(step.at, _step(past, step, row.question, failing))


def _step(past: Past, step: Step, question: str | None, failing: set[str]) -> Act:
    async def act() -> None:
        try:
            await take(
                past.shell, past.house.organisation, step, past.language(step.by), past.draw
            )
        except RefusedError:
            # Something else came first, a repeat for instance: people would see why and leave it.
            return
        if step.value["event"] == "close":
            failing.discard(question or "")

    return act


def _story(past: Past) -> None:
    """An exit is found locked so that its action is due in three working hours from now."""
    site = next(one for one in past.document["sites"] if one["key"] == STORY_SITE)
    given = next(one for one in past.document["calendars"] if one["id"] == site["calendar"])
    calendar = calendar_from(given, ZoneInfo)

    def due_from(start: int, hours_ms: int) -> int:
        wanted = DeadlineClass(clock="working", ms=hours_ms)
        due = deadline(calendar, Counting(start=start, wanted=wanted)).due
        assert due is not None
        return due

    target = due_from(past.now, STORY_LEFT_MS)
    low, high = past.now - 30 * DAY_MS, past.now
    while high - low > 1:
        middle = (low + high) // 2
        if due_from(middle, 24 * HOUR_MS) >= target:
            high = middle
        else:
            low = middle
    # The deadline starts when the visit is received, not when it begins.
    begins_at = high - SENT_AFTER_MINUTES_MAX * 60_000
    past.add(
        begins_at,
        _visit(
            past,
            "fire-safety-site",
            site,
            begins_at,
            assignment=None,
            forced={STORY_QUESTION: "no"},
        ),
    )
