"""Each question instance: its status, points, maximum, and whether it fails (scoring.md §4)."""

# pyright: reportUnknownVariableType=false

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from audit_rules.rule_pack import THOUSANDTH, Choice, QuestionRule, RulePack
from checklists.numbers import divide_rounded
from checklists.visibility import Form, FormQuestion, FormSection, Shown, is_required, places

if TYPE_CHECKING:
    from checklists.expressions.evaluate import Instance

COUNTING = frozenset({"answered", "unanswered"})


@dataclass(slots=True, kw_only=True)
class Line:
    """One question instance; points, maximum and weight in thousandths."""

    section: str
    place: int | None
    question: str
    status: str
    points: int
    maximum: int
    weight: int
    fails: bool
    counts: bool
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class _Where:
    """A section's instance, or the inspection itself, with what may be seen there."""

    section: FormSection
    place: int | None
    instance: Instance
    shown: Shown


def lines_of(form: Form, pack: RulePack, shown: Shown) -> list[Line]:
    """All lines in the order of the page."""
    found: list[Line] = []
    for section in form.sections:
        for place, instance in places(section, shown.environment):
            where = _Where(section=section, place=place, instance=instance, shown=shown)
            found.extend(_line(where, question, pack) for question in section.questions)
    return found


def _line(where: _Where, question: FormQuestion, pack: RulePack) -> Line:
    rule = pack.questions[question.id]
    maximum = _maximum(question, rule)
    status = _status(where, question, rule)
    points, fails = 0, False
    if status == "answered":
        points, fails = _points(where, question, rule, maximum)
        if rule.weight == 0 or maximum == 0:
            status = "unscored"
    asked = status in COUNTING or (status == "optional" and pack.optional_counts)
    return Line(
        section=where.section.id,
        place=where.place,
        question=question.id,
        status=status,
        points=points,
        maximum=maximum,
        weight=rule.weight,
        fails=fails,
        counts=asked and maximum > 0 and rule.weight > 0,
        value=where.instance["q"].get(question.id),
    )


def _maximum(question: FormQuestion, rule: QuestionRule) -> int:
    if rule.choices is None:
        return rule.maximum
    worth = [choice.points for choice in rule.choices.values() if not choice.na]
    return sum(worth) if question.t == "choices" else max(worth, default=0)


def _status(where: _Where, question: FormQuestion, rule: QuestionRule) -> str:
    place, instance, shown = where.place, where.instance, where.shown
    if shown.hidden and shown.is_hidden(where.section.id, place, question.id):
        return "hidden"
    value = instance["q"].get(question.id)
    if question.id in instance["na"] or any(choice.na for choice in _picked(rule, value)):
        return "na"
    if value is not None:
        return "answered"
    needed = is_required(question, shown.environment, place, instance)
    return "unanswered" if needed else "optional"


def _picked(rule: QuestionRule, value: Any) -> list[Choice]:  # noqa: ANN401 - any answer
    if rule.choices is None or value is None:
        return []
    names = value if isinstance(value, list) else [value]
    return [rule.choices[name] for name in names if name in rule.choices]


def _points(
    where: _Where, question: FormQuestion, rule: QuestionRule, maximum: int
) -> tuple[int, bool]:
    value, env = where.instance["q"].get(question.id), where.shown.environment
    if rule.choices is not None:
        picked = _picked(rule, value)
        return sum(choice.points for choice in picked), any(choice.fails for choice in picked)
    if rule.points is None:
        return 0, False
    env.this, env.this_na = value, False
    env.own = None if where.place is None else where.instance
    env.position = where.place
    found = rule.points(env)
    env.this = None
    points = 0 if found is None else min(max(divide_rounded(found, THOUSANDTH), 0), maximum)
    return points, points < rule.pass_points
