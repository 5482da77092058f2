"""What openings of one push ask of the places and the past, each asked once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from backend.findings import queries
from backend.sites import service as sites

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend.findings.desk import Desk
    from backend.findings.opening import Finding
    from backend.findings.records import EarlierRow, NonconformityRow
    from backend.plumbing.database.transaction import Reader


@dataclass(slots=True)
class Ground:
    """Loaded before anything is opened; what is asked beyond it is asked once for each place."""

    reader: Reader
    organisation: str
    # What these inspections raised before.
    known: list[NonconformityRow]
    # Ids that findings made by hand bring along and that are taken already.
    taken: frozenset[str]
    earlier: dict[tuple[str, str | None], list[EarlierRow]]
    owners: dict[tuple[str, str | None], str | None] = field(default_factory=dict[Any, Any])
    calendars: dict[str, tuple[str, int]] = field(default_factory=dict[Any, Any])

    async def owner(self, site: str, area: str | None) -> str | None:
        """Who owns actions at a place."""
        place = site, area
        if place not in self.owners:
            self.owners[place] = await sites.action_owner(
                self.reader, self.organisation, site, area
            )
        return self.owners[place]

    async def calendar(self, site: str) -> tuple[str, int]:
        """The calendar of a place, and the version that new deadlines pin."""
        if site not in self.calendars:
            where = await sites.known_site(self.reader, self.organisation, site)
            version = await sites.newest_calendar_version(
                self.reader, self.organisation, where.calendar
            )
            self.calendars[site] = where.calendar, version
        return self.calendars[site]


async def ground_of(reader: Reader, desk: Desk, findings: Sequence[Finding]) -> Ground:
    """Read what these findings will be held against."""
    organisation = desk.organisation
    inspections = sorted({one.inspection.id for one in findings})
    brought = sorted({one.finding for one in findings if one.finding is not None})
    taken = await queries.by_ids(reader, organisation, brought)
    return Ground(
        reader=reader,
        organisation=organisation,
        known=await queries.of_inspections(reader, organisation, inspections),
        taken=frozenset(row.id for row in taken),
        earlier=await _earlier(reader, desk, findings),
    )


async def _earlier(
    reader: Reader, desk: Desk, findings: Sequence[Finding]
) -> dict[tuple[str, str | None], list[EarlierRow]]:
    """Earlier nonconformities of the same questions, by site, as far back as the rules look."""
    asked: dict[str, list[Finding]] = {}
    for one in findings:
        if one.source == "rule":
            asked.setdefault(one.inspection.site, []).append(one)
    found: dict[tuple[str, str | None], list[EarlierRow]] = {}
    for site, some in asked.items():
        days = [date.fromisoformat(one.inspection.filed_on) for one in some]
        windows = [desk.rules[one.inspection.rules]["repeat_rule"]["window_days"] for one in some]
        span = (min(days) - timedelta(days=max(windows))).isoformat(), max(days).isoformat()
        questions = sorted({one.question or "" for one in some})
        rows = await queries.same_questions(reader, desk.organisation, site, questions, span)
        for row in rows:
            found.setdefault((site, row.question), []).append(row)
    return found
