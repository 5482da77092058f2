"""What becomes of each operation of a push: accepted, refused with a code, or known already.

Pure: the shell loads what the batch touches, this decides, the shell writes (protocol.md §1-§6).
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from checklists.answer_kinds import COUNTED
from checklists.batch import BatchError, Item
from checklists.operation import (
    INSPECTION_KINDS,
    INSTANCE_KINDS,
    LIFE_KINDS,
    core_hash,
    is_hash,
    is_uuid,
    refused_form,
    refused_text,
)
from checklists.operation_values import has_value_form

if TYPE_CHECKING:
    from checklists.fold import Fold
    from checklists.operation import Op
    from checklists.template import Template

RECORDERS = frozenset({"inspector", "officer"})
REASONED = frozenset({"not_applicable", "resolve", "reopen", "regrade"})


@dataclass(frozen=True, slots=True)
class Known:
    """An operation that is stored already."""

    id: str | None
    hash: str
    status: str
    code: str | None = None


@dataclass(slots=True)
class Issued:
    """What was stored under an id, at whatever place of whatever chain.

    `core` is the hash of what it says, or `said` that itself: it is hashed only when somebody asks.
    Neither where another person recorded it: what is not one's own cannot be issued anew.
    """

    core: str | None
    status: str
    code: str | None = None
    said: Op | None = None

    def says(self, core: str | None) -> bool:
        """Whether it says what has this core; what cannot be written canonically equals nothing."""
        if self.core is None and self.said is not None:
            self.core = core_hash(self.said)
        return core is not None and self.core == core


@dataclass(slots=True)
class Decided:
    """What became of one item; `fresh` ones are to be stored.

    A `copy` is an operation issued anew: its bytes keep the chain whole, and all else was done
    when it was stored first.
    """

    item: Item
    id: str | None
    status: str
    code: str | None
    fresh: bool
    copy: bool = False

    def as_json(self) -> dict[str, str | None]:
        """The status on the wire, without its sentence."""
        made: dict[str, str | None] = {"id": self.id, "status": self.status}
        if self.code is not None:
            made["code"] = self.code
        return made


class World(Protocol):
    """What the shell knows: inspections, versions, roles, and moves of other subjects."""

    def inspection(self, subject: str) -> Fold | None: ...

    def begin(self, subject: str, template: Template) -> Fold: ...

    def version(self, template: str, rules: str) -> Template | None: ...

    def is_site(self, place: str) -> bool: ...

    def roles(self, subject: Fold | None, site: str | None) -> frozenset[str]: ...

    def move(self, op: Op) -> str | None: ...

    def accepted(self, op: Op, fold: Fold) -> None:
        """Told right after an operation was fed, while the fold is as it left it."""
        ...


@dataclass(slots=True, kw_only=True)
class Chain:
    """The chain a batch belongs to, as it stands."""

    id: str
    person: str
    head_seq: int = 0
    head_hash: str | None = None
    stored: dict[int, Known] = field(default_factory=dict[int, Known])
    ids: dict[str, list[Issued]] = field(default_factory=dict[str, list[Issued]])


def admit(chain: Chain, items: list[Item], world: World) -> list[Decided]:
    """Decide each item in order; raises BatchError when the batch does not fit the chain.

    Accepted operations are fed to the world's folds at once, so that the next sees them.
    """
    _demand_chain(chain, items)
    decided: list[Decided] = []
    for item in items:
        if item.seq <= chain.head_seq:
            decided.append(_again(chain.stored[item.seq], item))
            continue
        one = _fresh(chain, item, world)
        chain.head_seq, chain.head_hash = item.seq, item.hash
        chain.stored[item.seq] = Known(item.id, item.hash, one.status, one.code)
        if item.op is not None and item.id is not None and not one.copy:
            issued = Issued(None, one.status, one.code, item.op)
            chain.ids.setdefault(item.id, []).append(issued)
        decided.append(one)
    return decided


def _demand_chain(chain: Chain, items: list[Item]) -> None:
    """Gaps and forks refuse the whole batch, before anything of it is stored."""
    seq, last = chain.head_seq, chain.head_hash
    inside: dict[int, Item] = {}
    for item in items:
        if item.seq > seq + 1:
            raise BatchError("gap", {"expected": seq + 1})
        if item.seq <= seq:
            known = chain.stored.get(item.seq) or inside.get(item.seq)
            if known is None or (known.hash != item.hash and not _same_id(known, item)):
                raise BatchError("chain_forked", {"seq": item.seq})
            continue
        if item.op is not None and item.prev != last:
            raise BatchError("chain_forked", {"seq": item.seq})
        seq, last = item.seq, item.hash
        inside[seq] = item


def _same_id(known: Known | Item, item: Item) -> bool:
    return item.id is not None and known.id == item.id


def _again(known: Known, item: Item) -> Decided:
    if known.hash == item.hash:
        return Decided(item, known.id, known.status, known.code, fresh=False)
    return Decided(item, item.id, "rejected", "id_reused", fresh=False)


def _fresh(chain: Chain, item: Item, world: World) -> Decided:
    if item.op is None:
        return Decided(item, None, "rejected", "void", fresh=True)
    if item.id in chain.ids:
        return _known_id(chain.ids[item.id], item, item.op)
    code = refused_text(item.op, item.text) or refused_form(item.op)
    if code is None:
        code = refused(item.op, chain.person, world)
    return Decided(item, item.id, "ok" if code is None else "rejected", code, fresh=True)


def _known_id(issued: list[Issued], item: Item, op: Op) -> Decided:
    """Issued anew when one's own says the same, else another operation that has this id."""
    core = core_hash(op)
    first = next((one for one in issued if one.says(core)), None)
    if first is None:
        return Decided(item, item.id, "rejected", "id_reused", fresh=True)
    return Decided(item, item.id, first.status, first.code, fresh=True, copy=True)


