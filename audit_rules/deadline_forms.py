"""Whether calendars, classes and deadlines have their form: every mistake at once, by its key (§7).

Asked where a document enters. What was taken once is computed with as it is for ever.
"""

# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from audit_rules.calendars import WEEKDAYS
from checklists.expressions.moments import parse_instant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import tzinfo

    Zones = Callable[[str], tzinfo]

Path = tuple[str | int, ...]
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)
DAYS_MAX = 36_525  # a hundred years
MS_MAX = DAYS_MAX * 86_400_000
SPANS_MAX, ITEMS_MAX, TEXT_MAX, MISTAKES_MAX = 24, 10_000, 80, 100
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]\Z")
CALENDAR = ("id", "version", "zone", "weekly", "covers")
CALENDAR_MORE = ("days", "provisional_from", "name")
CLOCKS = ("elapsed", "working", "working_days")
DEADLINE = ("calendar", "start", "class")
DEADLINE_MORE = ("pauses", "extensions", "ladder", "escalation", "now", "done")
STATES = ("requested", "approved", "rejected")
GIVEN = ("add_ms", "add_days", "until")
WHEN = ("permille", "after_due_ms")


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong where, with what was expected, in both languages."""

    path: Path
    en: str
    zh: str

    @property
    def place(self) -> str:
        """The path as people write it: `calendar.weekly.mon[0][1]`."""
        return "".join(
            f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.path
        ).removeprefix(".")


class DeadlineFormError(ValueError):
    """A document that has not its form; `mistakes` names each."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("\n".join(f"{one.place}: {one.en}" for one in mistakes))
        self.mistakes = mistakes


def demand_calendar(document: object, zones: Zones) -> None:
    """Raise DeadlineFormError, and nothing else, for what is no calendar."""
    _raise(calendar_mistakes(document, zones))


def demand_class(document: object, path: Path = (), more: Iterable[str] = ()) -> None:
    """Raise DeadlineFormError, and nothing else, for what is no class; `more` keys are let be."""
    found = _Mistakes()
    _class(found, path, document, tuple(more))
    _raise(found.made)


def demand_deadline(document: object, zones: Zones) -> None:
    """Raise DeadlineFormError, and nothing else, for what is no whole deadline to be explained."""
    found = _Mistakes()
    read = found.keys((), document, DEADLINE, DEADLINE_MORE)
    if read is not None:
        if "calendar" in read:
            _calendar(found, ("calendar",), read["calendar"], zones)
        if "class" in read:
            _class(found, ("class",), read["class"], ())
        for name in ("start", "now", "done"):
            if name in read:
                found.instant((name,), read[name])
        for at, one in found.items(("pauses",), read.get("pauses", [])):
            _pause(found, ("pauses", at), one)
        for at, one in found.items(("extensions",), read.get("extensions", [])):
            _extension(found, ("extensions", at), one)
        for name in ("ladder", "escalation"):
            for at, one in found.items((name,), read.get(name, [])):
                _rung(found, (name, at), one)
    _raise(found.made)


def calendar_mistakes(document: object, zones: Zones) -> list[Mistake]:
    """Every mistake of a calendar document; none when it can be computed with."""
    found = _Mistakes()
    _calendar(found, (), document, zones)
    return found.made


