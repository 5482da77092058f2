"""Dates, instants and durations against Python's own calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.expressions import moments

DATES = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@given(DATES)
def test_a_date_is_the_same_after_writing_and_reading(day: date) -> None:
    """Every day of three centuries has one text."""
    assert moments.parse_date(day.isoformat()) == day.toordinal()
    assert moments.format_date(day.toordinal()) == day.isoformat()


@given(st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31, 23, 59, 59, 999_000)))  # noqa: DTZ001 - UTC
def test_an_instant_is_the_same_after_writing_and_reading(moment: datetime) -> None:
    """Milliseconds since 1970 and the text say the same."""
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    text = moment.isoformat(timespec="milliseconds") + "Z"
    ms = (moment - datetime(1970, 1, 1)) // timedelta(milliseconds=1)  # noqa: DTZ001 - UTC

    assert moments.parse_instant(text) == ms
    assert moments.format_instant(ms) == text
    assert moments.within(ms) == ms


@pytest.mark.parametrize(
    "text", ["1899-12-31", "2200-01-01", "2026-02-29", "2026-2-1", "today", ""]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    """Only days of the calendar, of the centuries in use, in one form."""
    assert moments.parse_date(text) is None
    assert moments.parse_instant(f"{text}T00:00:00.000Z") is None


def test_what_is_no_instant_or_out_of_range_is_unknown() -> None:
    """Another form, another zone or another century gives nothing."""
    assert moments.parse_instant("2026-11-20T08:00:00.000+08:00") is None
    assert moments.parse_instant("2026-11-20T24:00:00.000Z") is None
    assert moments.within(moments.LAST_MS + 1) is None


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("1h", 3_600_000),
        ("-1h30m", -5_400_000),
        ("90s", 90_000),
        ("1m1s", 61_000),
        ("", None),
        ("-", None),
        ("1d", None),
        ("1s1h", None),
        ("9999999h", None),
    ],
)
def test_a_duration_is_hours_minutes_and_seconds(text: str, ms: int | None) -> None:
    """No days: a day is not always 24 hours."""
    assert moments.parse_duration(text) == ms


@given(DATES, DATES)
def test_age_counts_full_years(born: date, today: date) -> None:
    """Who was born on 29 February is a year older on 1 March."""
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))

    found = moments.age(born.toordinal(), today.toordinal())

    assert found == (None if born > today else years)
