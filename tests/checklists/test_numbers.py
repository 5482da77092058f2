"""Arithmetic of the rule language against exact fractions."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor, trunc
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists import numbers
from checklists.numbers import LIMIT, MILLION

if TYPE_CHECKING:
    from collections.abc import Callable

MILLIONTHS = st.integers(-LIMIT + 1, LIMIT - 1)


def half_away(value: Fraction) -> int:
    """The rounding that the manual prescribes, said with exact fractions."""
    size = floor(abs(value) + Fraction(1, 2))
    return size if value >= 0 else -size


def known(value: int) -> int | None:
    """A result of 10^12 or more is unknown."""
    return value if abs(value) < LIMIT else None


@given(MILLIONTHS)
def test_a_number_is_the_same_after_writing_and_reading(value: int) -> None:
    """What is written is read back, and it is written in one way only."""
    text = numbers.format_number(value)

    assert numbers.parse_number(text) == value
    assert numbers.is_canonical_number(text)


@given(st.from_regex(r"-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,6})?", fullmatch=True))
def test_every_text_of_the_form_is_read_exactly(text: str) -> None:
    """Reading loses no digit."""
    assert numbers.parse_number(text) == Fraction(text) * MILLION


@pytest.mark.parametrize(
    "text",
    ["", "-", "01", "1.", ".5", "+1", "1e3", "1.0000001", "1234567890123", "１", "1\n", "NaN"],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    """Nothing is guessed from a text of another form."""
    assert numbers.parse_number(text) is None
    assert not numbers.is_canonical_number(text)


@pytest.mark.parametrize("text", ["1.0", "-0", "0.10"])
def test_another_way_of_writing_is_not_canonical(text: str) -> None:
    """A number with a needless sign or zero is read, but it is not how it is written."""
    assert numbers.parse_number(text) is not None
    assert not numbers.is_canonical_number(text)


@given(MILLIONTHS, MILLIONTHS)
def test_the_four_operations_are_exact_or_rounded_half_away(a: int, b: int) -> None:
    """Sums are exact; products and quotients are rounded half away from zero to six places."""
    one, other = Fraction(a, MILLION), Fraction(b, MILLION)

    assert numbers.add(a, b) == known(a + b)
    assert numbers.subtract(a, b) == known(a - b)
    assert numbers.multiply(a, b) == known(half_away(one * other * MILLION))
    if b != 0:
        assert numbers.divide(a, b) == known(half_away(one / other * MILLION))


@given(MILLIONTHS, MILLIONTHS.filter(bool))
def test_the_remainder_has_the_sign_of_the_dividend(a: int, b: int) -> None:
    """What is left after whole divisors is exact."""
    assert numbers.remainder(a, b) == a - b * trunc(Fraction(a, b))


def test_nothing_is_divided_by_zero() -> None:
    """Division by nothing is unknown, not an error."""
    assert numbers.divide(1, 0) is None
    assert numbers.remainder(1, 0) is None


@pytest.mark.parametrize(
    ("work", "exact"), [(numbers.floor, floor), (numbers.ceil, ceil), (numbers.trunc, trunc)]
)
@given(value=MILLIONTHS)
def test_whole_numbers_are_found_as_named(
    work: Callable[[int], int | None], exact: Callable[[Fraction], int], value: int
) -> None:
    """Floor, ceiling and truncation agree with exact fractions."""
    assert work(value) == known(exact(Fraction(value, MILLION)) * MILLION)


@given(MILLIONTHS, st.integers(0, 6))
def test_rounding_to_places_is_half_away_from_zero(value: int, places: int) -> None:
    """A half goes up in size, on both sides of zero."""
    unit = 10 ** (6 - places)

    assert numbers.rounded(value, places) == known(half_away(Fraction(value, unit)) * unit)


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_score_is_rounded_half_up_once(n: int, d: int) -> None:
    """Basis points are the exact share rounded half up."""
    share = Fraction(min(n, d), d)

    assert numbers.basis_points(share) == floor(share * 10_000 + Fraction(1, 2))


@given(st.integers(-1000, 1000), st.integers(-1000, 1000).filter(bool))
def test_a_ratio_is_written_in_lowest_terms(n: int, d: int) -> None:
    """There is one text for one ratio."""
    exact = Fraction(n, d)

    assert numbers.ratio_text(n, d) == f"{exact.numerator}/{exact.denominator}"
