"""What must hold for every score, whatever is asked and answered (scoring.md §5)."""

from __future__ import annotations

import copy
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.audit_rules.builders import MODELS, a_scale, inspections, verdict

Inspection = tuple[dict[str, Any], dict[str, Any], dict[str, Any]]
NEW = {"id": "new", "t": "choice", "required": True}


def numbers_of(inspection: Inspection) -> tuple[object, ...]:
    """What may not change when nothing that counts does."""
    found = verdict(*inspection).explanation
    return tuple(
        found[name] for name in ("total", "raw_bp", "score_bp", "grade", "failed", "caps")
    )


@given(inspections())
def test_shares_and_extras_sum_to_the_total(inspection: Inspection) -> None:
    """Every point of the score can be shown at its place, to the last fraction."""
    found = verdict(*inspection).explanation
    parts = [Fraction(line[7]) for line in found["lines"]]
    parts += [Fraction(one["share"]) for one in found["extra"]]

    assert sum(parts) == (0 if found["total"] is None else Fraction(found["total"]))
    assert all(Fraction(line[7]) <= Fraction(line[8]) for line in found["lines"])


@given(inspections())
def test_a_cap_never_raises_a_score(inspection: Inspection) -> None:
    """The printed score is the raw one or less, and both are percentages."""
    found = verdict(*inspection).explanation

    if found["raw_bp"] is None:
        assert (found["score_bp"], found["grade"]) == (None, None)
    else:
        assert 0 <= found["score_bp"] <= found["raw_bp"] <= 10_000


@given(inspections(), st.sampled_from(["na choice", "na", "hidden"]))
def test_what_does_not_apply_changes_nothing(inspection: Inspection, how: str) -> None:
    """A question that is not applicable or hidden neither helps nor harms."""
    form, pack, answers = copy.deepcopy(inspection)
    question = dict(NEW)
    if how == "hidden":
        question["visible"] = {"k": "lit", "t": "bool", "v": False}
        answers["q"]["new"] = "c0"
    elif how == "na":
        answers["na"].append("new")
    else:
        answers["q"]["new"] = "na"
    form["sections"].insert(0, {"id": "extra", "questions": [question]})
    pack["questions"]["new"] = {"weight": "7", "choices": a_scale(3), "critical": True}
    rule = {"id": "r", "question": "new", "when": "fails", "severity": "critical"}
    pack["severity"].append(rule)

    assert numbers_of((form, pack, answers)) == numbers_of(inspection)


@given(inspections(), st.randoms(use_true_random=False))
def test_the_order_of_sections_is_irrelevant(inspection: Inspection, chance: Any) -> None:
    """The same answers are worth the same on a page of another order."""
    form, pack, answers = copy.deepcopy(inspection)
    chance.shuffle(form["sections"])

    assert numbers_of((form, pack, answers)) == numbers_of(inspection)


@given(inspections(), st.data())
def test_a_better_answer_never_lowers_the_raw_score(
    inspection: Inspection, data: st.DataObject
) -> None:
    """Nobody is punished for doing better."""
    form, pack, answers = copy.deepcopy(inspection)
    rows = [answers["q"], *(one["q"] for all_of in answers["sec"].values() for one in all_of)]
    given_answers = [(row, known) for row in rows for known in row if row[known] != "na"]
    assume(given_answers)
    row, question = data.draw(st.sampled_from(given_answers))
    best = len(pack["questions"][question]["choices"]) - 2
    worse = verdict(form, pack, answers).explanation["raw_bp"]

    row[question] = f"c{data.draw(st.integers(int(row[question][1:]), best))}"

    better = verdict(form, pack, answers).explanation["raw_bp"]
    assert (worse is None and better is None) or worse <= better


@pytest.mark.parametrize("model", MODELS)
def test_nothing_that_counts_gives_no_score(model: str) -> None:
    """No answer that counts is neither 0 nor 100."""
    form = {"sections": [{"id": "s", "questions": [NEW]}]}
    pack: dict[str, Any] = {
        "model": model, "questions": {"new": {"choices": a_scale(1)}}, "severity": [],
        "caps": [], "grades": [{"id": "A", "min_bp": 0}],
    }  # fmt: skip
    found = verdict(form, pack, {"today": None, "q": {"new": "na"}, "na": [], "sec": {}})

    assert (found.explanation["score_bp"], found.explanation["grade"]) == (None, None)


@pytest.mark.parametrize(
    ("model", "total"),
    [
        ("weighted_points", "2/3"),
        ("flat_mean", "2/3"),
        ("section_mean", "2/3"),
        ("nested_mean", "2/3"),
        ("count_conforming", "1/2"),
        ("all_or_nothing", "0/1"),
        ("demerit", "3/4"),
    ],
)
def test_the_worked_example_of_the_manual(model: str, total: str) -> None:
    """Yes with weight 2, no with weight 1, one not applicable."""
    form = {"sections": [{"id": "s0", "questions": [NEW | {"id": one} for one in "abc"]}]}
    weights = {"a": "2", "b": "1", "c": "1"}
    pack: dict[str, Any] = {
        "model": model,
        "questions": {
            one: {"weight": weight, "critical": True, "choices": a_scale(1)}
            for one, weight in weights.items()
        },
        "severity": [{"id": "r2", "question": "b", "when": "fails", "severity": "critical"}],
        "demerits": {"critical": 2500},
        "caps": [{"id": "k1", "when": "critical_item", "cap_bp": 5999}],
        "grades": [{"id": "A", "min_bp": 9000}, {"id": "D", "min_bp": 0}],
    }
    answers = {"today": None, "q": {"a": "c1", "b": "c0", "c": "na"}, "na": [], "sec": {}}

    found = verdict(form, pack, answers).explanation

    assert found["total"] == total
    assert found["grade"] == "D"
    assert found["score_bp"] <= 5999
