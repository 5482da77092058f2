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


def size(value: str | list[str] | int) -> int:
    """Code points of a text, picked choices, or the count of files."""
    return counted(value if isinstance(value, int) else len(value))


def contains(text: str, part: str) -> bool:
    """Whether the part is somewhere in the text."""
    return part in text


def days_between(one: int, other: int) -> int:
    """How many days later the other date is."""
    return counted(other - one)


def year(day: int) -> int:
    """The year of a date."""
    return counted(date.fromordinal(day).year)


def month(day: int) -> int:
    """The month of a date, January is 1."""
    return counted(date.fromordinal(day).month)


def day_of_month(day: int) -> int:
    """The day of a date in its month."""
    return counted(date.fromordinal(day).day)


def weekday(day: int) -> int:
    """The day of a date in its week, Monday is 1."""
    return counted(date.fromordinal(day).isoweekday())


def hours_between(one: int, other: int) -> int | None:
    """Hours from one instant to the other, to 6 places."""
    return hours(other - one)


# fmt: off
PLAIN: dict[str, Callable[..., Value]] = {
    "size": size,
    "count_selected": size,
    "contains": contains,
    "startsWith": str.startswith,
    "endsWith": str.endswith,
    "number": numbers.parse_number,
    "abs": abs,
    "floor": numbers.floor,
    "ceil": numbers.ceil,
    "trunc": numbers.trunc,
    "min": min,
    "max": max,
    "days_between": days_between,
    "add_days": add_days,
    "year": year,
    "month": month,
    "day": day_of_month,
    "weekday": weekday,
    "hours_between": hours_between,
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
