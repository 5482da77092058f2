"""Moves of nonconformities and actions: loaded once, decided in memory, written together.

The same desk serves operations from tablets, moves over REST and what the system does itself, so
that there is one way a matter can change. What a move brings with it stands in `effects`, what a
guard asks of it in `guards`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from audit_rules.actions import ENDED, Kind, Move, moved
from backend.actions import service as actions
from backend.files import uses as files
from backend.findings import effects, evidence, guards, queries
from backend.findings.move_form import well_formed
from backend.findings.records import Matter, NonconformityRow
from backend.findings.steps import SYSTEM, Step, by_system, own_step, step_of
from backend.sites import service as sites
from backend.templates import service as templates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend.actions.records import Action, DeadlineRow
    from backend.permissions import Caller
    from backend.plumbing.database.transaction import Reader
    from backend.plumbing.shell import Shell


@dataclass(slots=True)
class Desk:
    """The matters a transaction touches, each as it stands by now."""

    shell: Shell
    organisation: str
    nonconformities: dict[str, NonconformityRow] = field(default_factory=dict[str, Any])
    actions: dict[str, Action] = field(default_factory=dict[str, Any])
    clocks: dict[str, DeadlineRow] = field(default_factory=dict[str, Any])
    owners: dict[str, set[str]] = field(default_factory=dict[str, Any])
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
        if not wanted:
            return
        rows = await queries.by_ids(tx, self.organisation, sorted(wanted))
        self.nonconformities |= {row.id: row for row in rows}
        found, clocks = await actions.loaded(tx, self.organisation, [row.id for row in rows])
        self.actions |= {row.id: row for row in found}
        self.clocks |= clocks
        for rules in {row.rules for row in rows} - self.rules.keys():
            self.rules[rules] = await templates.rules_of(self.shell, tx, self.organisation, rules)
        for site in {row.site for row in rows} - self.owners.keys():
            self.owners[site] = await sites.owners_at(tx, self.organisation, site)
            self.zones[site] = await sites.zone_of(tx, self.organisation, site)
        named = [row.id for row in (*rows, *found) if evidence.remembered(row)]
        uses = await files.evidence_of(tx, self.organisation, named)
        self.here |= {use.sha256 for use in uses if use.received_at is not None}

    async def look_for(self, reader: Reader, hashes: Sequence[str], by: Caller) -> None:
        """Learn which of these files the server has, as far as whoever names them now may read them."""
        self.here |= await files.entitled(reader, by, hashes)

    def matter(self, kind: str, subject: str) -> Matter | None:
        """A matter as it stands now."""
        rows = self.nonconformities if kind == "nonconformity" else self.actions
        return rows.get(subject)

    def put(self, row: Matter) -> None:
        """The matter stands so from now on, and is to be written."""
        if isinstance(row, NonconformityRow):
            self.nonconformities[row.id] = row
        else:
            self.actions[row.id] = row
        self.touched.add(row.id)

    def outstanding(self, kind: Kind, row: Matter, more: Sequence[str] = ()) -> list[str]:
        """The files that this matter counts as evidence and that have not arrived."""
        return sorted(evidence.counted(self, kind, row, more) - self.here)

    def today_at(self, site: str) -> str:
        """The calendar day at a site whose matters are loaded: closing and watching go by it."""
        now = datetime.fromtimestamp(self.shell.clock.now() / 1000, ZoneInfo(self.zones[site]))
        return now.date().isoformat()

    def note(
        self, row: Matter, event: str, more: dict[str, Any], *, about: Kind = "nonconformity"
    ) -> None:
        """Something to be told about a matter that changes nothing of its state."""
        self.steps.append(own_step(self.shell, about, row, row.state, {"event": event, **more}))

    def decide(self, op: dict[str, Any], roles: frozenset[str], actor: str) -> str | None:
        """Apply a move operation to what is loaded; a code refuses it and nothing changes."""
        kind: Kind = op["about"]
        row = self.matter(kind, op["subject"])
        if row is None:
            return "unknown_subject"
        value: Any = op.get("value")
        if not well_formed(value):
            return "malformed_move"
        code = self._apply(kind, row, value, roles, actor)
        if code is not None:
            return code
        after = self.matter(kind, row.id)
        assert after is not None, "what was moved stays on the desk"
        said = {**op, "actor": actor}
        self.steps.append(step_of(self.shell, kind, after, row.state, value, said))
        if value["event"] == "regrade":
            self.steps[-1].add({"severity_before": row.severity})
        return None

    def by_system(self, kind: Kind, subject: str, value: dict[str, Any]) -> str | None:
        """A move nobody made by hand: judged by the same table."""
        op = {"about": kind, "subject": subject, "value": value, **by_system(self.shell)}
        return self.decide(op, frozenset({SYSTEM}), SYSTEM)

    def propose_cancel(self, row: NonconformityRow, reason: str) -> None:
        """The rules no longer find it: an officer decides, nothing is removed (scoring.md §6)."""
        before, memory = actions.standing_of(row, "nonconformity")
        if before.state in ENDED["nonconformity"] or before.cancel_by is not None:
            return
        after = actions.store_standing(row, replace(before, cancel_by=SYSTEM), memory)
        self.put(after)
        value = {"event": "request_cancel", "reason": reason}
        step = own_step(self.shell, "nonconformity", after, row.state, value)
        self.steps.append(step)

    def stream_of(self, kind: str, subject: str) -> str:
        """The log's stream of a matter: its site."""
        row = self.matter(kind, subject)
        assert row is not None, "only what is loaded is moved"
        return row.site

    def _apply(
        self, kind: Kind, row: Matter, value: dict[str, Any], roles: frozenset[str], actor: str
    ) -> str | None:
        before, memory = actions.standing_of(row, kind)
        owner = value.get("owner")
        if value["event"] == "reassign" and owner not in self.owners.get(row.site, set()):
            owner = None
        if not guards.plannable(self, row, value):
            return "owner_missing"
        move = Move(
            event=value["event"],
            by=actor,
            roles=roles,
            reason=value.get("reason"),
            text=value.get("text"),
            new_owner=owner,
            link=value.get("link"),
            **guards.facts(self, kind, row, value),
        )
        after = moved(before, move)
        if isinstance(after, str):
            return after
        if not guards.fits_class(self, row, value):
            return "extension_unit"
        kept = effects.remembered(self, row, value, memory)
        self.put(actions.store_standing(row, after, kept))
        effects.follow(self, kind, row.id, value)
        return None
