"""Reads and writes of sites, calendars and the responsibility matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.plumbing.database.transaction import Reader, Row, Transaction, Values, one
from backend.sites.tables import Calendar, Responsibility, Site

if TYPE_CHECKING:
    from collections.abc import Sequence

SITES_MAX = 10_000


async def sites_of(reader: Reader, organisation: str) -> list[Row]:
    """All regions, sites and areas, from the top down."""
    return await reader.select(
        Site.select().where(Site.organisation == organisation).order_by(Site.path).limit(SITES_MAX)
    )


async def site_by_id(reader: Reader, organisation: str, site: str) -> Row | None:
    rows = await reader.select(
        Site.select().where((Site.organisation == organisation) & (Site.id == site))
    )
    return rows[0] if rows else None


async def add_site(tx: Transaction, values: Values) -> None:
    await tx.run(Site.insert(Site(**values)))


async def add_calendar(tx: Transaction, values: Values) -> None:
    await tx.run(Calendar.insert(Calendar(**values)))


async def newest_calendar(reader: Reader, organisation: str, key: str) -> Row | None:
    rows = await reader.select(
        Calendar.select()
        .where((Calendar.organisation == organisation) & (Calendar.key == key))
        .order_by(Calendar.version, ascending=False)
        .limit(1)
    )
    return rows[0] if rows else None


async def calendars_in_use(reader: Reader, organisation: str) -> list[Row]:
    """The newest version of each calendar that a place which is not retired uses."""
    return await reader.fetch(
        "SELECT c.key, c.version, c.title, c.document FROM calendar c WHERE c.organisation = ? "
        "AND c.version = (SELECT MAX(v.version) FROM calendar v "
        "WHERE v.organisation = c.organisation AND v.key = c.key) "
        "AND EXISTS (SELECT 1 FROM site s WHERE s.organisation = c.organisation "
        "AND s.calendar = c.key AND NOT s.retired) ORDER BY c.key LIMIT 1000",
        (organisation,),
    )


async def calendar_version(
    reader: Reader, organisation: str, key: str, version: int
) -> Row | None:
    return await one(
        reader,
        "SELECT document FROM calendar WHERE organisation = ? AND key = ? AND version = ?",
        (organisation, key, version),
    )


async def add_responsibility(tx: Transaction, values: Values) -> None:
    await tx.run(Responsibility.insert(Responsibility(**values)))


async def responsible(
    reader: Reader, organisation: str, sites: Sequence[str], duty: str
) -> list[Row]:
    """The rows of the matrix for one duty at these sites, in the order written."""
    return await reader.select(
        Responsibility.select(Responsibility.site, Responsibility.person)
        .where(
            (Responsibility.organisation == organisation)
            & Responsibility.site.is_in(list(sites))
            & (Responsibility.duty == duty)
        )
        .order_by(Responsibility.position)
        .limit(1_000)
    )
