"""The score while an inspection is open: the same judge over what is answered (scoring.md §5)."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from audit_rules.judge import compile_judge, judge, so_far
from checklists.expressions.evaluate import environment_from

SCORES = Path(__file__).parents[1] / "vectors" / "scores.json"
CASES = json.loads(SCORES.read_text(encoding="utf-8"))["cases"]
GIVEN = [case["given"] for case in CASES]
FLAT = [given for given in GIVEN if not any(s.get("repeat") for s in given["form"]["sections"])]
OPEN = frozenset({"unanswered", "optional"})
GRADES = [{"id": "A", "min_bp": 9000}, {"id": "D", "min_bp": 0}]


def _both(given: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The verdict as if it were submitted now, and the score so far."""
    rules = compile_judge(given["form"], given["pack"])
    judged = judge(rules, environment_from(given["answers"]))
    return judged.explanation, so_far(rules, judged)


def _only_answered(given: dict[str, Any]) -> dict[str, Any]:
    """The same inspection, where what is not answered weighs nothing and raises nothing."""
    explanation, _ = _both(given)
    left = {line[2] for line in explanation["lines"] if line[3] in OPEN}
    lighter = copy.deepcopy(given)
    for name in left:
        lighter["pack"]["questions"][name]["weight"] = "0"
    lighter["pack"]["severity"] = [
        one for one in lighter["pack"]["severity"] if one["question"] not in left
    ]
    return lighter


def _a_checklist(answers: dict[str, str], model: str = "weighted_points") -> dict[str, Any]:
    """Eleven questions with yes and no, some of them answered."""
    choices = {"yes": {"points": "1"}, "no": {"points": "0", "fails": True}, "na": {"na": True}}
    names = [f"q{number}" for number in range(11)]
    return {
        "form": {
            "sections": [
                {
                    "id": "s",
                    "questions": [{"id": n, "t": "choice", "required": True} for n in names],
                }
            ]
        },
        "pack": {
            "model": model,
            "questions": {name: {"choices": choices} for name in names},
            "section_weights": {},
            "severity": [],
            "demerits": {"critical": 6000, "major": 3000, "minor": 500},
            "caps": [],
            "grades": GRADES,
        },
        "answers": {"today": "2026-11-28", "q": answers, "na": [], "sec": {}},
    }


def test_what_is_not_answered_weighs_nothing_in_the_score_so_far() -> None:
    """What is not answered yet neither lowers nor raises the score that is shown."""
    compared = 0
    for given in FLAT:
        wanted, _ = _both(_only_answered(given))
        _, shown = _both(given)

        got = {name: shown[name] for name in ("score_bp", "grade", "failed")}
        assert got == {name: wanted[name] for name in got}, given
        compared += any(line[3] in OPEN for line in _both(given)[0]["lines"])
    assert compared > 50


def test_a_score_so_far_is_the_verdict_when_everything_is_answered() -> None:
    """Nothing jumps at the last answer: what was shown is what is sealed."""
    compared = 0
    for given in GIVEN:
        explanation, shown = _both(given)
        if any(line[3] in OPEN for line in explanation["lines"]):
            continue
        compared += 1
        got = {name: shown[name] for name in ("score_bp", "grade", "failed")}
        assert got == {name: explanation[name] for name in got}
        assert shown["answered"] == shown["of"]
    assert compared > 50


@pytest.mark.parametrize("model", ["weighted_points", "flat_mean", "demerit", "all_or_nothing"])
def test_ten_clean_answers_of_eleven_are_full_marks_so_far(model: str) -> None:
    """An inspector with ten clean answers is not shown a D."""
    explanation, shown = _both(_a_checklist({f"q{n}": "yes" for n in range(10)}, model))

    assert shown == {"score_bp": 10_000, "grade": "A", "failed": False, "answered": 10, "of": 11}
    assert explanation["incomplete"] is True


def test_an_inspection_just_begun_has_no_score() -> None:
    """Nothing answered is neither zero nor full marks; an N/A is answered and scores nothing."""
    assert _both(_a_checklist({}))[1] == {
        "score_bp": None, "grade": None, "failed": False, "answered": 0, "of": 11,
    }  # fmt: skip
    assert _both(_a_checklist({"q1": "na"}))[1] == {
        "score_bp": None, "grade": None, "failed": False, "answered": 1, "of": 11,
    }  # fmt: skip
