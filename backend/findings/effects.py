"""What a move brings with it: clocks, watches, actions of a nonconformity (scoring.md §6-§8)."""

from __future__ import annotations

import dataclasses
import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from audit_rules.actions import DONE, Kind, Options
from audit_rules.regrades import MOVED
from audit_rules.rule_pack import RANK
from backend.actions import service as actions
from backend.actions.records import Action

if TYPE_CHECKING:
    from backend.actions.records import DeadlineRow
    from backend.actions.service import Memory
    from backend.findings.desk import Desk
    from backend.findings.records import Matter, NonconformityRow


def remembered(desk: Desk, row: Matter, value: dict[str, Any], memory: Memory) -> Memory:
    """What goes with the standing after this move."""
    match value["event"]:
        case "contain" | "submit":
            given = set(value.get("files", []))
            return dataclasses.replace(
                memory,
                evidence=sorted({*memory.evidence, *given}),
                # What is given again counts again.
                written_off=sorted(set(memory.written_off) - given),
            )
        case "write_off":
            return dataclasses.replace(memory, written_off=[*memory.written_off, value["file"]])
        case "start" if isinstance(row, Action):
            parent = desk.nonconformities[row.nonconformity]
            reopened = actions.standing_of(parent, "nonconformity")[0].reopened
            return dataclasses.replace(memory, round=reopened)
        case "request_extension":
            return dataclasses.replace(memory, asked=value["extension"])
        case _:
            return memory


def follow(desk: Desk, kind: Kind, subject: str, value: dict[str, Any]) -> None:
    """Bring about what a move that was just made asks for."""
    if kind == "action":
        _action(desk, subject, value)
    else:
        _nonconformity(desk, subject, value)


def _action(desk: Desk, subject: str, value: dict[str, Any]) -> None:
    clock, now = desk.clocks[subject], desk.shell.clock.now()
    match value["event"]:
        case "submit":
            clock = replace(_pause_ended(clock, now), done_at=now)
        case "return" | "withdraw":
            clock = replace(clock, done_at=None)
        case "pause":
            clock = replace(clock, pauses=json.dumps([*json.loads(clock.pauses), [now, None]]))
        case "resume" | "approve_cancel":
            clock = _pause_ended(clock, now)
        case "approve_extension":
            row = desk.actions[subject]
            asked = value.get("extension") or actions.standing_of(row, "action")[1].asked
            clock = replace(clock, extensions=json.dumps([*json.loads(clock.extensions), asked]))
        case "ineffective":
            desk.restarted.add(subject)
        case "reassign":
            _follow_owner(desk, desk.actions[subject])
        case _:
            return
    desk.clocks[subject] = clock


def _follow_owner(desk: Desk, action: Action) -> None:
    """The nonconformity's owner is the owner of its first action."""
    mine = [one for one in desk.actions.values() if one.nonconformity == action.nonconformity]
    first = min(mine, key=lambda one: (len(one.code), one.code))
    parent = desk.nonconformities[action.nonconformity]
    if first.id == action.id and parent.owner != action.owner:
        desk.put(replace(parent, owner=action.owner))


def _nonconformity(desk: Desk, subject: str, value: dict[str, Any]) -> None:
    row = desk.nonconformities[subject]
    match value["event"]:
        case "close" | "accept_effect":
            today = desk.today_at(row.site)
            desk.put(_watched(desk, replace(row, closed_on=today), today))
        case "effective":
            _actions_follow(desk, row, "effective", "")
        case "recur" | "reopen":
            desk.put(replace(row, closed_on=None, watch_until=None))
            _actions_follow(desk, row, "ineffective", value.get("reason") or "recurred")
        case "regrade":
            _regrade(desk, row, value["severity"])
        case "plan":
            desk.planned.extend((row.id, one) for one in value.get("plan", []))
        case _:
            return


def _watched(desk: Desk, row: NonconformityRow, today: str) -> NonconformityRow:
    """With the end of its watch, where its severity asks for one."""
    watch = desk.rules[row.rules]["severities"][row.severity].get("watch")
    if row.state != "watching" or not watch:
        return row
    end = date.fromisoformat(today) + timedelta(days=watch["window_days"])
    return replace(row, watch_until=end.isoformat())


def _actions_follow(desk: Desk, row: NonconformityRow, event: str, reason: str) -> None:
    for one in list(desk.actions.values()):
        if one.nonconformity == row.id and one.state in DONE:
            desk.by_system("action", one.id, {"event": event, "reason": reason or None})


def _regrade(desk: Desk, row: NonconformityRow, severity: str) -> None:
    """A new severity brings its own demands; open actions carry it too."""
    now, memory = actions.standing_of(row, "nonconformity")
    options = options_of(desk.rules[row.rules], severity)
    after = replace(row, severity=severity)
    now = dataclasses.replace(now, options=options)
    desk.put(actions.store_standing(after, now, memory))
    for one in list(desk.actions.values()):
        if one.nonconformity == row.id:
            desk.put(replace(one, severity=severity, rank=RANK[severity]))
            if one.state in MOVED:
                desk.regraded[one.id] = row.severity


def options_of(rules: dict[str, Any], severity: str) -> Options:
    """What a severity demands of a nonconformity and its actions."""
    one = rules["severities"][severity]
    return Options(
        cause_required=bool(one.get("cause_required")),
        effectiveness_required=bool(one.get("effectiveness_required")),
        evidence_required=one.get("evidence_required", True),
    )


def _pause_ended(clock: DeadlineRow, now: int) -> DeadlineRow:
    pauses = [[start, now if end is None else end] for start, end in json.loads(clock.pauses)]
    return replace(clock, pauses=json.dumps(pauses))