class _Mistakes:
    """Collects what is wrong; each check says whether its value can be used."""

    def __init__(self) -> None:
        self.made: list[Mistake] = []

    def add(self, path: Path, en: str, zh: str) -> None:
        if len(self.made) < MISTAKES_MAX:
            self.made.append(Mistake(path, en, zh))

    def keys(
        self, path: Path, value: object, needed: Iterable[str], more: Iterable[str] = ()
    ) -> dict[str, Any] | None:
        """An object with these keys and no others; its known part, None when it is no object."""
        needed, known = tuple(needed), (*needed, *more)
        names = ", ".join(known)
        if not isinstance(value, dict):
            self.add(path, f"an object with {names} was expected", f"应为含 {names} 的对象")
            return None
        read = cast("dict[object, Any]", value)
        for key in read:
            if key not in known:
                place = (*path, _shown(key))
                self.add(place, f"unknown; known here: {names}", f"未知的键；可用：{names}")
        for name in needed:
            if name not in read:
                self.add((*path, name), "is missing", "缺失")
        return {name: read[name] for name in known if name in read}

    def items(self, path: Path, value: object) -> list[tuple[int, Any]]:
        """A list's members with their places; nothing when it is no list."""
        if not isinstance(value, list) or len(cast("list[Any]", value)) > ITEMS_MAX:
            self.add(
                path,
                f"a list of at most {ITEMS_MAX} was expected",
                f"应为至多 {ITEMS_MAX} 项的列表",
            )
            return []
        return list(enumerate(cast("list[Any]", value)))

    def whole(self, path: Path, value: object, least: int, most: int) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.add(
                path,
                f"a whole number from {least} to {most} was expected",
                f"应为 {least} 到 {most} 的整数",
            )

    def one_of(self, path: Path, value: object, names: tuple[str, ...]) -> bool:
        if not isinstance(value, str) or value not in names:
            said = ", ".join(names)
            self.add(path, f"one of {said} was expected", f"应为以下之一：{said}")
            return False
        return True

    def text(self, path: Path, value: object) -> None:
        if not isinstance(value, str) or not 0 < len(value) <= TEXT_MAX:
            self.add(
                path, f"a text of 1 to {TEXT_MAX} was expected", f"应为 1 到 {TEXT_MAX} 字的文本"
            )

    def day(self, path: Path, value: object) -> date | None:
        made = _day(value)
        if made is None:
            span = f"{FIRST_DAY} … {LAST_DAY}"
            self.add(
                path,
                f"a day that exists, as text YYYY-MM-DD, was expected ({span})",
                f"应为存在的日期文本 YYYY-MM-DD（{span}）",
            )
        return made

    def instant(self, path: Path, value: object) -> str | None:
        if isinstance(value, str) and _day(value[:10]) and parse_instant(value) is not None:
            return value
        self.add(
            path,
            "a moment YYYY-MM-DDTHH:MM:SS.mmmZ was expected",
            "应为时刻 YYYY-MM-DDTHH:MM:SS.mmmZ",
        )
        return None


def _raise(mistakes: list[Mistake]) -> None:
    if mistakes:
        raise DeadlineFormError(mistakes)


def _calendar(found: _Mistakes, path: Path, value: object, zones: Zones) -> None:
    read = found.keys(path, value, CALENDAR, CALENDAR_MORE)
    if read is None:
        return
    if "id" in read:
        found.text((*path, "id"), read["id"])
    if "version" in read:
        found.whole((*path, "version"), read["version"], 1, 2**31 - 1)
    if "zone" in read and not _is_zone(read["zone"], zones):
        found.add(
            (*path, "zone"),
            "a time zone such as Asia/Shanghai was expected",
            "应为时区，例如 Asia/Shanghai",
        )
    if "weekly" in read:
        weekly = found.keys((*path, "weekly"), read["weekly"], (), WEEKDAYS) or {}
        for name, spans in weekly.items():
            _spans(found, (*path, "weekly", name), spans)
    if "days" in read:
        _days(found, (*path, "days"), read["days"])
    if "covers" in read:
        _covers(found, (*path, "covers"), read["covers"])
    if read.get("provisional_from") is not None:
        found.day((*path, "provisional_from"), read["provisional_from"])


def _days(found: _Mistakes, path: Path, value: object) -> None:
    if not isinstance(value, dict):
        found.add(path, "an object with a day in each key was expected", "应为以日期为键的对象")
        return
    for key, spans in cast("dict[object, Any]", value).items():
        place = (*path, _shown(key))
        found.day(place, key)
        if isinstance(spans, str):
            found.one_of(place, spans, tuple(f"as:{name}" for name in WEEKDAYS))
        else:
            _spans(found, place, spans)


def _covers(found: _Mistakes, path: Path, value: object) -> None:
    pair = _pair(value)
    if pair is None:
        found.add(
            path, "a list of its first and its last day was expected", "应为首日与末日的列表"
        )
        return
    first, last = (found.day((*path, at), one) for at, one in enumerate(pair))
    if first and last and last < first:
        found.add(path, "the last day comes before the first", "末日早于首日")


