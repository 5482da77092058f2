"""The gap between what a respondent expects and perceives, exact (scoring.md §10, SERVQUAL)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from checklists.numbers import MILLION, basis_points, parse_number, ratio_text

if TYPE_CHECKING:
    from checklists.expressions.evaluate import Environment

TOP_BOXES = 2
Sides = dict[str, dict[int, int]]


def servqual(template: dict[str, Any], seen: Environment) -> dict[str, Any]:
    """Gap per dimension, weighted gap, mean perception and top boxes of one respondent.

    `seen` is the environment after hiding. A dimension counts when at least half of its items
    are answered on both sides; what does not count is None.
    """
    sides = _answered(template, seen)
    method = template["method"]
    gaps = {one["key"]: _gap(one["items"], sides) for one in method["dimensions"]}
    perceived = list(sides["perception"].values())
    least = method["scale"]["max"] - TOP_BOXES + 1
    tops = sum(value >= least for value in perceived)
    mean = Fraction(sum(perceived), len(perceived)) if perceived else None
    return {
        "gap": {key: _text(gap) for key, gap in gaps.items()},
        "weighted_gap": _text(_weighted(method["dimensions"], gaps)),
        "perception_mean": _text(mean),
        "top_2_box_bp": basis_points(Fraction(tops, len(perceived))) if perceived else None,
    }


def _answered(template: dict[str, Any], seen: Environment) -> Sides:
    """Item to scale value, on each side."""
    sides: Sides = {"expectation": {}, "perception": {}}
    for section in template["sections"]:
        for question in section["questions"]:
            picked = seen.q.get(question["id"])
            if "side" not in question or picked is None:
                continue
            values = {choice["name"]: choice.get("value") for choice in question["choices"]}
            if values[picked] is not None:
                sides[question["side"]][question["item"]] = values[picked]
    return sides


def _gap(items: list[int], sides: Sides) -> Fraction | None:
    expected, perceived = sides["expectation"], sides["perception"]
    both = [item for item in items if item in expected and item in perceived]
    if not both or 2 * len(both) < len(items):
        return None
    return Fraction(sum(perceived[item] - expected[item] for item in both), len(both))


def _weighted(
    dimensions: list[dict[str, Any]], gaps: dict[str, Fraction | None]
) -> Fraction | None:
    weights = total = Fraction(0)
    for dimension in dimensions:
        gap, weight = gaps[dimension["key"]], parse_number(dimension["weight"])
        if gap is not None and weight is not None:
            weights += Fraction(weight, MILLION)
            total += gap * Fraction(weight, MILLION)
    return total / weights if weights else None


def _text(value: Fraction | None) -> str | None:
    return None if value is None else ratio_text(value.numerator, value.denominator)
