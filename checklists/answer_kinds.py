"""Whether a value has the form of its question's type (protocol.md §2)."""

# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any

from checklists.expressions.moments import parse_date, parse_instant, parse_time
from checklists.numbers import parse_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from checklists.template import Question

TEXT_LENGTH_MAX = 10_000
COUNTED = frozenset({"photo", "file", "audio", "signature"})
NUMBERS = frozenset({"number", "slider", "temperature", "stopwatch"})
LOCAL = re.compile(r"(\d{4}-\d{2}-\d{2})T((?:[01]\d|2[0-3]):[0-5]\d)(?::([0-5]\d))?\Z", re.ASCII)
LATITUDE_MAX, LONGITUDE_MAX = 90_000_000, 180_000_000


def fits(question: Question, value: Any) -> bool:  # noqa: ANN401 - anything may come in
    """Whether this is a possible answer; limits of a template are messages, never refusals."""
    if question.type in NUMBERS:
        return _is_number(value, least=0 if question.type == "stopwatch" else None)
    return CHECKS[question.type](question, value)


def is_text(value: Any) -> bool:  # noqa: ANN401 - anything may come in
    """A text that is not empty and not too long, in code points."""
    return isinstance(value, str) and 0 < len(value) <= TEXT_LENGTH_MAX


def _is_number(value: Any, least: int | None) -> bool:  # noqa: ANN401 - anything may come in
    found = parse_number(value) if isinstance(value, str) else None
    return found is not None and (least is None or found >= least)


def _is_choice(question: Question, value: Any) -> bool:  # noqa: ANN401 - anything may come in
    return isinstance(value, str) and value in question.choices


def _is_choices(question: Question, value: Any) -> bool:  # noqa: ANN401 - anything may come in
    if not isinstance(value, list) or not value:
        return False
    if not all(isinstance(one, str) and one in question.choices for one in value):
        return False
    ordered = all(one < other for one, other in itertools.pairwise(value))
    alone = len(value) == 1 or not any(one in question.na_choices for one in value)
    return ordered and alone


def _is_datetime(value: Any) -> bool:  # noqa: ANN401 - anything may come in
    if not isinstance(value, dict) or value.keys() != {"instant", "local"}:
        return False
    instant, local = value["instant"], value["local"]
    if not isinstance(instant, str) or parse_instant(instant) is None:
        return False
    found = LOCAL.match(local) if isinstance(local, str) else None
    return found is not None and parse_date(found[1]) is not None


def _is_geo(value: Any) -> bool:  # noqa: ANN401 - anything may come in
    if not isinstance(value, dict) or not {"point"} <= value.keys() <= {"point", "accuracy_m"}:
        return False
    point = value["point"]
    if not isinstance(point, list) or len(point) != 2:
        return False
    for part, limit in zip(point, (LATITUDE_MAX, LONGITUDE_MAX), strict=True):
        found = parse_number(part) if isinstance(part, str) else None
        if found is None or abs(found) > limit:
            return False
    return "accuracy_m" not in value or _is_number(value["accuracy_m"], least=0)


CHECKS: dict[str, Callable[[Question, Any], bool]] = {
    "choice": _is_choice,
    "likert": _is_choice,
    "multi_choice": _is_choices,
    "text": lambda _, value: is_text(value),
    "scan": lambda _, value: is_text(value),
    "date": lambda _, value: isinstance(value, str) and parse_date(value) is not None,
    "time": lambda _, value: isinstance(value, str) and parse_time(value) is not None,
    "datetime": lambda _, value: _is_datetime(value),
    "geo": lambda _, value: _is_geo(value),
}
