"""Dates, times, instants and durations as numbers; nothing here knows a time zone."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")
TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\Z")
INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])\.([0-9]{3})Z\Z"
)
DURATION = re.compile(r"(-)?(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?\Z")
DAY_MS = 86_400_000
EPOCH_DAY = date(1970, 1, 1).toordinal()
FIRST_DAY = date(1900, 1, 1).toordinal()
LAST_DAY = date(2199, 12, 31).toordinal()
FIRST_MS = (FIRST_DAY - EPOCH_DAY) * DAY_MS
LAST_MS = (LAST_DAY - EPOCH_DAY + 1) * DAY_MS - 1
DURATION_LIMIT = 10**13


@lru_cache(maxsize=4096)
def parse_date(text: str) -> int | None:
    """The day's ordinal; None for no date of 1900-01-01..2199-12-31."""
    found = DATE.match(text)
    if found is None:
        return None
    try:
        day = date(int(found[1]), int(found[2]), int(found[3])).toordinal()
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


def format_date(day: int) -> str:
    """`YYYY-MM-DD`."""
    return date.fromordinal(day).isoformat()


def parse_time(text: str) -> str | None:
    """The time `HH:MM:SS` itself: it sorts as it reads."""
    return text if TIME.match(text) else None


def parse_instant(text: str) -> int | None:
    """Milliseconds since 1970; None for another form or another century."""
    found = INSTANT.match(text)
    day = parse_date(found[1]) if found else None
    if found is None or day is None:
        return None
    clock = (int(found[2]) * 60 + int(found[3])) * 60_000 + int(found[4]) * 1000 + int(found[5])
    return (day - EPOCH_DAY) * DAY_MS + clock


def format_instant(ms: int) -> str:
    """`YYYY-MM-DDTHH:MM:SS.mmmZ`."""
    moment = datetime(1970, 1, 1) + timedelta(milliseconds=ms)  # noqa: DTZ001 - UTC by definition
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{ms % 1000:03d}Z"


def parse_duration(text: str) -> int | None:
    """Milliseconds of `1h30m`; None when malformed or above 10^13."""
    found = DURATION.match(text)
    if found is None or not any(found.group(2, 3, 4)):
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.group(2, 3, 4))
    ms = ((hours * 60 + minutes) * 60 + seconds) * 1000
    if ms > DURATION_LIMIT:
        return None
    return -ms if found[1] else ms


def within(ms: int) -> int | None:
    """An instant in range, else unknown."""
    return ms if FIRST_MS <= ms <= LAST_MS else None


def age(born: int, today: int) -> int | None:
    """Full years; who was born on 29 February has the birthday on 1 March; unknown when unborn."""
    if born > today:
        return None
    one, other = date.fromordinal(born), date.fromordinal(today)
    return other.year - one.year - ((other.month, other.day) < (one.month, one.day))
