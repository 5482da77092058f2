"""A small checklist, its devices and their operations."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from checklists.admission import Chain, Decided, admit
from checklists.batch import read_batch
from checklists.canonical import canonical_bytes, sha256_hex
from checklists.fold import Fold
from checklists.publish import template_document
from checklists.template import Template, template_from

if TYPE_CHECKING:
    from checklists.operation import Op

TEMPLATE, RULES = "a" * 64, "b" * 64
NOW = "2026-11-20T08:00:00.000Z"


def both(text: str) -> dict[str, str]:
    """A text in both languages."""
    return {"en": text, "zh-Hans": f"{text}。"}


def uuid(number: int) -> str:
    """An identifier of the right form."""
    return f"0192f000-0000-7000-8000-{number:012x}"


PERSON, INSPECTION, SITE, EXTINGUISHER = uuid(1), uuid(2), uuid(3), uuid(4)


def a_question(key: str, kind: str = "choice", **more: Any) -> dict[str, Any]:
    """A question as an author writes it."""
    made: dict[str, Any] = {
        "key": key, "type": kind, "text": both(key), "required": True, "weight": 1,
    }  # fmt: skip
    if kind in {"choice", "likert", "multi_choice"}:
        made["response_set"] = "yes_no"
    return made | more


def a_fail(severity: str = "minor", **more: Any) -> dict[str, Any]:
    """What follows from a failing answer."""
    return {
        "severity": severity,
        "finding": both("Something is wrong"),
        "correction": both("Mend it"),
        "deadline_class": "action_minor",
    } | more


def an_authored(**more: Any) -> dict[str, Any]:
    """A checklist as an author writes it: a section, and one that repeats."""
    return {
        "key": "small-one",
        "version": 1,
        "kind": "self_check",
        "title": both("Small"),
        "purpose": both("To test"),
        "version_notes": both("First"),
        "response_sets": {
            "yes_no": {
                "name": both("Yes or no"),
                "choices": [
                    {"name": "yes", "label": both("Yes"), "points": 1},
                    {"name": "no", "label": both("No"), "points": 0, "fails": True},
                    {"name": "na", "label": both("Not applicable"), "na": True},
                ],
            }
        },
        "sections": [
            {
                "key": "area",
                "title": both("Area"),
                "questions": [
                    a_question("clean", on_fail=a_fail()),
                    a_question("why", "text", show_if="clean == 'no'"),
                    a_question("tags", "multi_choice", required=False),
                    a_question("heat", "number", unit="°C", required=False, weight=0),
                    a_question("seen", "photo", required=False, weight=0),
                    a_question("sign", "signature", weight=0),
                ],
            },
            {
                "key": "units",
                "title": both("Units"),
                "repeat": {"label": both("Unit"), "min": 0, "max": 9, "key_question": "tag"},
                "questions": [a_question("tag", "scan", weight=0), a_question("full")],
            },
        ],
        "scoring": {
            "model": "weighted_points",
            "optional_unanswered": "exclude",
            "caps": [],
            "grades": [
                {"id": "A", "min_bp": 9000, "name": both("Good")},
                {"id": "B", "min_bp": 0, "name": both("Not good")},
            ],
        },
    } | more


def a_template(**more: Any) -> Template:
    """The same, published."""
    return template_from(template_document(an_authored(**more)))


class SmallWorld:
    """What a shell would know: one site, one version, everybody may record."""

    def __init__(self, roles: frozenset[str] = frozenset({"inspector"})) -> None:
        self.template = a_template()
        self.folds: dict[str, Fold] = {}
        self.may = roles

    def inspection(self, subject: str) -> Fold | None:
        """The inspection, when it was started."""
        return self.folds.get(subject)

    def begin(self, subject: str, template: Template) -> Fold:
        """A new inspection."""
        self.folds[subject] = Fold(template)
        return self.folds[subject]

    def version(self, template: str, rules: str) -> Template | None:
        """The one version there is."""
        return self.template if (template, rules) == (TEMPLATE, RULES) else None

    def is_site(self, place: str) -> bool:
        return place == SITE

    def roles(self, subject: Fold | None, site: str | None) -> frozenset[str]:
        """The same everywhere."""
        assert subject is not None or site is None or site
        return self.may

    def move(self, op: Op) -> str | None:
        """There are no nonconformities here."""
        assert op["kind"] == "move"
        return "unknown_subject"

    def accepted(self, op: Op, fold: Fold) -> None:
        """Nobody else must be told."""
        assert op["id"] in fold.operations


@dataclass(kw_only=True)
class Device:
    """One person on one device: makes operations, each chained to the one before."""

    chain: str = field(default_factory=lambda: uuid(0xC0FFEE))
    person: str = PERSON
    first_id: int = 1_000
    sent: list[bytes] = field(default_factory=list[bytes])
    prev: str | None = None
    _ids: Any = None

    def __post_init__(self) -> None:
        self._ids = itertools.count(self.first_id)

    def makes(self, kind: str, **more: Any) -> Op:
        """The next operation, also kept as bytes to send."""
        op: Op = {
            "v": 1,
            "id": uuid(next(self._ids)),
            "chain": self.chain,
            "seq": len(self.sent) + 1,
            "prev": self.prev,
            "salt": "A" * 22,
            "actor": self.person,
            "about": "inspection",
            "subject": INSPECTION,
            "kind": kind,
            "recorded_at": NOW,
        } | more
        self.adds(canonical_bytes(op))
        return op

    def adds(self, content: bytes) -> None:
        """Any bytes, as the next of the chain."""
        self.sent.append(content)
        self.prev = sha256_hex(content)

    def starts(self, **more: Any) -> Op:
        """The start of the inspection, with one unit."""
        return self.makes("start", value=a_start(**more))

    def answers(self, question: str, value: Any, **more: Any) -> Op:
        """An answer in the section area."""
        return self.makes("answer", section="area", question=question, value=value, **more)

    def fresh_chain(self) -> Chain:
        """The chain as a server knows it that has nothing yet."""
        return Chain(id=self.chain, person=self.person)

    def body(self, first: int = 0, last: int | None = None) -> bytes:
        """A push of some of the operations."""
        return body_of(self.chain, self.sent[first:last])

    def pushed(self, world: SmallWorld, chain: Chain | None = None) -> list[Decided]:
        """All operations pushed at once."""
        _, items = read_batch(self.body())
        return admit(chain or self.fresh_chain(), items, world)


def a_start(**more: Any) -> dict[str, Any]:
    """The value of a start."""
    return {
        "template": TEMPLATE,
        "rules": RULES,
        "site": SITE,
        "kind": "self_check",
        "business_date": "2026-11-20",
        "zone": "Asia/Shanghai",
        "instances": {"units": [EXTINGUISHER]},
        "clock": {"server_minus_device_ms": 0, "measured_at": NOW},
    } | more


def body_of(chain: str, operations: list[bytes]) -> bytes:
    """A push's body around exact operations."""
    return b'{"chain":"%s","operations":[%s]}' % (chain.encode(), b",".join(operations))
