"""Wire shapes of places."""

from typing import Literal

import msgspec


class SiteShown(msgspec.Struct):
    """A region, site or area."""

    id: str
    key: str
    name: dict[str, str]
    parent: str | None
    level: str
    zone: str
    retired: bool


class CalendarAlarm(msgspec.Struct):
    """From a day on it ends, or is without notice; `days_left` is 0 once that day is here."""

    why: Literal["ends", "provisional"]
    first_day: str
    days_left: int


class CalendarShown(msgspec.Struct):
    """The newest version of a working calendar that places use."""

    key: str
    version: int
    title: dict[str, str]
    zone: str
    covers: tuple[str, str]
    provisional_from: str | None
    alarm: CalendarAlarm | None


class Calendars(msgspec.Struct):
    """The calendars in use, by key."""

    items: list[CalendarShown]
    next: str | None


class Sites(msgspec.Struct):
    """A page of places."""

    items: list[SiteShown]
    next: str | None
