"""The closed table of functions, on known arguments (scoring.md §3.4)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from checklists import numbers
from checklists.expressions import moments
from checklists.expressions.geography import distance_m, is_place
from checklists.numbers import MILLION

if TYPE_CHECKING:
    from collections.abc import Callable

HOUR_MS = 3_600_000
Value = Any


def counted(count: int) -> int:
    """A whole number as millionths."""
    return count * MILLION


def add_days(day: int, count: int) -> int | None:
    """The date so many days later; unknown for part of a day or outside the centuries."""
    days, rest = divmod(count, MILLION)
    moved = day + days
    return moved if rest == 0 and moments.FIRST_DAY <= moved <= moments.LAST_DAY else None


def hours(ms: int) -> int | None:
    """Hours to 6 places."""
    return numbers.bounded(numbers.divide_rounded(ms * MILLION, HOUR_MS))


def distance(one: tuple[int, int], other: tuple[int, int]) -> int | None:
    """Metres, or unknown off the globe."""
    if not (is_place(one) and is_place(other)):
        return None
    return counted(distance_m(one, other))


# fmt: off
PLAIN: dict[str, Callable[..., Value]] = {
    "size": lambda x: counted(x if isinstance(x, int) else len(x)),
    "count_selected": lambda x: counted(len(x)),
    "contains": lambda text, part: part in text,
    "startsWith": lambda text, part: text.startswith(part),
    "endsWith": lambda text, part: text.endswith(part),
    "number": numbers.parse_number,
    "abs": abs,
    "floor": numbers.floor,
    "ceil": numbers.ceil,
    "trunc": numbers.trunc,
    "min": min,
    "max": max,
    "days_between": lambda one, other: counted(other - one),
    "add_days": add_days,
    "year": lambda day: counted(date.fromordinal(day).year),
    "month": lambda day: counted(date.fromordinal(day).month),
    "day": lambda day: counted(date.fromordinal(day).day),
    "weekday": lambda day: counted(date.fromordinal(day).isoweekday()),
    "hours_between": lambda one, other: hours(other - one),
    "hours": hours,
    "distance_m": distance,
}
NUMBER_OPERATORS: dict[str, Callable[[int, int], int | None]] = {
    "+": numbers.add, "-": numbers.subtract, "*": numbers.multiply, "/": numbers.divide,
    "%": numbers.remainder,
}
RELATIONS: dict[str, Callable[[Value, Value], bool]] = {
    "==": lambda a, b: a == b, "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}
# fmt: on
