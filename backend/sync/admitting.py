"""The world a push is decided in: loaded before, asked without waiting, written afterwards."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from checklists.fold import Fold
from checklists.operation import is_hash, is_uuid

if TYPE_CHECKING:
    from backend.findings.desk import Desk
    from backend.inspections.recording import Recording
    from backend.permissions import Caller
    from backend.templates.service import Version
    from checklists.batch import Item
    from checklists.operation import Op
    from checklists.template import Template


@dataclass(slots=True, kw_only=True)
class PushWorld:
    """Answers `checklists.admission` from what was loaded (its `World`)."""

    caller: Caller
    recording: Recording
    desk: Desk
    known: dict[tuple[str, str], Version]
    begun: dict[str, Version] = field(default_factory=dict[str, Any])
    last: Version | None = None
    # The caller's roles by site: every operation asks for them.
    held: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])

    def inspection(self, subject: str) -> Fold | None:
        return self.recording.folds.get(subject)

    def begin(self, subject: str, template: Template) -> Fold:
        assert self.last is not None, "a version was found just before"
        self.recording.versions[subject] = self.last
        self.recording.folds[subject] = Fold(template)
        return self.recording.folds[subject]

    def version(self, template: str, rules: str) -> Template | None:
        self.last = self.known.get((template, rules))
        return self.last.template if self.last is not None else None

    def is_site(self, place: str) -> bool:
        known = self.recording.places.get(place)
        return known is not None and known.level == "site"

    def roles(self, subject: Fold | None, site: str | None) -> frozenset[str]:
        if subject is not None and subject.start is not None:
            site = self.recording.site_of(subject.start["subject"])
        if site is None:
            return frozenset(self.caller.sites_by_role)
        if site not in self.held:
            self.held[site] = self.caller.roles_at(site)
        return self.held[site]

    def move(self, op: Op) -> str | None:
        rows = self.desk.nonconformities if op["about"] == "nonconformity" else self.desk.actions
        row = rows.get(op["subject"])
        if row is None:
            return "unknown_subject"
        return self.desk.decide(op, self.caller.roles_at(row.site), op["actor"])

    def stream_of(self, op: Op) -> str:
        """The log's stream of an accepted operation: the site of its subject."""
        if op["about"] == "inspection":
            return self.recording.site_of(op["subject"])
        return self.desk.stream_of(op["about"], op["subject"])

    def accepted(self, op: Op, fold: Fold) -> None:
        self.recording.accepted(op, fold)


@dataclass(slots=True)
class Touched:
    """The subjects and versions that a batch names."""

    inspections: set[str] = field(default_factory=set[str])
    nonconformities: set[str] = field(default_factory=set[str])
    actions: set[str] = field(default_factory=set[str])
    versions: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    assignments: set[str] = field(default_factory=set[str])
    # Sites and areas that starts name.
    places: set[str] = field(default_factory=set[str])
    # What closes of nonconformities rest on, besides what is remembered.
    files: set[str] = field(default_factory=set[str])


def touched_by(items: list[Item]) -> Touched:
    """What must be loaded; nothing of the batch is trusted yet."""
    found = Touched()
    for item in items:
        op = item.op
        if op is None or not isinstance(op.get("subject"), str):
            continue
        match op.get("about"):
            case "inspection":
                found.inspections.add(op["subject"])
            case "nonconformity":
                found.nonconformities.add(op["subject"])
            case "action":
                found.actions.add(op["subject"])
            case _:
                continue
        value = op.get("value")
        if op.get("kind") == "move" and isinstance(value, dict):
            given = value.get("files")
            found.files |= (
                {one for one in given if is_hash(one)} if isinstance(given, list) else set()
            )
        if op.get("kind") == "start" and isinstance(value, dict):
            pair = value.get("template"), value.get("rules")
            if is_hash(pair[0]) and is_hash(pair[1]):
                found.versions.add((str(pair[0]), str(pair[1])))
            named = (value.get("site"), value.get("area"))
            found.places |= {str(place) for place in named if is_uuid(place)}
            if is_uuid(value.get("assignment")):
                found.assignments.add(value["assignment"])
    return found