def refused(op: Op, person: str, world: World) -> str | None:
    """The first code that applies to an operation of good form; none means it is accepted."""
    if op["actor"] != person:
        return "wrong_actor"
    if op["about"] != "inspection":
        return "unknown_kind" if op["kind"] != "move" else world.move(op)
    if op["kind"] not in INSPECTION_KINDS:
        return "unknown_kind"
    fold = world.inspection(op["subject"])
    if not _permitted(op, fold, world):
        return "not_permitted"
    if op["kind"] == "start":
        return _start(op, fold, world)
    if fold is None:
        return "unknown_inspection"
    code = _refused_now(op, fold)
    if code is None:
        fold.feed(op)
        world.accepted(op, fold)
    return code


def _permitted(op: Op, fold: Fold | None, world: World) -> bool:
    value = op.get("value")
    site = value.get("site") if op["kind"] == "start" and isinstance(value, dict) else None
    roles = world.roles(fold, site if isinstance(site, str) else None)
    if op["kind"] == "reopen" and fold is not None and fold.start is not None:
        return "officer" in roles or fold.start["actor"] == op["actor"]
    return bool(roles & RECORDERS)


def _start(op: Op, fold: Fold | None, world: World) -> str | None:
    if fold is not None:
        return "already_started"
    value = op.get("value")
    if not isinstance(value, dict):
        return "malformed_value"
    hashes = value.get("template"), value.get("rules")
    template = world.version(*hashes) if all(is_hash(one) for one in hashes) else None  # pyright: ignore[reportArgumentType]
    if template is None:
        known = all(is_hash(one) for one in hashes)
        return "unknown_version" if known else "malformed_value"
    if is_uuid(value.get("site")) and not world.is_site(value["site"]):
        return "unknown_site"
    if not has_value_form(op, template):
        return "malformed_value"
    begun = world.begin(op["subject"], template)
    begun.feed(op)
    world.accepted(op, begun)
    return None


def _refused_now(op: Op, fold: Fold) -> str | None:
    kind = op["kind"]
    if kind == "reopen":
        if fold.life != "submitted":
            return "not_submitted"
    elif fold.life == "submitted":
        return "inspection_submitted"
    if kind not in LIFE_KINDS:
        code = _misplaced(op, fold)
        if code is not None:
            return code
    if not has_value_form(op, fold.template):
        return "malformed_value"
    if kind in REASONED and not op.get("reason", "").strip():
        return "reason_missing"
    return _unknown_reference(op, fold)


def _misplaced(op: Op, fold: Fold) -> str | None:
    """unknown_question, unknown_instance, instance_exists or wrong_kind."""
    section, question, instance = op.get("section"), op.get("question"), op.get("instance")
    if section is None:
        return None
    repeated = fold.template.sections.get(section)
    asked = fold.template.question(section, question) if question is not None else None
    if repeated is None or (question is not None and asked is None):
        return "unknown_question"
    if code := _bad_instance(op, fold, repeated=repeated):
        return code
    if asked is None or (instance is None and repeated):
        return None
    if op["kind"] == "answer" and asked.type in COUNTED:
        return "wrong_kind"
    if op["kind"] == "sign" and asked.type != "signature":
        return "wrong_kind"
    return None


def _bad_instance(op: Op, fold: Fold, *, repeated: bool) -> str | None:
    instance = op.get("instance")
    if instance is None:
        return "unknown_instance" if repeated and "question" in op else None
    if not repeated:
        return "unknown_instance"
    known = fold.knows_instance(op["section"], instance)
    if op["kind"] == "add":
        return "instance_exists" if known else None
    if op["kind"] in INSTANCE_KINDS or not known:
        return None if known else "unknown_instance"
    return None


def _unknown_reference(op: Op, fold: Fold) -> str | None:
    if op["kind"] == "resolve":
        kept = fold.operations.get(op["value"]["keep"])
        same = kept is not None and _slot_place(kept) == _slot_place(op)
        return (
            None if same and kept is not None and kept["kind"] in ANSWERS else "unknown_operation"
        )
    if op["kind"] == "raise":
        return "finding_exists" if op["value"]["finding"] in fold.findings else None
    if op["kind"] == "regrade":
        first = fold.findings.get(op["value"]["finding"])
        known = first is not None and _slot_place(first) == _slot_place(op)
        return None if known else "unknown_finding"
    return None


ANSWERS = frozenset({"answer", "clear", "not_applicable", "resolve"})


def _slot_place(op: Op) -> tuple[str | None, str | None, str | None]:
    return op.get("section"), op.get("instance"), op.get("question")
