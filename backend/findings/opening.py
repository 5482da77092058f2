"""Findings of a verdict become nonconformities with actions and deadlines (scoring.md §6, §8)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from msgspec.structs import replace

from audit_rules.actions import standing
from audit_rules.effectiveness import Earlier, Key, Repeat, RepeatRule, repeated
from backend.actions import clocks
from backend.actions import service as actions
from backend.actions.service import Memory, Planned
from backend.clock import maybe_text
from backend.findings import queries
from backend.findings.effects import options_of
from backend.findings.ground import Ground, ground_of
from backend.findings.records import EarlierRow, Matter, NonconformityRow
from backend.findings.steps import Step, own_step
from backend.ids import new_id
from backend.ledger import service as ledger
from backend.sites import service as sites

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit_rules.actions import Kind
    from backend.actions.records import Action, DeadlineRow
    from backend.findings.desk import Desk
    from backend.plumbing.database.transaction import Transaction
    from backend.plumbing.shell import Shell


class Inspected(Protocol):
    """What of an inspection goes into what it found; its row has it."""

    @property
    def id(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def site(self) -> str: ...
    @property
    def area(self) -> str | None: ...
    @property
    def template_key(self) -> str: ...
    @property
    def rules(self) -> str: ...
    @property
    def filed_on(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What the layer above found; `inspection` is that inspection's row."""

    inspection: Inspected
    verdict: int
    question: str | None
    section: str | None
    instance: str | None
    instance_key: str | None
    severity: str
    source: str
    kind: str
    text: str | dict[str, str] | None
    finding: str | None


@dataclass(slots=True)
class Opened:
    """New rows, to be written together."""

    nonconformities: list[NonconformityRow]
    actions: list[tuple[Action, DeadlineRow]]
    steps: list[Step]


async def open_all(
    shell: Shell, tx: Transaction, desk: Desk, findings: Sequence[Finding]
) -> Opened:
    """A nonconformity and an action for each finding that is new; repeats join what is live."""
    opened = Opened([], [], [])
    if not findings:
        return opened
    ground = await ground_of(tx, desk, findings)
    for finding in findings:
        if _is_known(finding, ground.known):
            continue
        row = await _from_finding(shell, ground, desk, finding, opened)
        if row is not None:
            opened.nonconformities.append(row)
    await _number(tx, desk.organisation, opened)
    for row, (action, clock) in zip(opened.nonconformities, opened.actions, strict=True):
        opened.steps.extend(_opened_steps(shell, row, action, clock))
    return opened


async def propose_cancels(
    tx: Transaction, desk: Desk, inspection: Inspected, verdict: int, findings: Sequence[Finding]
) -> None:
    """What an earlier verdict raised and this one no longer finds waits for an officer."""
    now = {
        (one.question, one.section, one.instance)
        for one in findings
        if one.source == "rule" and one.inspection.id == inspection.id
    }
    rows = await queries.of_inspections(tx, desk.organisation, [inspection.id])
    gone = [
        row.id
        for row in rows
        if row.source == "rule" and (row.question, row.section, row.instance) not in now
    ]
    await desk.load(tx, nonconformities=gone)
    for known in gone:
        desk.propose_cancel(
            desk.nonconformities[known],
            f"Verdict {verdict} no longer finds it. 第{verdict}次判定不再支持该项。",
        )


async def new_action_of(
    shell: Shell, tx: Transaction, desk: Desk, row: NonconformityRow, plan: dict[str, Any]
) -> tuple[Action, DeadlineRow]:
    """One more action of a nonconformity, as it was planned."""
    rules = desk.rules[row.rules]
    wanted: str = plan.get("deadline_class") or ""
    own_class = wanted in rules["deadline_classes"]
    if not own_class:
        wanted = rules["severities"][row.severity]["deadline_class"]
    number = await ledger.next_numbers(tx, desk.organisation, "CA", 1)
    now, _ = actions.standing_of(row, "nonconformity")
    owner = plan.get("owner")
    if owner not in desk.owners.get(row.site, set()):
        owner = row.owner
    planned = Planned(
        title=plan["title"],
        owner=owner,
        deadline_class=wanted,
        round=now.reopened,
        own_class=own_class,
    )
    action = actions.new_action(shell, row, f"CA-{number:04d}", planned)
    place = await sites.known_site(tx, desk.organisation, row.site)
    version = await sites.newest_calendar_version(tx, desk.organisation, place.calendar)
    return await clocks.started(
        shell, tx, action, (place.calendar, version), rules["deadline_classes"][wanted]
    )


def class_for(rules: dict[str, Any], question: str | None, severity: str) -> str:
    """The deadline class of a severity; the question's own where it is its severity (protocol.md §3)."""
    asked = rules["questions"].get(question or "", {})
    own = asked.get("deadline_class") if asked.get("severity") == severity else None
    found: str = own or rules["severities"][severity]["deadline_class"]
    return found


def _is_known(finding: Finding, known: list[NonconformityRow]) -> bool:
    """Whether an earlier verdict of the same inspection raised it already."""
    return any(
        row.inspection == finding.inspection.id
        and row.state != "cancelled"
        and row.source == finding.source
        and (row.question, row.section, row.instance)
        == (finding.question, finding.section, finding.instance)
        for row in known
    )


