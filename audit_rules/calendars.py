"""Working calendars: which moments count (scoring.md §7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Milliseconds = int
Interval = tuple[Milliseconds, Milliseconds]
Span = tuple[str, str]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ONE_DAY = timedelta(days=1)
ALARM_DAYS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """One version of a calendar; `zone` is its time zone's rules, handed in."""

    id: str
    version: int
    zone_name: str
    zone: tzinfo
    weekly: dict[str, list[Span]]
    days: dict[str, list[Span] | str]
    covers: tuple[date, date]
    provisional_from: date | None


class CalendarUncoveredError(Exception):
    """The calendar says nothing about these days."""


def calendar_from(document: dict[str, Any], zone: Callable[[str], tzinfo]) -> Calendar:
    """A calendar from its document; raises KeyError or ValueError when it is malformed."""
    provisional = document.get("provisional_from")
    return Calendar(
        id=document["id"],
        version=document["version"],
        zone_name=document["zone"],
        zone=zone(document["zone"]),
        weekly={
            day: [(span[0], span[1]) for span in spans]
            for day, spans in document["weekly"].items()
        },
        days={
            day: spans if isinstance(spans, str) else [(span[0], span[1]) for span in spans]
            for day, spans in document.get("days", {}).items()
        },
        covers=(
            date.fromisoformat(document["covers"][0]),
            date.fromisoformat(document["covers"][1]),
        ),
        provisional_from=date.fromisoformat(provisional) if provisional else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Why a calendar needs its next version soon: it ends, or is without notice, from a day on."""

    why: Literal["ends", "provisional"]
    first_day: date
    days_left: int


def alarm_of(calendar: Calendar, today: date) -> Alarm | None:
    """What administrators are alarmed of, from 60 days before on; the end before the doubt (§7)."""
    end = calendar.covers[1] + ONE_DAY
    found: list[tuple[Literal["ends", "provisional"], date]] = [("ends", end)]
    if calendar.provisional_from is not None:
        found.append(("provisional", calendar.provisional_from))
    for why, first in found:
        left = (first - today).days
        if left <= ALARM_DAYS:
            return Alarm(why=why, first_day=first, days_left=max(left, 0))
    return None


def local_day(calendar: Calendar, at: Milliseconds) -> date:
    """The calendar day of a moment, at the place."""
    return (EPOCH + timedelta(milliseconds=at)).astimezone(calendar.zone).date()


def business_days(
    calendar: Calendar, start: Milliseconds
) -> Iterator[tuple[date, list[Interval]]]:
    """Each day from the eve of `start` on, with its working time in UTC, merged.

    Raises CalendarUncoveredError at the first day it says nothing about (the eve excepted).
    """
    day = local_day(calendar, start)
    first, last = calendar.covers
    if day < first:
        raise CalendarUncoveredError
    if day > first:
        yield day - ONE_DAY, _working_time(calendar, day - ONE_DAY)
    while day <= last:
        yield day, _working_time(calendar, day)
        day += ONE_DAY
    raise CalendarUncoveredError


def united(intervals: list[Interval]) -> list[Interval]:
    """The same time without overlaps, in order."""
    made: list[Interval] = []
    for start, end in sorted(intervals):
        if end <= start:
            continue
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return made


def without(intervals: list[Interval], gaps: list[Interval]) -> list[Interval]:
    """The time that is left when the (united) gaps are taken out."""
    left = intervals
    for gap_start, gap_end in gaps:
        left = [
            piece
            for start, end in left
            for piece in ((start, min(end, gap_start)), (max(start, gap_end), end))
            if piece[0] < piece[1]
        ]
    return left


def _working_time(calendar: Calendar, day: date) -> list[Interval]:
    spans = calendar.days.get(day.isoformat(), WEEKDAYS[day.weekday()])
    if isinstance(spans, str):
        spans = calendar.weekly.get(spans.removeprefix("as:"), [])
    return united([_interval(calendar, day, span) for span in spans])


def _interval(calendar: Calendar, day: date, span: Span) -> Interval:
    opens, closes = (_minutes(part) for part in span)
    if closes <= opens:
        closes += 24 * 60
    return (
        _instant(calendar.zone, day, opens, last=False),
        _instant(calendar.zone, day, closes, last=True),
    )


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _instant(zone: tzinfo, day: date, minutes: int, *, last: bool) -> Milliseconds:
    """Local to UTC: of two moments the first or the last; in a jump the moment of the jump."""
    days, rest = divmod(minutes, 24 * 60)
    local = datetime.combine(day + days * ONE_DAY, time(rest // 60, rest % 60))
    early, late = (_utc(local, zone, fold) for fold in (0, 1))
    if early <= late:
        return late if last else early
    return _jump(zone, late, early)


def _utc(local: datetime, zone: tzinfo, fold: int) -> Milliseconds:
    moment = local.replace(tzinfo=zone, fold=fold)
    return (moment.astimezone(UTC) - EPOCH) // timedelta(milliseconds=1)


def _jump(zone: tzinfo, before: Milliseconds, after: Milliseconds) -> Milliseconds:
    """The first moment of the new offset between two moments around one change."""
    old = _offset(zone, before)
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(zone, middle) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(zone: tzinfo, at: Milliseconds) -> timedelta | None:
    return (EPOCH + timedelta(milliseconds=at)).astimezone(zone).utcoffset()
