"""What a change of severity does to a running deadline (scoring.md §7, *Regrade*)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from audit_rules.calendars import Calendar, CalendarUncoveredError, Milliseconds
from audit_rules.deadlines import Counting, DeadlineClass, Extension, deadline

if TYPE_CHECKING:
    from collections.abc import Iterable

# Whoever waits for the owner's work has a running clock; what was submitted or ended has none.
MOVED = frozenset({"assigned", "accepted", "in_progress", "returned", "declined", "ineffective"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Regraded:
    """Which clock goes on, and the two moments that were compared; None lies outside the calendar."""

    goes_on: Literal["old", "new"]
    old_due: Milliseconds | None
    new_due: Milliseconds | None
    counting: Counting

    @property
    def due(self) -> Milliseconds | None:
        """The moment of the clock that goes on, as if it ran."""
        return self.new_due if self.goes_on == "new" else self.old_due


def regraded(
    calendar: Calendar, old: Counting, at: Milliseconds, wanted: DeadlineClass, *, raised: bool
) -> Regraded:
    """The clock that goes on after a regrade at `at`: the earlier when raised, the later when lowered.

    A paused clock is compared as if it were resumed at `at`, and stays paused.
    """
    new = _raised(old, at, wanted) if raised else _lowered(old, wanted)
    old_due, new_due = _due(calendar, old, at), _due(calendar, new, at)
    if old_due is None or new_due is None:
        # A moment outside the calendar is later than any other; where both are, the new one counts.
        takes_new = new_due is not None if raised else new_due is None
        takes_new = takes_new or old_due == new_due
    else:
        takes_new = new_due < old_due if raised else new_due > old_due
    return Regraded(
        goes_on="new" if takes_new else "old",
        old_due=old_due,
        new_due=new_due,
        counting=new if takes_new else old,
    )


def fits(extension: Extension, wanted: DeadlineClass) -> bool:
    """Whether an extension has the unit of a class; a date fits every one."""
    if wanted.clock == "working_days":
        return extension.add_ms == 0
    return extension.add_days == 0


def _raised(old: Counting, at: Milliseconds, wanted: DeadlineClass) -> Counting:
    is_paused = any(end is None for _, end in old.pauses)
    return Counting(
        start=at, wanted=wanted, pauses=((at, None),) if is_paused else (), ladder=old.ladder
    )


def _lowered(old: Counting, wanted: DeadlineClass) -> Counting:
    return replace(old, wanted=wanted, extensions=_fitting(old.extensions, wanted))


def _fitting(given: Iterable[Extension], wanted: DeadlineClass) -> tuple[Extension, ...]:
    return tuple(one for one in given if fits(one, wanted))


def _due(calendar: Calendar, counting: Counting, at: Milliseconds) -> Milliseconds | None:
    resumed = tuple((start, at if end is None else end) for start, end in counting.pauses)
    try:
        return deadline(calendar, replace(counting, pauses=resumed)).due
    except CalendarUncoveredError:
        return None
