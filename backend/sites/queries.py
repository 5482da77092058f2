"""Reads and writes of sites, calendars and the responsibility matrix."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.plumbing.database.records import GIVEN, columns, insert_records, written
from backend.plumbing.database.transaction import marks, one, only
from backend.sites.records import (
    CalendarInUse,
    CalendarRow,
    PlacedRow,
    ResponsibilityRow,
    Responsible,
    SiteRow,
)
from backend.sites.tables import Calendar, Site

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend.plumbing.database.transaction import Reader, Transaction

SITES_MAX = 10_000
SITES = written(
    Site.select().where(Site.organisation == GIVEN).order_by(Site.path).limit(SITES_MAX)
)
SITE_BY_ID = written(Site.select().where((Site.organisation == GIVEN) & (Site.id == GIVEN)))
NEWEST_CALENDAR = written(
    Calendar.select()
    .where((Calendar.organisation == GIVEN) & (Calendar.key == GIVEN))
    .order_by(Calendar.version, ascending=False)
    .limit(1)
)


async def sites_of(reader: Reader, organisation: str) -> list[SiteRow]:
    """All regions, sites and areas, from the top down."""
    return await reader.records(SiteRow, SITES, (organisation,))


async def site_by_id(reader: Reader, organisation: str, site: str) -> SiteRow | None:
    return await only(reader, SiteRow, SITE_BY_ID, (organisation, site))


async def placed(reader: Reader, organisation: str, ids: Sequence[str]) -> list[PlacedRow]:
    if not ids:
        return []
    return await reader.records(
        PlacedRow,
        f"SELECT {columns(PlacedRow)} FROM site WHERE organisation = ? "
        f"AND id IN ({marks(len(ids))})",
        (organisation, *ids),
    )


async def add_site(tx: Transaction, row: SiteRow) -> None:
    await insert_records(tx, "site", [row])


async def add_calendar(tx: Transaction, row: CalendarRow) -> None:
    await insert_records(tx, "calendar", [row])


async def newest_calendar(reader: Reader, organisation: str, key: str) -> CalendarRow | None:
    return await only(reader, CalendarRow, NEWEST_CALENDAR, (organisation, key))


async def calendars_in_use(reader: Reader, organisation: str) -> list[CalendarInUse]:
    """The newest version of each calendar that a place which is not retired uses."""
    return await reader.records(
        CalendarInUse,
        "SELECT c.key, c.version, c.title, c.document FROM calendar c WHERE c.organisation = ? "
        "AND c.version = (SELECT MAX(v.version) FROM calendar v "
        "WHERE v.organisation = c.organisation AND v.key = c.key) "
        "AND EXISTS (SELECT 1 FROM site s WHERE s.organisation = c.organisation "
        "AND s.calendar = c.key AND NOT s.retired) ORDER BY c.key LIMIT 1000",
        (organisation,),
    )


async def calendar_text(reader: Reader, organisation: str, key: str, version: int) -> str | None:
    """The document of one version of a calendar."""
    row = await one(
        reader,
        "SELECT document FROM calendar WHERE organisation = ? AND key = ? AND version = ?",
        (organisation, key, version),
    )
    return row["document"] if row is not None else None


async def add_responsibility(tx: Transaction, row: ResponsibilityRow) -> None:
    await insert_records(tx, "responsibility", [row])


async def responsible(
    reader: Reader, organisation: str, sites: Sequence[str], duty: str
) -> list[Responsible]:
    """The rows of the matrix for one duty at these sites, in the order written."""
    return await reader.records(
        Responsible,
        f"SELECT {columns(Responsible)} FROM responsibility WHERE organisation = ? "
        f"AND site IN ({marks(len(sites))}) AND duty = ? ORDER BY position LIMIT 1000",
        (organisation, *sites, duty),
    )
