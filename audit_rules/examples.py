"""Worked examples of a checklist: publishing runs all, one failure refuses (scoring.md §11)."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit_rules.judge import compile_judge, judge
from audit_rules.surveys import servqual
from checklists.expressions.evaluate import Environment

if TYPE_CHECKING:
    from audit_rules.judge import Judge, Judged

EXAMPLE_DAY = "2026-11-20"
LISTED = frozenset({"findings", "hidden", "unanswered"})


def failing_examples(template: dict[str, Any], rules: dict[str, Any]) -> list[str]:
    """A sentence for each example whose verdict is not the expected one."""
    compiled = compile_judge(template, rules["judge"])
    found: list[str] = []
    for at, example in enumerate(rules["examples"]):
        differences = example_differences(compiled, template, example)
        if differences:
            name = example["name"]["en"] if isinstance(example["name"], dict) else example["name"]
            found.append(f"example {at + 1} ({name}): {'; '.join(differences)}")
    return found


def example_differences(
    compiled: Judge, template: dict[str, Any], example: dict[str, Any]
) -> list[str]:
    """What differs, in words."""
    differences = _unknown_names(template, example["answers"])
    if differences:
        return differences
    judged = judge(compiled, environment_of(template, example["answers"]))
    got = _got(judged)
    if "servqual" in example["expect"]:
        got["servqual"] = servqual(template, judged.shown.environment)
    for name, value in example["expect"].items():
        if name not in got:
            differences.append(f"{name} is nothing that can be expected")
            continue
        expected = _normal(value) if name in LISTED else value
        if got[name] != expected:
            differences.append(f"{name} is {got[name]!r}, expected {expected!r}")
    return differences


def _unknown_names(template: dict[str, Any], answers: dict[str, Any]) -> list[str]:
    """A misspelt answer would be no answer, and prove nothing."""
    plain: set[str] = set()
    repeated: dict[str, set[str]] = {}
    for section in template["sections"]:
        questions = {question["id"] for question in section["questions"]}
        if section.get("repeat"):
            repeated[section["id"]] = questions
        else:
            plain |= questions
    unknown = sorted(answers.keys() - plain - repeated.keys())
    for section, questions in repeated.items():
        for one in answers.get(section, []):
            unknown += sorted(one.keys() - questions)
    return [f"no question is called {name}" for name in unknown]


def environment_of(template: dict[str, Any], answers: dict[str, Any]) -> Environment:
    """An environment from an example's answers; repeated sections are lists."""
    repeated = {section["id"] for section in template["sections"] if section.get("repeat")}
    return Environment(
        today=EXAMPLE_DAY,
        kind=template["kind"],
        q={known: value for known, value in answers.items() if known not in repeated},
        sec={
            section: [{"q": one, "na": []} for one in answers.get(section, [])]
            for section in repeated
        },
    )


def _got(judged: Judged) -> dict[str, Any]:
    explanation = judged.explanation
    lines = [(line.question, line.place, line.status) for line in judged.lines]
    return {
        **{
            name: explanation[name]
            for name in ("score_bp", "raw_bp", "grade", "failed", "incomplete")
        },
        "findings": _normal(
            [
                {
                    "question": one.question,
                    "instance": None if one.place is None else one.place + 1,
                    "severity": one.severity,
                }
                for one in judged.findings
            ]
        ),
        "hidden": _normal([_at(one) for one in lines if one[2] == "hidden"]),
        "unanswered": _normal([_at(one) for one in lines if one[2] == "unanswered"]),
    }


def _at(line: tuple[str, int | None, str]) -> dict[str, Any]:
    return {"question": line[0], "instance": None if line[1] is None else line[1] + 1}


def _normal(items: list[Any]) -> list[tuple[Any, ...]]:
    """Order does not matter; an instance that is not given is none."""
    return sorted(
        (
            one["question"] if isinstance(one, dict) else one,
            (one.get("instance") or 0) if isinstance(one, dict) else 0,
            one.get("severity", "") if isinstance(one, dict) else "",
        )
        for one in items
    )
