"""When something is due, and every interval that was counted (scoring.md §7)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from audit_rules.calendars import (
    Calendar,
    CalendarUncoveredError,
    Interval,
    Milliseconds,
    business_days,
    local_day,
    united,
    without,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

Clock = Literal["elapsed", "working", "working_days"]
FOREVER = 1 << 62


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineClass:
    """How much time there is: `ms` of elapsed or working time, or `days` of work."""

    clock: Clock
    ms: int = 0
    days: int = 0
    to_end_of_business: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """More time; counts only when approved."""

    approved: bool
    add_ms: int = 0
    add_days: int = 0
    until: Milliseconds | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """A step of the escalation: a share of the class, or a time after due."""

    id: str
    role: str
    permille: int | None = None
    after_due_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """What a deadline is computed from; a pause that has not ended ends with None."""

    start: Milliseconds
    wanted: DeadlineClass
    pauses: tuple[tuple[Milliseconds, Milliseconds | None], ...] = ()
    extensions: tuple[Extension, ...] = ()
    ladder: tuple[Rung, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """The due moment and how it came about; `due` is None while paused."""

    state: Literal["running", "paused"]
    due: Milliseconds | None = None
    counted: tuple[tuple[Milliseconds, Milliseconds, int], ...] = ()
    total_ms: int | None = None
    days: tuple[str, ...] | None = None
    snapped: bool = False
    until: bool = False
    provisional: bool = False
    since: Milliseconds | None = None
    counted_ms: int | None = None
    left_ms: int | None = None
    ladder: tuple[tuple[str, str, Milliseconds, str], ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Course:
    """A deadline being computed: the class with its extensions, the pauses united."""

    calendar: Calendar
    counting: Counting
    wanted: DeadlineClass
    gaps: list[Interval]


def class_from(wanted: dict[str, Any]) -> DeadlineClass:
    """A deadline class from its JSON form (scoring.md §7)."""
    return DeadlineClass(
        clock=wanted["clock"],
        ms=wanted.get("ms", 0),
        days=wanted.get("days", 0),
        to_end_of_business=wanted.get("snap") == "end_of_business",
    )


def deadline(calendar: Calendar, counting: Counting) -> Due:
    """The deadline with its explanation; raises CalendarUncoveredError outside the calendar."""
    wanted = _extended(counting)
    since = _open_since(counting)
    if since is not None:
        paused = _paused(calendar, counting, wanted, since)
        if paused is not None:
            return paused
    gaps = _gaps(counting)
    found = _days_due if wanted.clock == "working_days" else _time_due
    course = _Course(calendar=calendar, counting=counting, wanted=wanted, gaps=gaps)
    return _finished(course, found(calendar, counting.start, wanted, gaps))


def _finished(course: _Course, due: Due) -> Due:
    calendar, counting, wanted = course.calendar, course.counting, course.wanted
    assert due.due is not None
    if wanted.to_end_of_business and wanted.clock != "working_days":
        due = replace(due, due=_end_of_business(calendar, due.due), snapped=True)
    assert due.due is not None
    later = [one.until for one in counting.extensions if one.approved and one.until is not None]
    if later and max(later) > due.due:
        due = replace(due, due=max(later), until=True)
    assert due.due is not None
    start_day = calendar.provisional_from
    provisional = start_day is not None and local_day(calendar, due.due) >= start_day
    rungs = tuple(
        (rung.id, rung.role, _rung_at(course, due, rung), _key(rung, counting))
        for rung in counting.ladder
    )
    return replace(due, provisional=provisional, ladder=rungs)


def _gaps(counting: Counting) -> list[Interval]:
    return united(
        [
            (max(start, counting.start), FOREVER if end is None else end)
            for start, end in counting.pauses
            if end is None or end > counting.start
        ]
    )


def _open_since(counting: Counting) -> Milliseconds | None:
    """When the open pause began."""
    return min(
        (max(start, counting.start) for start, end in counting.pauses if end is None), default=None
    )


def _extended(counting: Counting) -> DeadlineClass:
    given = [one for one in counting.extensions if one.approved]
    return replace(
        counting.wanted,
        ms=counting.wanted.ms + sum(one.add_ms for one in given),
        days=counting.wanted.days + sum(one.add_days for one in given),
    )


def _pieces(
    calendar: Calendar, start: Milliseconds, clock: Clock, gaps: list[Interval]
) -> Iterator[Interval]:
    """The time that counts from `start` on, in order."""
    if clock == "elapsed":
        yield from without([(start, FOREVER)], gaps)
        return
    reached = start
    for _, intervals in business_days(calendar, start):
        ahead = [(max(one, reached), end) for one, end in intervals if end > reached]
        for piece in without(united(ahead), gaps):
            yield piece
            reached = max(reached, piece[1])


def _time_due(
    calendar: Calendar, start: Milliseconds, wanted: DeadlineClass, gaps: list[Interval]
) -> Due:
    counted: list[Interval] = []
    left = wanted.ms
    if left == 0:
        return Due(state="running", due=start, counted=(), total_ms=0)
    for piece_start, piece_end in _pieces(calendar, start, wanted.clock, gaps):
        end = min(piece_end, piece_start + left)
        counted.append((piece_start, end))
        left -= end - piece_start
        if left == 0:
            merged = tuple((one, to, to - one) for one, to in united(counted))
            return Due(state="running", due=end, counted=merged, total_ms=wanted.ms)
    raise CalendarUncoveredError


def _days_due(
    calendar: Calendar, start: Milliseconds, wanted: DeadlineClass, gaps: list[Interval]
) -> Due:
    if wanted.days == 0:
        return Due(state="running", due=_end_of_business(calendar, start, gaps), days=())
    days: list[str] = []
    for day, end in _days_used(calendar, start, gaps):
        days.append(day)
        if len(days) == wanted.days:
            return Due(state="running", due=end, days=tuple(days))
    raise CalendarUncoveredError


def _days_used(
    calendar: Calendar, start: Milliseconds, gaps: list[Interval]
) -> Iterator[tuple[str, Milliseconds]]:
    """Working days after the local day of `start`, each with the end at which it is used up."""
    first_day = local_day(calendar, start)
    for day, intervals in business_days(calendar, start):
        if day > first_day and intervals and not _rests(intervals[-1][1], gaps):
            yield day.isoformat(), intervals[-1][1]


def _rests(end: Milliseconds, gaps: list[Interval]) -> bool:
    """Whether the clock is paused when a business day ends, so that the day is not used up."""
    return any(since < end <= until for since, until in gaps)


def _end_of_business(
    calendar: Calendar, at: Milliseconds, gaps: list[Interval] | None = None
) -> Milliseconds:
    """The earliest end of a business day, not before `at`, at which the clock runs."""
    for _, intervals in business_days(calendar, at):
        if intervals and intervals[-1][1] >= at and not _rests(intervals[-1][1], gaps or []):
            return intervals[-1][1]
    raise CalendarUncoveredError


def _paused(
    calendar: Calendar, counting: Counting, wanted: DeadlineClass, since: Milliseconds
) -> Due | None:
    """The standing of a paused clock; nothing when its time was used up before the pause.

    The calendar must reach beyond `since`: working time that never ends inside it is uncovered.
    """
    gaps = _gaps(counting)
    if wanted.clock == "working_days":
        lapsed = _days_lapsed(calendar, counting, wanted, gaps)
        return None if lapsed else Due(state="paused", since=since)
    counted = 0
    for interval in _whole_intervals(calendar, counting.start, wanted.clock):
        if interval[0] >= since:
            break
        counted += sum(
            end - start for start, end in without([(interval[0], min(interval[1], since))], gaps)
        )
    if counted >= wanted.ms:
        return None
    return Due(state="paused", since=since, counted_ms=counted, left_ms=wanted.ms - counted)


def _days_lapsed(
    calendar: Calendar, counting: Counting, wanted: DeadlineClass, gaps: list[Interval]
) -> bool:
    """Whether the days were used up when the open pause began: a pause does not undo a lapse."""
    try:
        # Within the open pause no day is used up, so what is found lies before it.
        _days_due(calendar, counting.start, wanted, gaps)
    except CalendarUncoveredError:
        return False
    return True


def _whole_intervals(calendar: Calendar, start: Milliseconds, clock: Clock) -> Iterator[Interval]:
    """Working time from `start` on, adjacent days joined; each comes when its end is known."""
    if clock == "elapsed":
        yield (start, FOREVER)
        return
    joined: Interval | None = None
    for piece in _pieces(calendar, start, clock, []):
        if joined is not None and piece[0] <= joined[1]:
            joined = (joined[0], piece[1])
            continue
        if joined is not None:
            yield joined
        joined = piece


def _rung_at(course: _Course, due: Due, rung: Rung) -> Milliseconds:
    start, wanted = course.counting.start, course.wanted
    assert due.due is not None
    if rung.permille is None:
        return due.due + rung.after_due_ms
    if rung.permille >= 1000:
        return due.due
    if wanted.clock == "working_days":
        return start + _share(due.due - start, rung.permille)
    part = replace(wanted, ms=_share(wanted.ms, rung.permille))
    at = _time_due(course.calendar, start, part, course.gaps).due
    assert at is not None
    return at


def _share(ms: int, permille: int) -> int:
    """Round half up, in whole milliseconds."""
    return (ms * permille * 2 + 1000) // 2000


def _key(rung: Rung, counting: Counting) -> str:
    """Before due a step fires once for ever; from due on once per approved extension."""
    late = rung.permille is None or rung.permille >= 1000
    revision = sum(one.approved for one in counting.extensions) if late else 0
    return f"{rung.id}#{revision}"
