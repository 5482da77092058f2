"""Each question instance: its status, points, maximum, and whether it fails (scoring.md §4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from audit_rules.rule_pack import THOUSANDTH, Choice, QuestionRule, RulePack
from checklists.numbers import divide_rounded
from checklists.visibility import Form, FormQuestion, FormSection, Shown, is_required, places

if TYPE_CHECKING:
    from checklists.expressions.evaluate import Environment, Instance

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


def lines_of(form: Form, pack: RulePack, shown: Shown) -> list[Line]:
    """All lines in the order of the page."""
    found: list[Line] = []
    for section in form.sections:
        for place, instance in places(section, shown.environment):
            found.extend(
                _line(section, question, place, instance, pack, shown)
                for question in section.questions
            )
    return found


def _line(
    section: FormSection, question: FormQuestion, place: int | None, instance: Instance,
    pack: RulePack, shown: Shown,
) -> Line:  # fmt: skip
    rule = pack.questions[question.id]
    value = instance["q"].get(question.id)
    maximum = _maximum(question, rule)
    if shown.hidden and shown.is_hidden(section.id, place, question.id):
        status = "hidden"
    else:
        status = _status(question, rule, place, instance, shown.environment)
    points, fails = 0, False
    if status == "answered":
        points, fails = _points(rule, value, maximum, shown.environment, place, instance)
        if rule.weight == 0 or maximum == 0:
            status = "unscored"
    counts = maximum > 0 and rule.weight > 0 and (
        status in COUNTING or (status == "optional" and pack.optional_counts)
    )  # fmt: skip
    return Line(
        section=section.id,
        place=place,
        question=question.id,
        status=status,
        points=points,
        maximum=maximum,
        weight=rule.weight,
        fails=fails,
        counts=counts,
        value=value,
    )


def _maximum(question: FormQuestion, rule: QuestionRule) -> int:
    if rule.choices is None:
        return rule.maximum
    worth = [choice.points for choice in rule.choices.values() if not choice.na]
    return sum(worth) if question.t == "choices" else max(worth, default=0)


def _status(
    question: FormQuestion, rule: QuestionRule, place: int | None, instance: Instance, env: Environment
) -> str:  # fmt: skip
    value = instance["q"].get(question.id)
    if question.id in instance["na"] or any(choice.na for choice in _picked(rule, value)):
        return "na"
    if value is not None:
        return "answered"
    return "unanswered" if is_required(question, env, place, instance) else "optional"


def _picked(rule: QuestionRule, value: Any) -> list[Choice]:  # noqa: ANN401 - any answer
    if rule.choices is None or value is None:
        return []
    names = value if isinstance(value, list) else [value]
    return [rule.choices[name] for name in names if name in rule.choices]


def _points(
    rule: QuestionRule, value: Any, maximum: int, env: Environment, place: int | None, instance: Instance,
) -> tuple[int, bool]:  # fmt: skip
    if rule.choices is not None:
        picked = _picked(rule, value)
        return sum(choice.points for choice in picked), any(choice.fails for choice in picked)
    if rule.points is None:
        return 0, False
    env.this, env.this_na = value, False
    env.own, env.position = (None, None) if place is None else (instance, place)
    found = rule.points(env)
    env.this = None
    points = 0 if found is None else min(max(divide_rounded(found, THOUSANDTH), 0), maximum)
    return points, points < rule.pass_points
