"""The verdict as a whole: the library's examples, caps by rule, points by rule."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from audit_rules.authoring import rule_document
from audit_rules.examples import environment_of, failing_examples
from audit_rules.judge import compile_judge, judge
from checklists.canonical import canonical_bytes, sha256_hex
from checklists.publish import template_document
from tests.audit_rules.builders import LIBRARY, authored, the_pack, verdict
from tests.checklists.builders import an_authored

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.stem)
def test_every_example_of_the_library_comes_out_as_written(path: Path) -> None:
    """What we ship is judged as its authors computed by hand."""
    document = authored(path)
    template = template_document(document)
    rules = rule_document(document, sha256_hex(canonical_bytes(template)), the_pack())

    assert len(rules["examples"]) >= 3
    assert failing_examples(template, rules) == []


def small() -> tuple[dict[str, Any], dict[str, Any]]:
    """A small checklist with its rules."""
    document = an_authored()
    template = template_document(document)
    return template, rule_document(document, "a" * 64, the_pack())


def test_an_example_that_comes_out_otherwise_is_named_with_the_difference() -> None:
    """The author sees what was expected and what came out."""
    template, rules = small()
    answers = {"clean": "no", "why": "Dust", "sign": 1, "units": [{"tag": "E-1"}]}
    expect = {"score_bp": 9999, "findings": ["clean"], "unanswered": [], "luck": 1}
    rules["examples"] = [
        {"name": {"en": "One", "zh-Hans": "一"}, "answers": answers, "expect": expect},
        {"name": "two", "answers": {"cleen": "no", "units": [{"tagg": "x"}]}, "expect": {}},
        {"name": "three", "answers": {"clean": "yes"}, "expect": {"incomplete": True}},
    ]

    found = failing_examples(template, rules)

    assert len(found) == 2
    assert found[0].startswith("example 1 (One): score_bp is 0, expected 9999")
    assert "unanswered is" in found[0]
    assert "luck is nothing that can be expected" in found[0]
    assert found[1] == "example 2 (two): no question is called cleen; no question is called tagg"


def test_judging_changes_nothing_of_what_was_given() -> None:
    """The same answers can be judged again, and give the same verdict."""
    template, rules = small()
    env = environment_of(
        template, {"clean": "yes", "why": "hidden now", "units": [{"full": "no"}]}
    )
    before = copy.deepcopy((env.q, env.na, env.sec))
    compiled = compile_judge(template, rules["judge"])

    first, second = judge(compiled, env), judge(compiled, env)

    assert first.explanation == second.explanation
    assert (env.q, env.na, env.sec) == before


THIS = {"k": "this", "t": "number"}


def a_number_judged(points: dict[str, Any], value: str, **more: Any) -> dict[str, Any]:
    """The explanation for one number in a repeated section."""
    form = {"sections": [{"id": "s", "repeat": True, "questions": [{"id": "n", "t": "number"}]}]}
    rule = {"k": "op", "t": "bool", "op": "<", "a": [THIS, {"k": "lit", "t": "number", "v": "1"}]}
    pack: dict[str, Any] = {
        "model": "weighted_points",
        "questions": {"n": {"max": "2", "points": points}},
        "severity": [
            {"id": "low", "question": "n", "when": rule, "severity": "major"},
            {"id": "a.fail", "question": "n", "when": "fails", "severity": "minor"},
        ],
        "caps": [],
        "grades": [],
    } | more
    answers = {"today": None, "q": {}, "na": [], "sec": {"s": [{"q": {"n": value}, "na": []}]}}
    return verdict(form, pack, answers).explanation


@pytest.mark.parametrize(
    ("value", "points"), [("2", 2000), ("5", 2000), ("-1", 0), ("0.0005", 1), ("0.00049", 0)]
)
def test_points_by_rule_are_rounded_and_kept_within_limits(value: str, points: int) -> None:
    """No answer earns more than the maximum or less than nothing."""
    assert a_number_judged(THIS, value)["lines"][0][4] == points


def test_several_rules_on_one_answer_make_one_finding_of_the_worst() -> None:
    """A reading that breaks two rules is one finding."""
    assert a_number_judged(THIS, "0.5")["findings"] == [
        {"question": "n", "section": "s", "instance": 0, "severity": "major",
         "rules": ["a.fail", "low"]}
    ]  # fmt: skip


def test_unknown_points_are_none() -> None:
    """A rule that can not be computed earns nothing."""
    by_zero = {
        "k": "op",
        "t": "number",
        "op": "/",
        "a": [THIS, {"k": "lit", "t": "number", "v": "0"}],
    }

    assert a_number_judged(by_zero, "2")["lines"][0][4] == 0


def test_a_cap_by_rule_fires_when_it_is_true_only() -> None:
    """An unknown rule limits nothing."""
    yes = {"k": "lit", "t": "bool", "v": True}
    unknown = {"k": "q", "t": "bool", "id": "nobody"}
    caps = [
        {"id": "k1", "when": {"expr": unknown}, "cap_bp": 1},
        {"id": "k2", "when": {"expr": yes}, "cap_bp": 7000},
    ]

    found = a_number_judged(THIS, "2", caps=caps)

    assert (found["caps"], found["raw_bp"], found["score_bp"]) == (
        [{"id": "k2", "count": 1}], 10_000, 7000,
    )  # fmt: skip


def test_a_failing_cap_forces_the_last_grade_and_limits_of_findings_count() -> None:
    """A grade is not bought by points alone."""
    grades = [
        {"id": "A", "min_bp": 0, "max_findings": {"minor": 0, "major": 0}},
        {"id": "B", "min_bp": 1},
        {"id": "C", "min_bp": 0},
    ]
    fail = [{"id": "k", "when": {"severity": "minor"}, "fail": True}]

    assert a_number_judged(THIS, "2", grades=grades)["grade"] == "A"
    assert a_number_judged(THIS, "1.5", grades=grades)["grade"] == "B"
    assert a_number_judged(THIS, "0", grades=grades)["grade"] == "C"
    assert a_number_judged(THIS, "1.5", grades=grades, caps=fail)["grade"] == "C"
    assert a_number_judged(THIS, "5", grades=[{"id": "A", "min_bp": 1}])["grade"] == "A"


def test_a_number_without_points_is_recorded_and_not_scored() -> None:
    """A reading for the record moves no score."""
    found = a_number_judged(THIS, "2", questions={"n": {"max": "0"}})

    assert (found["lines"][0][3], found["score_bp"]) == ("unscored", None)
