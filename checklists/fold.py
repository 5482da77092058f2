"""Operations folded into an inspection: slots, heads, conflicts, answers, state (protocol.md §5).

Deterministic in the order of the log and nothing else; replaying an operation changes nothing.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from checklists.answer_kinds import COUNTED
from checklists.canonical import canonical_bytes
from checklists.expressions.evaluate import Environment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from checklists.template import Question, Template

Op = dict[str, Any]
# section, instance, question, and answer | note | files | signatures | finding:ID
Slot = tuple[str | None, str | None, str | None, str]
Place = tuple[str | None, str | None, str | None]

SLOT_BY_KIND = {
    "answer": "answer",
    "clear": "answer",
    "not_applicable": "answer",
    "resolve": "answer",
    "note": "note",
    "attach": "files",
    "detach": "files",
    "sign": "signatures",
}
NOTHING: frozenset[str] = frozenset()
REGISTERS = frozenset({"answer", "note"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """One submit: whether others' answers came before it that its author had not seen."""

    number: int
    operation: str
    merged: bool


@dataclass(slots=True)
class Fold:
    """An inspection as the operations say; `feed` takes them in the order of the log."""

    template: Template
    life: str = "none"
    start: Op | None = None
    operations: dict[str, Op] = field(default_factory=dict[str, Op])
    slots: dict[Slot, list[Op]] = field(default_factory=dict[Slot, list[Op]])
    replaced: dict[Slot, set[str]] = field(default_factory=dict[Slot, set[str]])
    # Slots with a resolve: only there an operation may count as absent.
    settled: set[Slot] = field(default_factory=set[Slot])
    instances: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    removed: set[str] = field(default_factory=set[str])
    findings: dict[str, Op] = field(default_factory=dict[str, Op])
    submits: list[Submitted] = field(default_factory=list[Submitted])
    # What `occupied` found, after how many operations.
    _known: tuple[int, list[tuple[Slot, list[Op]]]] | None = None

    def __post_init__(self) -> None:
        self.instances = {
            section: [] for section, repeated in self.template.sections.items() if repeated
        }

    def feed(self, op: Op) -> None:
        """Take one accepted operation; one that was taken already is ignored."""
        if op["id"] in self.operations:
            return
        self.operations[op["id"]] = op
        kind = op["kind"]
        if kind in LIFE:
            LIFE[kind](self, op)
        elif kind in {"add", "remove"}:
            self._place(op)
        else:
            self._slot(op)

    def knows_instance(self, section: str, instance: str) -> bool:
        """Whether it was ever there, also when it was removed."""
        return instance in self.removed or instance in self.instances.get(section, ())

    def heads(self, slot: Slot) -> list[Op]:
        """The operations of a slot that nobody replaced, the one that counts first.

        An instance that is not there, removed or never added, has no slots.
        """
        section, instance, *_ = slot
        if instance is not None and instance not in self.instances.get(section or "", ()):
            return []
        ops = self.slots.get(slot)
        if ops is None:
            return []
        gone: set[str] | frozenset[str] = self.replaced.get(slot, NOTHING)
        if slot in self.settled:
            ops = _standing(ops)
            gone = {one for op in ops for one in op.get("replaces", ())}
        return [op for op in ops if op["id"] not in gone and op["kind"] != "detach"]

    def occupied(self) -> list[tuple[Slot, list[Op]]]:
        """All slots with heads, by place, null first; worked out once between two operations."""
        if self._known is None or self._known[0] != len(self.operations):
            found = [(slot, heads) for slot in self.slots if (heads := self.heads(slot))]
            found.sort(key=lambda one: _order(one[0]))
            self._known = len(self.operations), found
        return self._known[1]

    def conflicts(self) -> list[tuple[Slot, list[Op]]]:
        """Registers with several heads: a person must settle them."""
        return [
            (slot, heads)
            for slot, heads in self.occupied()
            if len(heads) > 1 and _is_register(slot)
        ]

    def counting(self, slot: Slot) -> Op | None:
        """The operation that counts now in a register, a resolve followed to what it keeps."""
        heads = self.heads(slot)
        op = heads[0] if heads else None
        seen: set[str] = set()
        while op is not None and op["kind"] == "resolve" and op["id"] not in seen:
            seen.add(op["id"])
            op = self.operations.get(op["value"]["keep"])
        return op

    def state(self) -> str:
        """The hash of what was answered: equal on all devices that saw the same."""
        document = {
            "instances": {section: sorted(ids) for section, ids in self.instances.items()},
            "slots": [
                [*slot, sorted(op["id"] for op in heads)] for slot, heads in self.occupied()
            ],
        }
        return hashlib.sha256(canonical_bytes(document)).hexdigest()

    def environment(self, site: list[str] | None = None) -> Environment:
        """What rules may look at, before hiding (scoring.md §3.5)."""
        value = self.start["value"] if self.start else {}
        env = Environment(today=value.get("business_date"), kind=value.get("kind"), site=site)
        absent: list[str] = []
        env.sec = {
            section: [{"q": dict[str, Any](), "na": list[str]()} for _ in ids]
            for section, ids in self.instances.items()
        }
        for question in self.template.questions.values():
            if question.section not in self.instances:
                self._enter(question, None, env.q, absent)
                continue
            for place, instance in enumerate(self.instances[question.section]):
                there = env.sec[question.section][place]
                self._enter(question, instance, there["q"], there["na"])
        env.na = frozenset(absent)
        return env

    def _enter(
        self, question: Question, instance: str | None, q: dict[str, Any], na: list[str]
    ) -> None:
        place = (question.section, instance, question.id)
        op = self.counting((*place, "answer"))
        if op is not None and op["kind"] == "not_applicable":
            na.append(question.id)
        elif question.type in COUNTED:
            slot = "signatures" if question.type == "signature" else "files"
            if count := len(self.heads((*place, slot))):
                q[question.id] = count
        elif op is not None and op["kind"] == "answer":
            q[question.id] = rule_value(question.type, op["value"])

    def _place(self, op: Op) -> None:
        section, instance = op["section"], op["instance"]
        if op["kind"] == "remove":
            self.removed.add(instance)
            self.instances[section] = [one for one in self.instances[section] if one != instance]
        elif not self.knows_instance(section, instance):
            self.instances[section].append(instance)

    def _slot(self, op: Op) -> None:
        slot = slot_of(op)
        self.slots.setdefault(slot, []).append(op)
        if op.get("replaces"):
            self.replaced.setdefault(slot, set()).update(op["replaces"])
        if op["kind"] == "resolve":
            self.settled.add(slot)
        if op["kind"] == "raise":
            self.findings.setdefault(op["value"]["finding"], op)

    def begin(self, op: Op) -> None:
        """The start: its instances are there before all that are added."""
        if self.start is None:
            self.start, self.life = op, "open"
            for section, ids in op["value"]["instances"].items():
                self.instances[section] = [*ids, *self.instances.get(section, [])]

    def submit(self, op: Op) -> None:
        """The submit seals what is there; `merged` when its author saw another state."""
        self.life = "submitted"
        merged = op["value"]["state"] != self.state()
        self.submits.append(
            Submitted(number=len(self.submits) + 1, operation=op["id"], merged=merged)
        )

    def reopen(self, _op: Op) -> None:
        """Answers may come again; the verdicts stay."""
        self.life = "open"


