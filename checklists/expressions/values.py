"""Values of rules between JSON and what is computed with (scoring.md §2, §3.2)."""

from __future__ import annotations

from typing import Any

from checklists import numbers
from checklists.expressions import moments

# number: int of millionths · date: ordinal · instant, duration: ms · geo: micro-degrees ·
# bool, text, choice, time, choices, files: as they are. None is unknown.
Value = Any


def value_from_json(kind: str, given: Any) -> Value:  # noqa: ANN401 - the kind says which
    """The value of a JSON form, which was checked when it was recorded or published."""
    match kind:
        case "number":
            return numbers.parse_number(given)
        case "date":
            return moments.parse_date(given)
        case "instant":
            return moments.parse_instant(given)
        case "geo":
            return tuple(numbers.parse_number(part) for part in given)
        case _:
            return given


def json_from_value(kind: str, value: Value) -> Any:  # noqa: ANN401 - the kind says which
    """The JSON form of a value; unknown is null."""
    if value is None:
        return None
    match kind:
        case "number":
            return numbers.format_number(value)
        case "date":
            return moments.format_date(value)
        case "instant":
            return moments.format_instant(value)
        case "geo":
            return [numbers.format_number(part) for part in value]
        case _:
            return value
