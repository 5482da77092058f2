"""Nonconformities and actions of the scope as facts: history, cause, deadlines, evidence."""

# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import json
import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from audit_rules.calendars import Calendar, business_days
from backend.evidence.facts_inspections import both
from backend.evidence.photographs import Album, local, local_text
from backend.findings import service as findings
from reports import facts
from reports.words import class_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit_rules.deadlines import Due
    from backend.actions.records import Action, EventRow
    from backend.evidence.gathered import Gathered
    from backend.evidence.photographs import PhotoNumbers
    from backend.findings.records import NonconformityRow

DAYS_DRAWN_MAX = 31
DAY_MINUTES = 24 * 60
# A why is a sentence; its own number (1. or 1、) does not end one.
WHY_ENDS = re.compile(r"(?<=。)\s*|(?<=[^\d\s]\.)\s+|\n+")
CORRECTION_EVENTS = frozenset({"contain"})


def nonconformity_facts(
    found: Gathered, row: NonconformityRow, numbering: PhotoNumbers
) -> facts.Nonconformity:
    """One nonconformity from its raising to its closing."""
    inspection = next(one for one in found.inspections if one.id == row.inspection)
    zone = inspection.zone
    version = found.versions[inspection.template, inspection.rules]
    album = Album(found=found, numbering=numbering, zone=zone)
    events = found.events[row.id]
    question = _question(version.template.document, row.question)
    acts = found.actions.get(row.id, [])
    text = json.loads(row.text)
    watch = version.rules["severities"][row.severity].get("watch")
    rules = version.rules["questions"].get(row.question or "", {})
    return facts.Nonconformity(
        id=row.id,
        number=row.code,
        title=text if isinstance(text, dict) else both(str(text)),
        severity=row.severity,
        state=events[-1].after,
        statement=_in(question.get("text", {}), found.order.language) if question else "",
        criterion=(question or {}).get("criterion_ref", ""),
        evidence=_note_of(found, row),
        inspection=inspection.code,
        site=found.places[row.site].names,
        correction=_correction(events) or _in(rules.get("correction", {}), found.order.language),
        cause=_cause(events),
        actions=tuple(_action(found, one, zone) for one in acts),
        events=tuple(_event(found, one, zone) for one in events),
        photos_before=tuple(_before(album, row)),
        photos_after=tuple(_after(album, row, acts)),
        effectiveness=_effectiveness(found, row, watch, zone) if watch else None,
        missing=tuple(_missing(album, row, acts)),
    )


def _missing(album: Album, row: NonconformityRow, acts: list[Action]) -> Iterator[facts.Missing]:
    """Proof that was named here and has not arrived; an officer may have written it off."""
    events = [
        event
        for known in (row.id, *(one.id for one in acts))
        for event in album.found.events[known]
    ]
    off = {json.loads(event.more).get("file") for event in events if event.event == "write_off"}
    named = dict.fromkeys(sha256 for event in events for sha256 in json.loads(event.files))
    for sha256 in named:
        if sha256 not in album.found.files:
            reason = "written_off" if sha256 in off else "not_received"
            yield facts.Missing(place=album.photo(sha256, row.code).number, reason=reason)


def _effectiveness(
    found: Gathered, row: NonconformityRow, watch: dict[str, int], zone: str
) -> facts.Effectiveness | None:
    """The watch since the last closing, as it stood when the pack was ordered."""
    events = found.events[row.id]
    closed = [one for one in events if one.event == "close"]
    if not closed or events[-1].after not in {"watching", "closed"}:
        return None
    closed_on = local(closed[-1].received_at, zone).date()
    later = findings.later_checks(
        row, found.later[row.template_key, row.site], closed_on, watch["window_days"]
    )
    return facts.Effectiveness(
        k=watch["k"],
        n=watch["n"],
        window_days=watch["window_days"],
        checks=tuple((one.on, one.status == "clean") for one in later[: watch["n"]]),
    )


def _in(text: dict[str, str], language: str) -> str:
    return text.get(language) or text.get("en") or ""


def _question(document: dict[str, Any], known: str | None) -> dict[str, Any] | None:
    return next(
        (
            question
            for section in document["sections"]
            for question in section["questions"]
            if question["id"] == known
        ),
        None,
    )


def _ops_at(found: Gathered, row: NonconformityRow, kind: str) -> list[dict[str, Any]]:
    place = (row.section, row.instance, row.question)
    ops = [json.loads(one.body) for one in found.operations[row.inspection] if one.kind == kind]
    return [
        op for op in ops if (op.get("section"), op.get("instance"), op.get("question")) == place
    ]


def _note_of(found: Gathered, row: NonconformityRow) -> str:
    notes = _ops_at(found, row, "note")
    return (notes[-1]["value"] or "") if notes else ""


def _correction(events: list[EventRow]) -> str:
    said = [one.note for one in events if one.event in CORRECTION_EVENTS and one.note]
    return said[-1] if said else ""


def _cause(events: list[EventRow]) -> facts.Cause:
    """The accepted cause, a line for each why."""
    proposal, accepted = "", ""
    for one in events:
        if one.event == "propose_cause":
            proposal = one.note or ""
        elif one.event == "accept_cause":
            accepted = proposal
    text = accepted or proposal
    return facts.Cause(whys=tuple(part for part in WHY_ENDS.split(text) if part.strip()))


