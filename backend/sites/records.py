"""Rows of places, calendars and the responsibility matrix."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from backend.plumbing.database.records import Record
from backend.sites import tables

if TYPE_CHECKING:
    from piccolo.table import Table


class PlacedRow(Record, frozen=True):
    """How a place lies."""

    id: str
    level: str
    parent: str | None
    zone: str


class CalendarRow(Record, frozen=True):
    """One version of a working calendar."""

    organisation: str
    id: str
    key: str
    version: int
    title: str
    document: str


class CalendarInUse(Record, frozen=True):
    """The newest version of a calendar that a place uses."""

    key: str
    version: int
    title: str
    document: str


class SiteRow(Record, frozen=True):
    """A region, a site or an area; `path` holds the ids from the top down to itself."""

    organisation: str
    id: str
    key: str
    parent: str | None
    level: str
    path: str
    title: str
    zone: str
    calendar: str
    retired: bool

    @property
    def names(self) -> dict[str, str]:
        """The name by language."""
        return json.loads(self.title)


class ResponsibilityRow(Record, frozen=True):
    """A row of the responsibility matrix."""

    organisation: str
    id: str
    site: str
    duty: str
    person: str
    position: int


class Responsible(Record, frozen=True):
    """Who has the duty that was asked for at a site."""

    site: str
    person: str


WHOLE: dict[type[Record], type[Table]] = {
    CalendarRow: tables.Calendar,
    SiteRow: tables.Site,
    ResponsibilityRow: tables.Responsibility,
}