LIFE = {"start": Fold.begin, "submit": Fold.submit, "reopen": Fold.reopen}


def slot_of(op: Op) -> Slot:
    """The slot an operation belongs to."""
    name = SLOT_BY_KIND.get(op["kind"]) or f"finding:{op['value']['finding']}"
    return (op.get("section"), op.get("instance"), op.get("question"), name)


def folded(template: Template, accepted: Iterable[Op], unsent: Iterable[Op] = ()) -> Fold:
    """Accepted operations in log order, then the device's own by `seq`."""
    fold = Fold(template)
    for op in accepted:
        fold.feed(op)
    for op in sorted(unsent, key=lambda one: one["seq"]):
        fold.feed(op)
    return fold


def rule_value(kind: str, value: Any) -> Any:  # noqa: ANN401 - any answer
    """An answer's value as rules see it."""
    match kind:
        case "datetime":
            return value["instant"]
        case "geo":
            return value["point"]
        case _:
            return value


def _standing(ops: list[Op]) -> list[Op]:
    """All but a resolve that keeps what is not of this slot: it counts as absent."""
    own = {op["id"]: op for op in ops}
    return [op for op in ops if _keeps_own(op, own)]


def _keeps_own(op: Op, own: dict[str, Op]) -> bool:
    """Whether what is kept, through all resolves that keep one another, is of the slot."""
    seen: set[str] = set()
    while op["kind"] == "resolve" and op["id"] not in seen:
        seen.add(op["id"])
        kept = own.get(op["value"]["keep"])
        if kept is None:
            return False
        op = kept
    return True


def _is_register(slot: Slot) -> bool:
    return slot[3] in REGISTERS or slot[3].startswith("finding:")


def _order(slot: Slot) -> tuple[Any, ...]:
    section, instance, question, name = slot
    return (
        section is not None, section or "", instance is not None, instance or "",
        question is not None, question or "", name,
    )  # fmt: skip
