"""Moves of nonconformities and actions: loaded once, decided in memory, written together.

The same desk serves operations from tablets, moves over REST and what the system does itself, so
that there is one way a matter can change.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from audit_rules.actions import DONE, ENDED, Kind, Move, Options, moved
from audit_rules.regrades import MOVED, fits
from audit_rules.rule_pack import RANK
from backend.actions import clocks
from backend.actions import service as actions
from backend.clock import instant_text
from backend.files import uses as files
from backend.findings import evidence, queries
from backend.findings.move_form import well_formed
from backend.ids import new_id
from backend.sites import service as sites
from backend.templates import service as templates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend.actions.service import Memory
    from backend.permissions import Caller
    from backend.plumbing.database.transaction import Reader, Row, Values
    from backend.plumbing.shell import Shell

SYSTEM = "system"
LIVE_NOT = frozenset({"declined", "cancelled"})


@dataclass(slots=True)
class Step:
    """One accepted step and where its record goes: in an operation, or in an entry of its own."""

    row: Values
    stream: str
    operation: str | None

    def add(self, more: dict[str, Any]) -> None:
        """Say something more of this step."""
        self.row["more"] = json.dumps({**json.loads(self.row["more"]), **more})


@dataclass(slots=True)
class Desk:
    """The matters a transaction touches."""

    shell: Shell
    organisation: str
    nonconformities: dict[str, Row] = field(default_factory=dict[str, Any])
    actions: dict[str, Row] = field(default_factory=dict[str, Any])
    clocks: dict[str, Row] = field(default_factory=dict[str, Any])
    owners: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    zones: dict[str, str] = field(default_factory=dict[str, str])
    rules: dict[str, dict[str, Any]] = field(default_factory=dict[str, Any])
    steps: list[Step] = field(default_factory=list[Step])
    touched: set[str] = field(default_factory=set[str])
    restarted: set[str] = field(default_factory=set[str])
    planned: list[tuple[str, dict[str, Any]]] = field(default_factory=list[Any])
    # Actions whose nonconformity has another severity now, with the one before.
    regraded: dict[str, str] = field(default_factory=dict[str, str])
    # Files of evidence that the server has.
    here: set[str] = field(default_factory=set[str])

    async def load(
        self,
        tx: Reader,
        *,
        nonconformities: Sequence[str] = (),
        of_actions: Sequence[str] = (),
    ) -> None:
        """Fetch these matters with all their actions; what is loaded already stays as it is."""
        parents = await actions.parents(tx, self.organisation, of_actions)
        wanted = {*nonconformities, *parents.values()} - self.nonconformities.keys()
        rows = await queries.by_ids(tx, self.organisation, sorted(wanted))
        self.nonconformities |= {row["id"]: row for row in rows}
        found, clocks = await actions.loaded(tx, self.organisation, [row["id"] for row in rows])
        self.actions |= {row["id"]: row for row in found}
        self.clocks |= clocks
        for rules in {row["rules"] for row in rows} - self.rules.keys():
            self.rules[rules] = await templates.rules_of(self.shell, tx, self.organisation, rules)
        for site in {row["site"] for row in rows} - self.owners.keys():
            self.owners[site] = await sites.owners_at(tx, self.organisation, site)
            self.zones[site] = await sites.zone_of(tx, self.organisation, site)
        named = [row["id"] for row in (*rows, *found) if evidence.remembered(row)]
        uses = await files.evidence_of(tx, self.organisation, named)
        self.here |= {use["sha256"] for use in uses if use["received_at"] is not None}

    async def look_for(self, reader: Reader, hashes: Sequence[str], by: Caller) -> None:
        """Learn which of these files the server has, as far as whoever names them now may read them."""
        self.here |= await files.entitled(reader, by, hashes)

    def outstanding(self, kind: Kind, row: Row, more: Sequence[str] = ()) -> list[str]:
        """The files that this matter counts as evidence and that have not arrived."""
        return sorted(evidence.counted(self, kind, row, more) - self.here)

    def today_at(self, site: str) -> str:
        """The calendar day at a site whose matters are loaded: closing and watching go by it."""
        now = datetime.fromtimestamp(self.shell.clock.now() / 1000, ZoneInfo(self.zones[site]))
        return now.date().isoformat()

    def note(
        self, row: Row, event: str, more: dict[str, Any], *, about: Kind = "nonconformity"
    ) -> None:
        """Something to be told about a matter that changes nothing of its state."""
        row["_before"] = row["state"]
        value = {"event": event, **more}
        op = {"recorded_at": instant_text(self.shell.clock.now()), "id": None}
        self._record(about, row, value, op, SYSTEM)

    def decide(self, op: dict[str, Any], roles: frozenset[str], actor: str) -> str | None:
        """Apply a move operation to what is loaded; a code refuses it and nothing changes."""
        kind: Kind = op["about"]
        row = (self.nonconformities if kind == "nonconformity" else self.actions).get(
            op["subject"]
        )
        if row is None:
            return "unknown_subject"
        value: Any = op.get("value")
        if not well_formed(value):
            return "malformed_move"
        severity = row["severity"]
        code = self._apply(kind, row, value, roles, actor)
        if code is None:
            self._record(kind, row, value, op, actor)
            if value["event"] == "regrade":
                self.steps[-1].add({"severity_before": severity})
        return code

    def by_system(self, kind: Kind, subject: str, value: dict[str, Any]) -> str | None:
        """A move nobody made by hand: judged by the same table."""
        op = {
            "about": kind,
            "subject": subject,
            "value": value,
            "recorded_at": instant_text(self.shell.clock.now()),
            "id": None,
        }
        return self.decide(op, frozenset({SYSTEM}), SYSTEM)

    def propose_cancel(self, row: Row, reason: str) -> None:
        """The rules no longer find it: an officer decides, nothing is removed (scoring.md §6)."""
        before, memory = actions.standing_of(row, "nonconformity")
        if before.state in ENDED["nonconformity"] or before.cancel_by is not None:
            return
        row["_before"] = before.state
        actions.store_standing(row, replace(before, cancel_by=SYSTEM), memory)
        self.touched.add(row["id"])
        value = {"event": "request_cancel", "reason": reason}
        op = {"recorded_at": instant_text(self.shell.clock.now()), "id": None}
        self._record("nonconformity", row, value, op, SYSTEM)

    def stream_of(self, kind: str, subject: str) -> str:
        """The log's stream of a matter: its site."""
        rows = self.nonconformities if kind == "nonconformity" else self.actions
        return rows[subject]["site"]

    def _apply(
        self, kind: Kind, row: Row, value: dict[str, Any], roles: frozenset[str], actor: str
    ) -> str | None:
        before, memory = actions.standing_of(row, kind)
        owner = value.get("owner")
        if value["event"] == "reassign" and owner not in self.owners.get(row["site"], set()):
            owner = None
        if not self._plannable(row, value):
            return "owner_missing"
        facts = self._facts(kind, row, value)
        move = Move(
            event=value["event"],
            by=actor,
            roles=roles,
            reason=value.get("reason"),
            text=value.get("text"),
            new_owner=owner,
            link=value.get("link"),
            **facts,
        )
        after = moved(before, move)
        if isinstance(after, str):
            return after
        if not self._fits(row, value):
            return "extension_unit"
        row["_before"] = before.state
        actions.store_standing(row, after, self._remembered(row, value, memory))
        self.touched.add(row["id"])
        self._effects(kind, row, value)
        return None

    def _fits(self, row: Row, value: dict[str, Any]) -> bool:
        """Whether more time comes in the unit of the class; a date fits every one."""
        if not value.get("extension") or row["id"] not in self.clocks:
            return True
        wanted = clocks.counting_of(self.clocks[row["id"]]).wanted
        return fits(clocks.extension_of(value["extension"]), wanted)

    def _plannable(self, row: Row, value: dict[str, Any]) -> bool:
        """Whether everybody whom a plan names holds the role owner there."""
        able = self.owners.get(row["site"], set())
        named = {one["owner"] for one in value.get("plan", []) if one.get("owner") is not None}
        return named <= able

    def _remembered(self, row: Row, value: dict[str, Any], memory: Memory) -> Memory:
        match value["event"]:
            case "contain" | "submit":
                given = set(value.get("files", []))
                return replace(
                    memory,
                    evidence=sorted({*memory.evidence, *given}),
                    # What is given again counts again.
                    written_off=sorted(set(memory.written_off) - given),
                )
            case "write_off":
                return replace(memory, written_off=[*memory.written_off, value["file"]])
            case "start":
                return replace(memory, round=self._round(row))
            case "request_extension":
                return replace(memory, asked=value["extension"])
            case _:
                return memory

    def _facts(self, kind: Kind, row: Row, value: dict[str, Any]) -> dict[str, Any]:
        given = value.get("files", [])
        missing = self.outstanding(kind, row, given if value["event"] == "close" else ())
        file = value.get("file")
        facts = {"outstanding": len(missing), "file": file if file in missing else None}
        if kind == "action":
            return {**facts, "evidence": len(set(given))}
        mine = [one for one in self.actions.values() if one["nonconformity"] == row["id"]]
        current = evidence.current_actions(self, row)
        counted = set(given)
        if value["event"] == "close":
            counted = evidence.counted(self, kind, row, given)
        return {
            **facts,
            "evidence": len(counted),
            # What is planned now is live as soon as the plan stands.
            "actions_live": sum(one["state"] not in LIVE_NOT for one in current)
            + len(value.get("plan", [])),
            "actions_open": sum(one["state"] not in ENDED["action"] for one in mine),
            "actions_verified": sum(one["state"] in DONE for one in current),
        }

    def _round(self, action: Row) -> int:
        parent = self.nonconformities[action["nonconformity"]]
        return actions.standing_of(parent, "nonconformity")[0].reopened

    def _effects(self, kind: Kind, row: Row, value: dict[str, Any]) -> None:
        if kind == "action":
            self._action_effects(row, value)
        else:
            self._nonconformity_effects(row, value)

    def _action_effects(self, row: Row, value: dict[str, Any]) -> None:
        clock, now = self.clocks[row["id"]], self.shell.clock.now()
        match value["event"]:
            case "submit":
                clock["done_at"] = now
                _end_pause(clock, now)
            case "return" | "withdraw":
                clock["done_at"] = None
            case "pause":
                clock["pauses"] = json.dumps([*json.loads(clock["pauses"]), [now, None]])
            case "resume" | "approve_cancel":
                _end_pause(clock, now)
            case "approve_extension":
                asked = value.get("extension") or actions.standing_of(row, "action")[1].asked
                clock["extensions"] = json.dumps([*json.loads(clock["extensions"]), asked])
            case "ineffective":
                self.restarted.add(row["id"])
            case "reassign":
                self._follow_owner(row)
            case _:
                return

    def _follow_owner(self, action: Row) -> None:
        """The nonconformity's owner is the owner of its first action."""
        mine = [
            one for one in self.actions.values() if one["nonconformity"] == action["nonconformity"]
        ]
        first = min(mine, key=lambda one: (len(one["code"]), one["code"]))
        parent = self.nonconformities[action["nonconformity"]]
        if first["id"] == action["id"] and parent["owner"] != action["owner"]:
            parent["owner"] = action["owner"]
            self.touched.add(parent["id"])

    def _nonconformity_effects(self, row: Row, value: dict[str, Any]) -> None:
        today = self.today_at(row["site"])
        match value["event"]:
            case "close" | "accept_effect":
                row["closed_on"] = today
                self._begin_watch(row, today)
            case "effective":
                self._actions_follow(row, "effective", "")
            case "recur" | "reopen":
                row["closed_on"] = row["watch_until"] = None
                self._actions_follow(row, "ineffective", value.get("reason") or "recurred")
            case "regrade":
                self._regrade(row, value)
            case "plan":
                self.planned.extend((row["id"], one) for one in value.get("plan", []))
            case _:
                return

    def _begin_watch(self, row: Row, today: str) -> None:
        watch = self.rules[row["rules"]]["severities"][row["severity"]].get("watch")
        if row["state"] == "watching" and watch:
            end = date.fromisoformat(today) + timedelta(days=watch["window_days"])
            row["watch_until"] = end.isoformat()

    def _actions_follow(self, row: Row, event: str, reason: str) -> None:
        for one in list(self.actions.values()):
            if one["nonconformity"] != row["id"] or one["state"] not in DONE:
                continue
            self.by_system("action", one["id"], {"event": event, "reason": reason or None})

    def _regrade(self, row: Row, value: dict[str, Any]) -> None:
        """A new severity brings its own demands; open actions carry it too."""
        before, severity = row["severity"], value["severity"]
        row["severity"] = severity
        now, memory = actions.standing_of(row, "nonconformity")
        options = options_of(self.rules[row["rules"]], severity)
        actions.store_standing(row, replace(now, options=options), memory)
        for one in self.actions.values():
            if one["nonconformity"] == row["id"]:
                one["severity"], one["rank"] = severity, RANK[severity]
                self.touched.add(one["id"])
                if one["state"] in MOVED:
                    self.regraded[one["id"]] = before

    def _record(
        self, kind: Kind, row: Row, value: dict[str, Any], op: dict[str, Any], actor: str
    ) -> None:
        more = {
            name: value[name]
            for name in ("owner", "severity", "link", "extension", "plan", "file", "names")
            if value.get(name)
        }
        self.steps.append(
            Step(
                row={
                    "organisation": self.organisation,
                    "id": new_id(self.shell.clock.now(), self.shell.random),
                    "about": kind,
                    "subject": row["id"],
                    "event": value["event"],
                    "actor": None if actor == SYSTEM else actor,
                    "recorded_at": op["recorded_at"],
                    "received_at": self.shell.clock.now(),
                    "reason": value.get("reason"),
                    "note": value.get("text"),
                    "files": json.dumps(value.get("files", [])),
                    "before": row.pop("_before"),
                    "after": row["state"],
                    "more": json.dumps(more),
                    "log_seq": 0,
                },
                stream=row["site"],
                operation=op["id"],
            )
        )


def options_of(rules: dict[str, Any], severity: str) -> Options:
    """What a severity demands of a nonconformity and its actions."""
    one = rules["severities"][severity]
    return Options(
        cause_required=bool(one.get("cause_required")),
        effectiveness_required=bool(one.get("effectiveness_required")),
        evidence_required=one.get("evidence_required", True),
    )


def _end_pause(clock: Row, now: int) -> None:
    pauses = json.loads(clock["pauses"])
    clock["pauses"] = json.dumps([[start, now if end is None else end] for start, end in pauses])
