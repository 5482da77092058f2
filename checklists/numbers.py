"""Numbers of the rule language: integers of millionths, never floats (scoring.md §2)."""

from __future__ import annotations

import re
from math import gcd
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

MILLION = 1_000_000
# A result of 10^12 or more in size is unknown: 10^18 millionths.
LIMIT = 10**18
FORM = re.compile(r"-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,6})?\Z")


def parse_number(text: str) -> int | None:
    """Millionths of a number's text; None when it is not of the form."""
    if FORM.match(text) is None:
        return None
    whole, _, part = text.partition(".")
    size = int(whole.lstrip("-")) * MILLION + int(part.ljust(6, "0") if part else 0)
    return -size if text[0] == "-" else size


def format_number(millionths: int) -> str:
    """The canonical text: no trailing zero, no `-0`."""
    whole, part = divmod(abs(millionths), MILLION)
    sign = "-" if millionths < 0 else ""
    return f"{sign}{whole}" + (f".{part:06d}".rstrip("0") if part else "")


def is_canonical_number(text: str) -> bool:
    """Whether the text is how this number is written."""
    value = parse_number(text)
    return value is not None and format_number(value) == text


def divide_rounded(numerator: int, denominator: int) -> int:
    """The quotient rounded half away from zero; the denominator is not 0."""
    size = (2 * abs(numerator) + abs(denominator)) // (2 * abs(denominator))
    return size if (numerator < 0) == (denominator < 0) else -size


def bounded(millionths: int) -> int | None:
    """The number, or unknown when it is too large."""
    return millionths if -LIMIT < millionths < LIMIT else None


def add(a: int, b: int) -> int | None:
    """Sum: a + b, exact."""
    return bounded(a + b)


def subtract(a: int, b: int) -> int | None:
    """Difference: a - b, exact."""
    return bounded(a - b)


def multiply(a: int, b: int) -> int | None:
    """Product: a · b, rounded half away from zero to 6 places."""
    return bounded(divide_rounded(a * b, MILLION))


def divide(a: int, b: int) -> int | None:
    """Quotient: a / b, rounded likewise; unknown for b = 0."""
    return None if b == 0 else bounded(divide_rounded(a * MILLION, b))


def remainder(a: int, b: int) -> int | None:
    """Rest: a - b·trunc(a/b), with the sign of a; unknown for b = 0."""
    if b == 0:
        return None
    size = abs(a) % abs(b)
    return -size if a < 0 else size


def rounded(millionths: int, places: int) -> int | None:
    """Half away from zero to 0..6 places."""
    unit = 10 ** (6 - places)
    return bounded(divide_rounded(millionths, unit) * unit)


def floor(millionths: int) -> int | None:
    """The largest whole number not above."""
    return bounded(millionths // MILLION * MILLION)


def ceil(millionths: int) -> int | None:
    """The smallest whole number not below."""
    return bounded(-(-millionths // MILLION) * MILLION)


def trunc(millionths: int) -> int | None:
    """Without its fraction, towards zero."""
    whole = abs(millionths) // MILLION * MILLION
    return bounded(-whole if millionths < 0 else whole)


def basis_points(share: Fraction) -> int:
    """The one rounding of a score: half up, to 0..10000."""
    n, d = share.numerator, share.denominator
    return (20_000 * n + d) // (2 * d)


def ratio_text(n: int, d: int) -> str:
    """`n/d` in lowest terms with d > 0."""
    common = gcd(n, d) or 1
    if d < 0:
        common = -common
    return f"{n // common}/{d // common}"
