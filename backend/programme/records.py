"""Rows of schedules and assignments."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from backend.plumbing.database.records import Record
from backend.programme import tables

if TYPE_CHECKING:
    from piccolo.table import Table


class ScheduleRow(Record, frozen=True):
    """A recurrence for one template on some sites."""

    organisation: str
    id: str
    key: str
    template_key: str
    kind: str
    sites: str
    rrule: str
    grace_days: int
    assignee_role: str
    must: str

    @property
    def site_ids(self) -> list[str]:
        """The sites it is for."""
        return json.loads(self.sites)


class AssignmentRow(Record, frozen=True):
    """One inspection that is due."""

    organisation: str
    id: str
    schedule: str | None
    site: str
    template: str
    rules: str
    kind: str
    person: str | None
    from_on: str
    due_on: str
    state: str
    inspection: str | None


class AskedLast(Record, frozen=True):
    """The person of the newest assignment of a schedule (by its key) at a site."""

    key: str
    site: str
    person: str | None


class Taken(Record, frozen=True):
    """A schedule's day at a site that is planned already."""

    schedule: str | None
    site: str
    from_on: str


WHOLE: dict[type[Record], type[Table]] = {
    ScheduleRow: tables.Schedule,
    AssignmentRow: tables.Assignment,
}
