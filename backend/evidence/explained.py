"""Reads a verdict's explanation (scoring.md §5) for the pages of a pack."""

# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import Any

GOOD_GRADES = frozenset({"A", "B"})


def line_of(
    explanation: dict[str, Any] | None, section: str, place: int | None, question: str
) -> list[Any] | None:
    """The line of a question; none where it has none."""
    lines = explanation["lines"] if explanation else []
    return next((one for one in lines if one[:3] == [section, place, question]), None)


def finding_of(
    explanation: dict[str, Any] | None, section: str, place: int | None, question: str
) -> dict[str, Any] | None:
    """What the rules found at a question."""
    found = explanation["findings"] if explanation else []
    return next(
        (
            one
            for one in found
            if (one["section"], one["instance"], one["question"]) == (section, place, question)
        ),
        None,
    )


def answer_outcome(status: str, line: list[Any] | None, finding: dict[str, Any] | None) -> str:
    """Pass, fail, partial, na, info or open."""
    if finding is not None:
        return "partial" if line is not None and line[4] > 0 else "fail"
    return {"na": "na", "unanswered": "open", "optional": "info", "unscored": "info"}.get(
        status, "pass"
    )


def points_of(line: list[Any] | None, at: int) -> str:
    """Points or their maximum; empty where nothing is scored."""
    if line is None or line[5] == 0:
        return ""
    return f"{line[at] / 1000:g}"


def outcome_of(explanation: dict[str, Any] | None) -> str:
    """The tone of the whole: pass, partial, fail or info."""
    if explanation is None or explanation["score_bp"] is None:
        return "info"
    if explanation["failed"]:
        return "fail"
    return "pass" if explanation["grade"] in GOOD_GRADES else "partial"
