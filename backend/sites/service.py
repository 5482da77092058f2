"""Places and who answers for them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from audit_rules.calendars import alarm_of, calendar_from, local_day
from backend.ids import new_id
from backend.people import queries as people_queries
from backend.problems import RefusedError, field_refused
from backend.sites import queries
from backend.sites.records import CalendarInUse, ResponsibilityRow, SiteRow
from backend.sites.schemas import CalendarAlarm, CalendarShown, SiteShown
from checklists.filing import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend.people.records import RoleHeldBy
    from backend.permissions import Caller
    from backend.plumbing.database.transaction import Reader, Transaction
    from backend.plumbing.shell import Shell


async def shown(shell: Shell, caller: Caller) -> list[SiteShown]:
    """The sites that any of the caller's roles reaches, with the regions above them."""
    async with shell.database.reading() as reader:
        rows = await queries.sites_of(reader, caller.organisation)
    reached = caller.sites(frozenset(caller.sites_by_role))
    return [site_shown(row) for row in rows if reached is None or _near(row, reached)]


def site_shown(row: SiteRow) -> SiteShown:
    """A site's row as it goes over the wire."""
    return SiteShown(
        id=row.id,
        key=row.key,
        name=row.names,
        parent=row.parent,
        level=row.level,
        zone=row.zone,
        retired=row.retired,
    )


async def known_site(reader: Reader, organisation: str, site: str) -> SiteRow:
    """The site; raises `not_found` when this organisation has none of that id."""
    row = await queries.site_by_id(reader, organisation, site)
    if row is None:
        raise RefusedError("not_found")
    return row


async def action_owner(
    reader: Reader, organisation: str, site: str, area: str | None
) -> str | None:
    """Who owns actions here: the area's row, the site's, else the narrowest owner by id (§6).

    An area that the server does not know, or no more, is as none.
    """
    if area is not None and await queries.site_by_id(reader, organisation, area) is None:
        area = None
    places = [place for place in (area, site) if place is not None]
    rows = await queries.responsible(reader, organisation, places, "action_owner")
    for place in places:
        for row in rows:
            if row.site == place:
                return row.person
    return await _narrowest_owner(reader, organisation, area or site)


async def appoint(
    shell: Shell, tx: Transaction, organisation: str, site: str, duty: str, *, persons: list[str]
) -> None:
    """Write matrix rows; an action owner must hold the role `owner` there."""
    where = await known_site(tx, organisation, site)
    if duty == "action_owner":
        holders = await people_queries.holders(tx, organisation, "owner")
        able = {row.person for row in holders if _covers(row.path, where.path)}
        if missing := [person for person in persons if person not in able]:
            raise field_refused(
                "person",
                f"{missing[0]} is no owner here; give the role first.",
                f"{missing[0]} 在此没有责任人角色，请先授予。",
            )
    for position, person in enumerate(persons):
        await queries.add_responsibility(
            tx,
            ResponsibilityRow(
                organisation=organisation,
                id=new_id(shell.clock.now(), shell.random),
                site=site,
                duty=duty,
                person=person,
                position=position,
            ),
        )


async def _narrowest_owner(reader: Reader, organisation: str, site: str) -> str | None:
    where = await known_site(reader, organisation, site)
    holders = [
        row
        for row in await people_queries.holders(reader, organisation, "owner")
        if _covers(row.path, where.path)
    ]
    if not holders:
        return None
    return min(holders, key=lambda row: (-len(row.path or ""), row.person)).person


def _covers(scope: str | None, path: str) -> bool:
    return scope is None or path.startswith(scope)


def _near(row: SiteRow, reached: frozenset[str]) -> bool:
    return row.id in reached or row.level == "region"


async def calendar_document(
    reader: Reader, organisation: str, key: str, version: int
) -> dict[str, Any]:
    """One version of a calendar."""
    text = await queries.calendar_text(reader, organisation, key, version)
    assert text is not None, f"no calendar {key} version {version}"
    return json.loads(text)


async def newest_calendar_version(reader: Reader, organisation: str, key: str) -> int:
    """The version that new deadlines pin."""
    row = await queries.newest_calendar(reader, organisation, key)
    assert row is not None, f"no calendar {key}"
    return row.version


async def calendars(shell: Shell, organisation: str) -> list[CalendarShown]:
    """The newest version of each calendar that a place uses, with what is to be alarmed of."""
    async with shell.database.reading() as reader:
        rows = await queries.calendars_in_use(reader, organisation)
    return [_calendar_shown(row, shell.clock.now()) for row in rows]


def _calendar_shown(row: CalendarInUse, now: int) -> CalendarShown:
    calendar = calendar_from(json.loads(row.document), ZoneInfo)
    alarm, doubt = alarm_of(calendar, local_day(calendar, now)), calendar.provisional_from
    return CalendarShown(
        key=row.key,
        version=row.version,
        title=json.loads(row.title),
        zone=calendar.zone_name,
        covers=(calendar.covers[0].isoformat(), calendar.covers[1].isoformat()),
        provisional_from=doubt.isoformat() if doubt is not None else None,
        alarm=None
        if alarm is None
        else CalendarAlarm(
            why=alarm.why, first_day=alarm.first_day.isoformat(), days_left=alarm.days_left
        ),
    )


async def places(reader: Reader, organisation: str) -> dict[str, SiteRow]:
    """All regions, sites and areas by id."""
    return {row.id: row for row in await queries.sites_of(reader, organisation)}


async def placed(reader: Reader, organisation: str, ids: Sequence[str]) -> dict[str, Place]:
    """How these places lie, by id; what is no place of the organisation is left out."""
    rows = await queries.placed(reader, organisation, ids)
    return {row.id: Place(level=row.level, parent=row.parent, zone=row.zone) for row in rows}


async def zone_of(reader: Reader, organisation: str, site: str) -> str:
    """The time zone of a site."""
    return (await known_site(reader, organisation, site)).zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Able:
    """Somebody who may own actions at a site."""

    person: str
    name: dict[str, str]
    # All roles held there, sorted.
    roles: tuple[str, ...]
    # The place in the responsibility matrix, the area's rows before the site's; None: not in it.
    position: int | None
    # How near the role owner is held, in letters of a site's path; 0: everywhere.
    nearness: int


async def able_owners(
    reader: Reader, organisation: str, site: str, area: str | None
) -> list[Able]:
    """Everybody whom `owners_at` names, with what tells who of them it should be."""
    where = await known_site(reader, organisation, site)
    held: dict[str, list[RoleHeldBy]] = {}
    for row in await people_queries.held_by_all(reader, organisation):
        if _covers(row.path, where.path):
            held.setdefault(row.person, []).append(row)
    places = [place for place in (area, site) if place is not None]
    rows = await queries.responsible(reader, organisation, places, "action_owner")
    named = [row.person for place in places for row in rows if row.site == place]
    return [
        Able(
            person=person,
            name=json.loads(rows[0].title),
            roles=tuple(sorted({row.role for row in rows})),
            position=named.index(person) if person in named else None,
            nearness=max(len(row.path or "") for row in rows if row.role == "owner"),
        )
        for person, rows in held.items()
        if any(row.role == "owner" for row in rows)
    ]


async def owners_at(reader: Reader, organisation: str, site: str) -> set[str]:
    """Everybody who holds the role `owner` at the site."""
    where = await known_site(reader, organisation, site)
    holders = await people_queries.holders(reader, organisation, "owner")
    return {row.person for row in holders if _covers(row.path, where.path)}
