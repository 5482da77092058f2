"""Deadlines: what is counted is what is due, whatever pauses and calendars there are."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_rules.calendars import (
    Calendar,
    CalendarUncoveredError,
    alarm_of,
    calendar_from,
    united,
    without,
)
from audit_rules.deadlines import Counting, DeadlineClass, Extension, Rung, deadline

HOUR = 3_600_000
DAY = 24 * HOUR
NOON = int(datetime(2026, 11, 18, 4, tzinfo=UTC).timestamp() * 1000)  # Wednesday noon in Shanghai
OFFICE: dict[str, Any] = {
    "id": "office",
    "version": 1,
    "zone": "Asia/Shanghai",
    "weekly": {day: [["08:30", "12:00"], ["13:00", "17:30"]] for day in ("mon", "tue", "wed")}
    | {"thu": [["22:00", "06:00"]], "fri": [["08:30", "17:30"]], "sat": [], "sun": []},
    "days": {"2026-11-23": [], "2026-11-22": "as:mon"},
    "covers": ["2026-01-01", "2027-12-31"],
    "provisional_from": "2027-01-01",
}


def office(**more: Any) -> Calendar:
    """The office's calendar, or one that differs from it."""
    return calendar_from(OFFICE | more, ZoneInfo)


starts = st.integers(NOON - 60 * DAY, NOON + 60 * DAY)
lengths = st.integers(0, 80 * HOUR)
pauses = st.lists(st.tuples(st.integers(-5 * DAY, 20 * DAY), st.integers(0, 3 * DAY)), max_size=4)
clocks = st.sampled_from(["elapsed", "working"])


@given(start=starts, ms=lengths, clock=clocks, gaps=pauses)
def test_the_counted_time_is_the_class(
    start: int, ms: int, clock: Any, gaps: list[tuple[int, int]]
) -> None:
    """The intervals shown sum exactly to the time allowed, lie before due and in no pause."""
    paused = tuple((start + offset, start + offset + length) for offset, length in gaps)
    wanted = DeadlineClass(clock=clock, ms=ms)

    due = deadline(office(), Counting(start=start, wanted=wanted, pauses=paused))

    assert due.due is not None
    assert sum(length for _, _, length in due.counted) == ms == due.total_ms
    assert all(end - begin == length for begin, end, length in due.counted)
    assert all(start <= begin and end <= due.due for begin, end, _ in due.counted)
    counted = [(begin, end) for begin, end, _ in due.counted]
    assert without(counted, united([one for one in paused if one[1] > one[0]])) == counted
    assert not due.counted or due.counted[-1][1] == due.due


@given(start=starts, ms=lengths, more=lengths, clock=clocks)
def test_more_time_is_never_due_earlier(start: int, ms: int, more: int, clock: Any) -> None:
    """An approved extension moves a deadline later; a refused one moves nothing."""
    wanted = DeadlineClass(clock=clock, ms=ms)
    asked = Extension(approved=False, add_ms=more)
    given_ = Extension(approved=True, add_ms=more)

    plain, refused, granted = (
        deadline(office(), Counting(start=start, wanted=wanted, extensions=extensions)).due
        for extensions in ((), (asked,), (given_,))
    )

    assert plain is not None
    assert granted is not None
    assert plain == refused <= granted


@given(start=starts, days=st.integers(1, 15))
def test_working_days_end_with_the_last_span_of_a_later_day(start: int, days: int) -> None:
    """The day it began does not count, a holiday neither, a make-up day does."""
    calendar = office()
    wanted = DeadlineClass(clock="working_days", days=days)

    due = deadline(calendar, Counting(start=start, wanted=wanted))

    assert due.due is not None
    assert due.days is not None
    assert len(due.days) == days
    first = datetime.fromtimestamp(start / 1000, calendar.zone).date().isoformat()
    assert all(day > first for day in due.days)
    assert "2026-11-23" not in due.days
    assert list(due.days) == sorted(set(due.days))


def test_a_make_up_day_counts_and_a_holiday_does_not() -> None:
    """Sunday 22 November works as a Monday; Monday 23 November is off."""
    friday = int(datetime(2026, 11, 20, 2, tzinfo=UTC).timestamp() * 1000)

    due = deadline(
        office(), Counting(start=friday, wanted=DeadlineClass(clock="working_days", days=2))
    )

    assert due.days == ("2026-11-22", "2026-11-24")


