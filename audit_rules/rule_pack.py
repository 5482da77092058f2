"""How a form is judged: points, severity rules, caps, grades, compiled once per version (§5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checklists.expressions.evaluate import Environment, compile_tree
from checklists.numbers import divide_rounded, parse_number

if TYPE_CHECKING:
    from collections.abc import Callable

THOUSANDTH = 1_000  # millionths
SEVERITIES = ("observation", "minor", "major", "critical")
RANK = {severity: rank for rank, severity in enumerate(SEVERITIES)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What one choice is worth, in thousandths."""

    points: int
    fails: bool
    na: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRule:
    """How one question is scored; weight and maximum in thousandths."""

    weight: int
    critical: bool
    maximum: int
    choices: dict[str, Choice] | None
    points: Callable[[Environment], Any] | None
    pass_points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityRule:
    """When an answer to a question is a finding; no condition means "the answer fails"."""

    id: str
    question: str
    condition: Callable[[Environment], Any] | None
    severity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """What limits the score: so many findings of a kind, or a rule."""

    id: str
    severity: str | None
    condition: Callable[[Environment], Any] | None
    at_least: int
    cap_bp: int | None
    fail: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """A grade, its least score and how many findings it bears."""

    id: str
    min_bp: int
    max_findings: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePack:
    """Everything that turns answers into a verdict."""

    model: str
    questions: dict[str, QuestionRule]
    section_weights: dict[str, int]
    severity_rules: dict[str, tuple[SeverityRule, ...]]
    demerits: dict[str, int]
    caps: tuple[Cap, ...]
    grades: tuple[Grade, ...]
    optional_counts: bool


def compile_pack(document: dict[str, Any]) -> RulePack:
    """The rule pack of `given.pack` (scoring.md §5), its trees compiled."""
    by_question: dict[str, list[SeverityRule]] = {}
    for rule in document["severity"]:
        by_question.setdefault(rule["question"], []).append(_severity_rule(rule))
    return RulePack(
        model=document["model"],
        questions={known: _question(rule) for known, rule in document["questions"].items()},
        section_weights={
            section: thousandths(weight)
            for section, weight in document.get("section_weights", {}).items()
        },
        severity_rules={known: tuple(rules) for known, rules in by_question.items()},
        demerits=document.get("demerits", {}),
        caps=tuple(_cap(cap) for cap in document["caps"]),
        grades=tuple(
            Grade(
                id=grade["id"],
                min_bp=grade["min_bp"],
                max_findings=grade.get("max_findings", {}),
            )
            for grade in document["grades"]
        ),
        optional_counts=document.get("optional_unanswered") == "zero",
    )


def thousandths(text: str) -> int:
    """Weights and points have at most three places."""
    value = parse_number(text)
    assert value is not None, f"not a number: {text}"
    return divide_rounded(value, THOUSANDTH)


def _question(rule: dict[str, Any]) -> QuestionRule:
    weight = thousandths(rule.get("weight", "1"))
    critical = bool(rule.get("critical"))
    if "choices" in rule:
        choices = {
            name: Choice(
                points=thousandths(one.get("points", "0")),
                fails=bool(one.get("fails")),
                na=bool(one.get("na")),
            )
            for name, one in rule["choices"].items()
        }
        return QuestionRule(
            weight=weight,
            critical=critical,
            maximum=0,
            choices=choices,
            points=None,
            pass_points=0,
        )
    maximum = thousandths(rule.get("max", "0"))
    given = rule.get("pass_points")
    return QuestionRule(
        weight=weight,
        critical=critical,
        maximum=maximum,
        choices=None,
        points=compile_tree(rule["points"]) if "points" in rule else None,
        pass_points=maximum if given is None else thousandths(given),
    )


def _severity_rule(rule: dict[str, Any]) -> SeverityRule:
    when = rule["when"]
    return SeverityRule(
        id=rule["id"],
        question=rule["question"],
        condition=None if when == "fails" else compile_tree(when),
        severity=rule["severity"],
    )


def _cap(cap: dict[str, Any]) -> Cap:
    when = cap["when"]
    plain = isinstance(when, str)
    return Cap(
        id=cap["id"],
        severity=None if plain else when.get("severity"),
        condition=compile_tree(when["expr"]) if not plain and "expr" in when else None,
        at_least=cap.get("at_least", 1),
        cap_bp=cap.get("cap_bp"),
        fail=bool(cap.get("fail")),
    )
