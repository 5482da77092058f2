"""Forms of any shape with a pack that judges them, and environments that answer them."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from hypothesis import strategies as st

from audit_rules.judge import compile_judge, judge
from checklists.expressions.evaluate import Environment

if TYPE_CHECKING:
    from audit_rules.judge import Judged

PACK_FILE = Path("audit_rules/packs/service-standard.yaml")
LIBRARY = sorted(Path("checklists/library").glob("*/*.yaml"))
MODELS = (
    "weighted_points", "section_mean", "flat_mean", "nested_mean", "count_conforming",
    "all_or_nothing", "demerit",
)  # fmt: skip
SEVERITIES = ("observation", "minor", "major", "critical")
GRADES = [
    {"id": "A", "min_bp": 9000, "max_findings": {"major": 0}},
    {"id": "B", "min_bp": 6000},
    {"id": "C", "min_bp": 0},
]


def the_pack() -> dict[str, Any]:
    """The organisation pack that is shipped."""
    return yaml.safe_load(PACK_FILE.read_text(encoding="utf-8"))


def authored(path: Path) -> dict[str, Any]:
    """A checklist of the library, as its author wrote it."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def a_scale(best: int) -> dict[str, Any]:
    """Choices worth 0 to `best` points; the worst one fails."""
    made: dict[str, Any] = {
        f"c{points}": {"points": str(points), "fails": points == 0} for points in range(best + 1)
    }
    return made | {"na": {"na": True}}


@st.composite
def inspections(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """A form, a pack and the answers; sections may repeat, answers may be missing or N/A."""
    form: dict[str, Any] = {"sections": []}
    pack: dict[str, Any] = {
        "model": draw(st.sampled_from(MODELS)),
        "questions": {},
        "section_weights": {},
        "severity": [],
        "demerits": {"minor": 300, "major": 2500},
        "caps": draw(st.sampled_from([[], A_CAP, CAPS])),
        "grades": GRADES,
        "optional_unanswered": draw(st.sampled_from(["exclude", "zero"])),
    }
    answers: dict[str, Any] = {"today": "2026-11-20", "q": {}, "na": [], "sec": {}}
    for at in range(draw(st.integers(1, 3))):
        add_section(draw, f"s{at}", form, pack, answers)
    return form, pack, answers


A_CAP = [{"id": "k1", "when": {"severity": "major"}, "cap_bp": 5000}]
CAPS = [*A_CAP, {"id": "k2", "when": "critical_item", "at_least": 2, "fail": True}]


def add_section(
    draw: st.DrawFn,
    section: str,
    form: dict[str, Any],
    pack: dict[str, Any],
    answers: dict[str, Any],
) -> None:
    """One more section with up to four questions, perhaps repeated."""
    repeated = draw(st.booleans())
    pack["section_weights"][section] = draw(st.sampled_from(["0", "1", "2.5"]))
    made: dict[str, Any] = {"id": section, "repeat": repeated, "questions": []}
    form["sections"].append(made)
    for at in range(draw(st.integers(0, 4))):
        question = f"{section}q{at}"
        required = draw(st.booleans())
        made["questions"].append({"id": question, "t": "choice", "required": required})
        pack["questions"][question] = {
            "weight": draw(st.sampled_from(["0", "1", "0.333", "7"])),
            "choices": a_scale(draw(st.integers(0, 3))),
            "critical": draw(st.booleans()),
        }
        severity = draw(st.sampled_from(SEVERITIES))
        rule = {"id": f"r.{question}", "question": question, "when": "fails", "severity": severity}
        pack["severity"].append(rule)
    ids = [question["id"] for question in made["questions"]]
    if not repeated:
        answers["q"] |= some_answers(draw, ids, pack)
        return
    count = draw(st.integers(0, 2))
    answers["sec"][section] = [
        {"q": some_answers(draw, ids, pack), "na": []} for _ in range(count)
    ]


def some_answers(draw: st.DrawFn, ids: list[str], pack: dict[str, Any]) -> dict[str, str]:
    """An answer, or none, for each question."""
    found = {
        question: draw(st.sampled_from([*pack["questions"][question]["choices"], None]))
        for question in ids
    }
    return {question: value for question, value in found.items() if value is not None}


def verdict(form: dict[str, Any], pack: dict[str, Any], answers: dict[str, Any]) -> Judged:
    """The verdict of answers in their JSON form."""
    given = copy.deepcopy(answers)
    env = Environment(
        today=given["today"], q=given["q"], na=frozenset(given["na"]), sec=given["sec"]
    )
    return judge(compile_judge(form, pack), env)