def _event(found: Gathered, one: EventRow, zone: str) -> facts.Event:
    said = [part for part in (one.reason, one.note) if part]
    more = json.loads(one.more)
    if owner := more.get("owner"):
        said.append(f"→ {found.name(owner)}")
    return facts.Event(
        code=one.event,
        actor=found.name(one.actor),
        received_at=local(one.received_at, zone),
        recorded_at=local_text(one.recorded_at, zone),
        detail=" · ".join(said),
        due=_due_moved(more, zone) if "due_before" in more else None,
        ledger_seq=one.log_seq,
    )


def _due_moved(more: dict[str, Any], zone: str) -> tuple[datetime | None, datetime | None]:
    before, after = (more[name] for name in ("due_before", "due_after"))
    return (
        local_text(before, zone) if before else None,
        local_text(after, zone) if after else None,
    )


def _action(found: Gathered, row: Action, zone: str) -> facts.Action:
    title = json.loads(row.title)
    events = found.events[row.id]
    verifier = next((one.actor for one in reversed(events) if one.event == "verify"), None)
    return facts.Action(
        id=row.id,
        number=row.code,
        kind="corrective_action",
        title=_in(title, found.order.language) if isinstance(title, dict) else str(title),
        state=events[-1].after,
        owner=found.name(row.owner) if row.owner else "",
        verifier=found.name(verifier) if verifier else "",
        deadline=_deadline(found, row, zone),
        events=tuple(_event(found, one, zone) for one in events),
    )


def _deadline(found: Gathered, row: Action, zone: str) -> facts.Deadline:
    clock, due = found.clocks[row.id], found.dues[row.id]
    calendar: Calendar = found.calendars[row.id]
    return facts.Deadline(
        title=class_text(json.loads(clock.class_document)),
        calendar=f"{calendar.id} v{calendar.version}",
        starts_at=local(clock.start_at, zone),
        due_at=local(due.due, zone) if due is not None and due.due is not None else None,
        done_at=local(clock.done_at, zone) if clock.done_at is not None else None,
        covers_to=calendar.covers[1] if due is None else None,
        provisional_from=calendar.provisional_from
        if due is not None and due.provisional
        else None,
        intervals=tuple(_intervals(calendar, clock.start_at, due)),
        extensions=tuple(_extensions(found, row, zone)),
    )


def _intervals(calendar: Calendar, start: int, due: Due | None) -> list[facts.Interval]:
    """Each day up to the due moment: when there is work, and what of it was counted."""
    if due is None or due.due is None:
        return []
    counted = [(one, to) for one, to, _ in due.counted]
    days = set(due.days or ())
    made: list[facts.Interval] = []
    for day, office in business_days(calendar, start):
        spans = counted if due.days is None else (office if day.isoformat() in days else [])
        inside = _minutes(calendar, day, spans)
        if inside or office:
            made.append(
                facts.Interval(day=day, office=_minutes(calendar, day, office), counted=inside)
            )
        last = office[-1][1] if office else 0
        if last >= due.due or len(made) >= DAYS_DRAWN_MAX or _day_start(calendar, day) > due.due:
            break
    return [one for one in made if one.counted or one.office]


def _minutes(
    calendar: Calendar, day: date, spans: list[tuple[int, int]]
) -> tuple[tuple[int, int], ...]:
    """Spans as minutes of the local day, cut at its ends."""
    start = _day_start(calendar, day)
    found: list[tuple[int, int]] = []
    for one, to in spans:
        first = max(0, (one - start) // 60_000)
        last = min(DAY_MINUTES, (to - start + 59_999) // 60_000)
        if last > first:
            found.append((first, last))
    return tuple(found)


def _day_start(calendar: Calendar, day: date) -> int:
    return int(datetime.combine(day, time(), calendar.zone).timestamp() * 1000)


def _extensions(found: Gathered, row: Action, zone: str) -> list[facts.Extension]:
    made: list[facts.Extension] = []
    for one in found.events[row.id]:
        if one.event == "request_extension":
            asked = json.loads(one.more).get("extension", {})
            made.append(
                facts.Extension(
                    asked_at=local(one.received_at, zone),
                    asked_by=found.name(one.actor),
                    reason=one.reason or "",
                    added=_added(asked, zone),
                )
            )
        elif one.event == "approve_extension" and made:
            last = made[-1]
            made[-1] = facts.Extension(
                asked_at=last.asked_at,
                asked_by=last.asked_by,
                reason=last.reason,
                added=last.added,
                approved_by=found.name(one.actor),
            )
    return made


def _added(asked: dict[str, int], zone: str) -> str:
    if "add_days" in asked:
        return f"+{asked['add_days']} d"
    if "add_ms" in asked:
        return f"+{timedelta(milliseconds=asked['add_ms'])}"
    if "until" in asked:
        return f"→ {local(asked['until'], zone):%Y-%m-%d %H:%M}"
    return ""


def _before(album: Album, row: NonconformityRow) -> list[facts.Photo]:
    found = album.found
    gone = {known for op in _ops_at(found, row, "detach") for known in op["replaces"]}
    return [
        album.photo(op["value"]["file"], row.code, op)
        for op in _ops_at(found, row, "attach")
        if op["id"] not in gone
    ]


def _after(album: Album, row: NonconformityRow, acts: list[Action]) -> list[facts.Photo]:
    named: dict[str, str] = {}
    for known in (row.id, *(one.id for one in acts)):
        for event in album.found.events[known]:
            names = json.loads(event.more).get("names", {})
            for sha256 in json.loads(event.files):
                named[sha256] = named.get(sha256) or names.get(sha256, "")
    return [album.photo(sha256, row.code, name=name) for sha256, name in named.items()]