def _spans(found: _Mistakes, path: Path, value: object) -> None:
    if not isinstance(value, list) or len(cast("list[Any]", value)) > SPANS_MAX:
        found.add(
            path,
            f'a list of at most {SPANS_MAX} spans ["09:00", "17:30"] was expected',
            f'应为至多 {SPANS_MAX} 个时段的列表，如 ["09:00", "17:30"]',
        )
        return
    for at, span in enumerate(cast("list[Any]", value)):
        place, pair = (*path, at), _pair(span)
        if pair is None:
            found.add(
                place, 'two times ["09:00", "17:30"] were expected', '应为 ["09:00", "17:30"]'
            )
            continue
        opens, closes = pair
        if not _is_time(opens):
            found.add(
                (*place, 0), "a time 00:00 to 23:59 was expected", "应为 00:00 到 23:59 的时间"
            )
        if not _is_time(closes) and closes != "24:00":
            found.add(
                (*place, 1), "a time 00:00 to 24:00 was expected", "应为 00:00 到 24:00 的时间"
            )
        elif opens == closes:
            found.add(
                place,
                'two different times were expected; a whole day is ["00:00", "24:00"]',
                '应为两个不同的时间；全天为 ["00:00", "24:00"]',
            )


def _class(found: _Mistakes, path: Path, value: object, more: tuple[str, ...]) -> None:
    clock: object = (
        cast("dict[object, Any]", value).get("clock") if isinstance(value, dict) else None
    )
    by_days = clock == "working_days"
    needed = ("clock", "days") if by_days else ("clock", "ms")
    read = found.keys(path, value, needed, more if by_days else ("snap", *more))
    if read is None:
        return
    if "clock" in read:
        found.one_of((*path, "clock"), read["clock"], CLOCKS)
    if "ms" in read:
        found.whole((*path, "ms"), read["ms"], 0, MS_MAX)
    if "days" in read:
        found.whole((*path, "days"), read["days"], 0, DAYS_MAX)
    if "snap" in read:
        found.one_of((*path, "snap"), read["snap"], ("end_of_business",))


def _pause(found: _Mistakes, path: Path, value: object) -> None:
    pair = _pair(value)
    if pair is None:
        found.add(
            path,
            "a list of two moments was expected; the second is null while it lasts",
            "应为两个时刻的列表；仍在暂停时第二个为 null",
        )
        return
    start = found.instant((*path, 0), pair[0])
    end = None if pair[1] is None else found.instant((*path, 1), pair[1])
    if start and end and end < start:
        found.add(path, "the pause ends before it begins", "暂停的结束早于开始")


def _extension(found: _Mistakes, path: Path, value: object) -> None:
    read = found.keys(path, value, ("state",), GIVEN)
    if read is None:
        return
    if "state" in read:
        found.one_of((*path, "state"), read["state"], STATES)
    _exactly_one(found, path, read, GIVEN)
    if "add_ms" in read:
        found.whole((*path, "add_ms"), read["add_ms"], 0, MS_MAX)
    if "add_days" in read:
        found.whole((*path, "add_days"), read["add_days"], 0, DAYS_MAX)
    if "until" in read:
        found.instant((*path, "until"), read["until"])


def _rung(found: _Mistakes, path: Path, value: object) -> None:
    read = found.keys(path, value, ("id", "role"), WHEN)
    if read is None:
        return
    for name in ("id", "role"):
        if name in read:
            found.text((*path, name), read[name])
    _exactly_one(found, path, read, WHEN)
    if "permille" in read:
        found.whole((*path, "permille"), read["permille"], 0, 1_000)
    if "after_due_ms" in read:
        found.whole((*path, "after_due_ms"), read["after_due_ms"], 0, MS_MAX)


def _exactly_one(
    found: _Mistakes, path: Path, read: dict[str, Any], names: tuple[str, ...]
) -> None:
    if sum(name in read for name in names) != 1:
        said = ", ".join(names)
        found.add(path, f"exactly one of {said} was expected", f"应恰有其中之一：{said}")


def _pair(value: object) -> tuple[Any, Any] | None:
    if not isinstance(value, list | tuple):
        return None
    parts = cast("list[Any]", value)
    return (parts[0], parts[1]) if len(parts) == 2 else None


def _is_time(value: object) -> bool:
    return isinstance(value, str) and TIME.match(value) is not None


def _day(value: object) -> date | None:
    if not isinstance(value, str) or not DAY.match(value):
        return None
    try:
        made = date.fromisoformat(value)
    except ValueError:
        return None
    return made if FIRST_DAY <= made <= LAST_DAY else None


def _is_zone(value: object, zones: Zones) -> bool:
    """A name of no zone raises one of these, by what the machine's zone files look like."""
    if not isinstance(value, str) or not 0 < len(value) <= TEXT_MAX:
        return False
    try:
        zones(value)
    except (LookupError, ValueError, OSError):
        return False
    return True


def _shown(key: object) -> str:
    """A key as text; in YAML an unquoted day is no text."""
    return key[:TEXT_MAX] if isinstance(key, str) else repr(key)[:TEXT_MAX]
