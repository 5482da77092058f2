"""Shared cases about deadlines and effectiveness."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from audit_rules.calendars import CalendarUncoveredError, calendar_from
from audit_rules.deadlines import Counting, Due, Extension, Rung, class_from, deadline
from audit_rules.effectiveness import Earlier, Key, Later, RepeatRule, Watch, repeated, watched
from audit_rules.regrades import regraded
from checklists.expressions.moments import format_instant, parse_instant

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from audit_rules.calendars import Calendar

Case = dict[str, Any]


def deadlines(
    document: dict[str, Any], zones: Callable[[str], tzinfo]
) -> Callable[[Case], dict[str, Any]]:
    """A runner for cases over the calendars of this file."""
    calendars = {name: calendar_from(one, zones) for name, one in document["calendars"].items()}

    def work(case: Case) -> dict[str, Any]:
        given = case["given"]
        if "change" in given:
            return _regraded(calendars[given["calendar"]], given)
        try:
            due = deadline(calendars[given["calendar"]], counting_from(given))
        except CalendarUncoveredError:
            return {"error": "calendar_uncovered"}
        return due_as_json(due, given)

    return work


def _regraded(calendar: Calendar, given: dict[str, Any]) -> dict[str, Any]:
    raised = given["change"] == "raised"
    wanted = class_from(given["to"])
    found = regraded(calendar, counting_from(given), _ms(given["at"]), wanted, raised=raised)
    moments = {"old_due": found.old_due, "new_due": found.new_due, "due": found.due}
    shown = {name: None if at is None else format_instant(at) for name, at in moments.items()}
    return {"goes_on": found.goes_on, **shown}


def counting_from(given: dict[str, Any]) -> Counting:
    """What is counted, from its JSON form."""
    wanted = given["class"]
    return Counting(
        start=_ms(given["start"]),
        wanted=class_from(wanted),
        pauses=tuple(
            (_ms(start), None if end is None else _ms(end))
            for start, end in given.get("pauses", [])
        ),
        extensions=tuple(extension_from(one) for one in given.get("extensions", [])),
        ladder=tuple(
            Rung(
                id=one["id"],
                role=one["role"],
                permille=one.get("permille"),
                after_due_ms=one.get("after_due_ms", 0),
            )
            for one in given.get("ladder", [])
        ),
    )


def extension_from(one: dict[str, Any]) -> Extension:
    """An extension from its JSON form."""
    until = one.get("until")
    return Extension(
        approved=one["state"] == "approved",
        add_ms=one.get("add_ms", 0),
        add_days=one.get("add_days", 0),
        until=None if until is None else _ms(until),
    )


def due_as_json(due: Due, given: dict[str, Any]) -> dict[str, Any]:
    """A result in the form the shared cases compare; only what applies is there."""
    made: dict[str, Any] = {"state": due.state}
    if due.due is None:
        assert due.since is not None
        made["since"] = format_instant(due.since)
        if due.counted_ms is not None:
            made |= {"counted_ms": due.counted_ms, "left_ms": due.left_ms}
        return made
    made["due"] = format_instant(due.due)
    if due.total_ms is not None:
        made["counted"] = [
            [format_instant(start), format_instant(end), ms] for start, end, ms in due.counted
        ]
        made["total_ms"] = due.total_ms
    if due.days is not None:
        made["days"] = list(due.days)
    made |= {name: True for name in ("snapped", "until", "provisional") if getattr(due, name)}
    if "ladder" in given:
        made["ladder"] = [
            [step, role, format_instant(at), key] for step, role, at, key in due.ladder
        ]
    if "now" in given:
        made["overdue"] = _ms(given["now"]) > due.due
    if "done" in given:
        made["on_time"] = _ms(given["done"]) <= due.due
    return made


def effectiveness(case: Case) -> dict[str, Any]:
    """A watch or a repeat finding."""
    given = case["given"]
    return _watch(given) if given["op"] == "watch" else _repeat(given)


def _watch(given: dict[str, Any]) -> dict[str, Any]:
    kinds = given.get("kinds")
    watch = Watch(
        closed_on=date.fromisoformat(given["closed_on"]),
        severity=given["severity"],
        k=given["k"],
        n=given["n"],
        window_days=given["window_days"],
        kinds=None if kinds is None else frozenset(kinds),
    )
    later: list[Case] = [{**one, "on": date.fromisoformat(one["on"])} for one in given["later"]]
    as_of = date.fromisoformat(given["as_of"])
    found = watched(watch, [Later(**one) for one in later], as_of)
    return {
        "outcome": found.outcome,
        "why": found.why,
        "by": found.by,
        "clean": found.clean,
        "failed": found.failed,
    }


def _repeat(given: dict[str, Any]) -> dict[str, Any]:
    finding = given["finding"]
    found = repeated(
        _key(finding),
        date.fromisoformat(finding["on"]),
        finding["severity"],
        RepeatRule(window_days=given["window_days"], raise_by=given.get("raise_by", 1)),
        [
            Earlier(
                nc=one["nc"], key=_key(one), on=date.fromisoformat(one["on"]), state=one["state"]
            )
            for one in given["earlier"]
        ],
    )
    return {
        "repeat": found.count > 0,
        "count": found.count,
        "of": found.of,
        "severity": found.severity,
        "action": found.action,
        "to": found.to,
    }


def _key(one: dict[str, Any]) -> Key:
    return Key(question=one["question"], instance_key=one["instance_key"], site=one["site"])


def _ms(text: str) -> int:
    found = parse_instant(text)
    assert found is not None, f"no instant: {text}"
    return found