async def _from_finding(
    shell: Shell, ground: Ground, desk: Desk, finding: Finding, opened: Opened
) -> NonconformityRow | None:
    rules = desk.rules[finding.inspection.rules]
    repeat = _repeat(ground, finding, rules, opened)
    if repeat.action != "new":
        assert repeat.to is not None
        await _join(ground, desk, repeat.to, finding, opened)
        return None
    row = await _new_row(shell, ground, desk, finding, repeat)
    question = rules["questions"].get(finding.question or "", {})
    wanted = class_for(rules, finding.question, repeat.severity)
    title = question.get("correction") if finding.source == "rule" else finding.text
    planned = Planned(title=title or finding.text or "", owner=row.owner, deadline_class=wanted)
    action = actions.new_action(shell, row, "", planned)
    calendar = await ground.calendar(row.site)
    started = await clocks.started(
        shell, ground.reader, action, calendar, rules["deadline_classes"][wanted]
    )
    opened.actions.append(started)
    return row


def _repeat(ground: Ground, finding: Finding, rules: dict[str, Any], opened: Opened) -> Repeat:
    key = Key(
        question=finding.question,
        instance_key=finding.instance_key,
        site=finding.inspection.site,
    )
    rows: list[EarlierRow | NonconformityRow] = []
    if finding.source == "rule":
        rows += ground.earlier.get((key.site, finding.question), [])
        rows += [one for one in opened.nonconformities if one.question == finding.question]
    earlier = [
        Earlier(
            nc=row.id,
            key=Key(question=row.question, instance_key=row.instance_key, site=row.site),
            on=date.fromisoformat(row.opened_on),
            state=row.state,
        )
        for row in rows
    ]
    rule = RepeatRule(**rules["repeat_rule"])
    on = date.fromisoformat(finding.inspection.filed_on)
    return repeated(key, on, finding.severity, rule, earlier)


async def _join(ground: Ground, desk: Desk, target: str, finding: Finding, opened: Opened) -> None:
    """The same problem is still open: it is told there; a watched one comes back."""
    code = finding.inspection.code
    new = next((row for row in opened.nonconformities if row.id == target), None)
    if new is not None:
        desk.note(new, "repeated", {"link": code})
        return
    await desk.load(ground.reader, nonconformities=[target])
    row = desk.nonconformities[target]
    if row.state == "watching":
        desk.by_system("nonconformity", target, {"event": "recur", "link": code})
        return
    desk.note(row, "repeated", {"link": code})


async def _new_row(
    shell: Shell, ground: Ground, desk: Desk, finding: Finding, repeat: Repeat
) -> NonconformityRow:
    inspection, now = finding.inspection, shell.clock.now()
    owner = await ground.owner(inspection.site, inspection.area)
    options = options_of(desk.rules[inspection.rules], repeat.severity)
    known = finding.finding
    if known is None or known in ground.taken:
        # Two tablets that were copied may draw the same id: the finding is not lost over it.
        known = new_id(now, shell.random)
    row = NonconformityRow(
        organisation=desk.organisation,
        id=known,
        code="",
        inspection=inspection.id,
        verdict=finding.verdict,
        site=inspection.site,
        area=inspection.area,
        template_key=inspection.template_key,
        rules=inspection.rules,
        question=finding.question,
        section=finding.section,
        instance=finding.instance,
        instance_key=finding.instance_key,
        severity=repeat.severity,
        source=finding.source,
        finding_kind=finding.kind,
        text=json.dumps(finding.text, ensure_ascii=False),
        state="open",
        owner=owner,
        opened_at=now,
        opened_on=inspection.filed_on,
        closed_on=None,
        watch_until=None,
        machine="",
        changed_seq=0,
    )
    now_standing = standing("nonconformity", owner, options)
    return actions.store_standing(row, now_standing, Memory(repeat_of=repeat.of))


async def _number(tx: Transaction, organisation: str, opened: Opened) -> None:
    count = len(opened.nonconformities)
    if not count:
        return
    first = await ledger.next_numbers(tx, organisation, "NC", count)
    first_action = await ledger.next_numbers(tx, organisation, "CA", count)
    opened.nonconformities = [
        replace(row, code=f"NC-{first + at:04d}") for at, row in enumerate(opened.nonconformities)
    ]
    opened.actions = [
        (replace(action, code=f"CA-{first_action + at:04d}"), clock)
        for at, (action, clock) in enumerate(opened.actions)
    ]


def _opened_steps(
    shell: Shell, row: NonconformityRow, action: Action, clock: DeadlineRow
) -> list[Step]:
    due = {
        "due": maybe_text(action.due_at),
        "deadline_class": action.deadline_class,
        "calendar": f"{clock.calendar}@{clock.calendar_version}",
    }
    return [
        opened_step(shell, row, "nonconformity", {"severity": row.severity, "owner": row.owner}),
        opened_step(shell, action, "action", {"owner": action.owner, **due}),
    ]


def opened_step(shell: Shell, row: Matter, kind: Kind, more: dict[str, Any]) -> Step:
    """The first step of a matter: the system opened it."""
    step = own_step(shell, kind, row, "", {"event": "opened"})
    step.add(more)
    return step