def test_no_time_is_due_at_once_and_used_up_at_closing_is_due_at_closing() -> None:
    """Nothing is pushed to the next morning."""
    closing = NOON + 5 * HOUR + HOUR // 2
    nothing = deadline(office(), Counting(start=NOON, wanted=DeadlineClass(clock="working")))
    rest = DeadlineClass(clock="working", ms=4 * HOUR + HOUR // 2)

    assert nothing.due == NOON
    assert deadline(office(), Counting(start=NOON, wanted=rest)).due == closing


def test_an_open_pause_stops_the_clock_unless_its_time_was_over() -> None:
    """What is paused shows what is left; a lapse before the pause stays a lapse."""
    wanted = DeadlineClass(clock="elapsed", ms=10 * HOUR)
    early = Counting(start=NOON, wanted=wanted, pauses=((NOON + 4 * HOUR, None),))
    late = Counting(start=NOON, wanted=wanted, pauses=((NOON + 11 * HOUR, None),))
    days = Counting(
        start=NOON,
        wanted=DeadlineClass(clock="working_days", days=3),
        pauses=((NOON + HOUR, None),),
    )

    stopped = deadline(office(), early)

    assert (stopped.state, stopped.due, stopped.counted_ms, stopped.left_ms) == (
        "paused", None, 4 * HOUR, 6 * HOUR,
    )  # fmt: skip
    assert deadline(office(), late).due == NOON + 10 * HOUR
    assert (deadline(office(), days).state, deadline(office(), days).left_ms) == ("paused", None)


def test_until_and_the_end_of_business_move_only_forward() -> None:
    """An agreed day never makes a deadline earlier."""
    wanted = DeadlineClass(clock="elapsed", ms=HOUR, to_end_of_business=True)
    snapped = deadline(office(), Counting(start=NOON, wanted=wanted))
    before = Extension(approved=True, until=NOON)
    after = Extension(approved=True, until=NOON + 9 * DAY)

    earlier = deadline(office(), Counting(start=NOON, wanted=wanted, extensions=(before,)))
    later = deadline(office(), Counting(start=NOON, wanted=wanted, extensions=(after,)))

    assert snapped.snapped
    assert snapped.due == NOON + 5 * HOUR + HOUR // 2
    assert (earlier.due, earlier.until) == (snapped.due, False)
    assert (later.due, later.until) == (NOON + 9 * DAY, True)


def test_days_the_calendar_says_nothing_about_are_told() -> None:
    """A deadline is never guessed."""
    wanted = DeadlineClass(clock="working", ms=HOUR)
    for start in (NOON - 400 * DAY, NOON + 800 * DAY):
        with pytest.raises(CalendarUncoveredError):
            deadline(office(), Counting(start=start, wanted=wanted))
    for clock, amount in (("working", {"ms": 10_000 * HOUR}), ("working_days", {"days": 900})):
        with pytest.raises(CalendarUncoveredError):
            deadline(
                office(),
                Counting(start=NOON, wanted=DeadlineClass(clock=clock, **amount)),  # pyright: ignore[reportArgumentType]
            )


def test_a_year_without_notice_is_provisional() -> None:
    """A deadline in a year whose holidays are not announced says so."""
    december = int((datetime(2026, 12, 31, tzinfo=UTC) + timedelta(hours=1)).timestamp() * 1000)

    due = deadline(
        office(), Counting(start=december, wanted=DeadlineClass(clock="elapsed", ms=30 * HOUR))
    )

    assert due.provisional
    assert not deadline(
        office(), Counting(start=NOON, wanted=DeadlineClass(clock="elapsed", ms=HOUR))
    ).provisional


@given(start=starts, ms=st.integers(HOUR, 60 * HOUR), clock=clocks)
def test_the_ladder_climbs(start: int, ms: int, clock: Any) -> None:
    """Reminders come before due, in order; the director hears 24 hours after it."""
    ladder = (
        Rung(id="half", role="owner", permille=500),
        Rung(id="late", role="owner", permille=800),
        Rung(id="due", role="manager", permille=1000),
        Rung(id="after", role="director", after_due_ms=DAY),
    )

    due = deadline(
        office(), Counting(start=start, wanted=DeadlineClass(clock=clock, ms=ms), ladder=ladder)
    )

    moments = [at for _, _, at, _ in due.ladder]
    assert due.due is not None
    assert moments == sorted(moments)
    assert start <= moments[0]
    assert moments[2:] == [due.due, due.due + DAY]


@pytest.mark.parametrize(
    ("today", "why", "first_day", "left"),
    [
        ("2026-11-01", None, None, None),
        ("2026-11-02", "provisional", "2027-01-01", 60),
        ("2027-01-01", "provisional", "2027-01-01", 0),
        ("2027-03-01", "provisional", "2027-01-01", 0),
        ("2027-11-02", "ends", "2028-01-01", 60),
        ("2028-02-01", "ends", "2028-01-01", 0),
    ],
)
def test_a_calendar_is_alarmed_of_sixty_days_before(
    today: str, why: str | None, first_day: str | None, left: int | None
) -> None:
    """Its end and a year without notice are known in time; the end weighs more."""
    alarm = alarm_of(calendar_from(OFFICE, ZoneInfo), date.fromisoformat(today))

    if why is None:
        assert alarm is None
    else:
        assert alarm is not None
        assert (alarm.why, alarm.first_day.isoformat(), alarm.days_left) == (why, first_day, left)
