"""Checks of plain data, put together from small ones; a fault is named with its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from checklists.errors import ChecklistError
from checklists.numbers import parse_number

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    Check = Callable[[object, tuple[str | int, ...]], None]

Place = tuple[str | int, ...]

LANGUAGES = ("en", "zh-Hans")
TEXT_LENGTH_MAX = 10_000
KEY = re.compile(r"[a-z][a-z0-9_]*\Z")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
NAME = re.compile(r"[A-Za-z0-9_.-]+\Z")
MARK = re.compile(r"[A-Za-z0-9_.+-]+\Z")
THOUSANDTH = 1_000  # millionths


def record(required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    """A map with all of the required keys, perhaps some of the optional ones, and no other."""
    known = required | (optional or {})

    def check(value: object, place: Place) -> None:
        given = _mapping(value, place)
        for name in required:
            if name not in given:
                raise ChecklistError((*place, name), "is missing")
        for name, part in given.items():
            if name not in known:
                raise ChecklistError((*place, name), "is not known here")
            known[name](part, (*place, name))

    return check


def named(check_one: Check) -> Check:
    """A map of keys of the author's choice to values of one shape."""

    def check(value: object, place: Place) -> None:
        for name, part in _mapping(value, place).items():
            identifier(name, (*place, name))
            check_one(part, (*place, name))

    return check


def items(check_one: Check, least: int = 0) -> Check:
    """A list of values of one shape."""

    def check(value: object, place: Place) -> None:
        if not isinstance(value, list) or len(cast("list[object]", value)) < least:
            raise ChecklistError(place, "must be a list" + (" with something in it" * bool(least)))
        for at, part in enumerate(cast("list[object]", value)):
            check_one(part, (*place, at))

    return check


def one_of(known: Collection[str]) -> Check:
    """One of a closed set of words."""

    def check(value: object, place: Place) -> None:
        if not isinstance(value, str) or value not in known:
            raise ChecklistError(place, f"must be one of {', '.join(sorted(known))}")

    return check


def either(first: Check, other: Check, *, when: type) -> Check:
    """The first shape for values of this type, else the other."""

    def check(value: object, place: Place) -> None:
        (first if isinstance(value, when) else other)(value, place)

    return check


def whole(least: int, most: int) -> Check:
    """A whole number within limits."""

    def check(value: object, place: Place) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ChecklistError(place, f"must be a whole number from {least} to {most}")

    return check


def truth(value: object, place: Place) -> None:
    """True or false, and no word for it."""
    if not isinstance(value, bool):
        raise ChecklistError(place, "must be true or false")


def words(value: object, place: Place) -> None:
    """A text with something in it."""
    if not isinstance(value, str) or not value.strip() or len(value) > TEXT_LENGTH_MAX:
        raise ChecklistError(place, "must be a text with something in it")


def number(value: object, place: Place) -> None:
    """A number as text (scoring.md §2)."""
    if not isinstance(value, str) or parse_number(value) is None:
        raise ChecklistError(place, 'must be a number as text, like "1.5"')


def amount(value: object, place: Place) -> None:
    """A weight or points: 0 or more, at most three decimals."""
    given = str(value) if isinstance(value, (int, str)) and not isinstance(value, bool) else ""
    found = parse_number(given)
    if found is None or found < 0 or found % THOUSANDTH:
        raise ChecklistError(place, "must be 0 or more, with at most 3 decimals")


def identifier(value: object, place: Place) -> None:
    """A key that a rule can name."""
    _form(KEY, value, place, "small letters, digits and _, a letter first")


def slug(value: object, place: Place) -> None:
    """The key of a whole checklist."""
    _form(SLUG, value, place, "small letters and digits with - between")


def name(value: object, place: Place) -> None:
    """The name of a choice or of a rule."""
    _form(NAME, value, place, "letters, digits, _ . and -")


def mark(value: object, place: Place) -> None:
    """The short name of a grade, as people write it: A+, B-."""
    _form(MARK, value, place, "letters, digits, _ . + and -")


def bilingual(value: object, place: Place) -> None:
    """A text in both languages."""
    record(dict.fromkeys(LANGUAGES, words))(value, place)


def plain(value: object, place: Place) -> None:
    """Anything that has a canonical form: no fraction, no key beyond ASCII."""
    if isinstance(value, dict):
        for key, part in _mapping(cast("object", value), place).items():
            plain(part, (*place, key))
    elif isinstance(value, list):
        for at, part in enumerate(cast("list[object]", value)):
            plain(part, (*place, at))
    elif value is not None and not isinstance(value, (str, int)):
        raise ChecklistError(place, "must be text; write numbers with decimals in quotes")


def _form(form: re.Pattern[str], value: object, place: Place, sentence: str) -> None:
    if not isinstance(value, str) or form.match(value) is None:
        raise ChecklistError(place, f"must be made of {sentence}")


def _mapping(value: object, place: Place) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ChecklistError(place, "must be a map of keys and values")
    given = cast("dict[object, object]", value)
    for key in given:
        if not isinstance(key, str) or not key.isascii():
            raise ChecklistError(place, f"has a key that is no plain word: {key!r}")
    return cast("dict[str, object]", given)
