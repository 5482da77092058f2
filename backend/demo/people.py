"""The demo's organisation, places, calendars and people, written once through the services."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from audit_rules.deadline_forms import demand_calendar
from backend.clock import instant_text
from backend.ids import new_id
from backend.ledger import service as ledger
from backend.people import queries as people
from backend.people import service as people_service
from backend.people.records import MembershipRow, OrganisationRow, PersonRow
from backend.sites import queries as sites
from backend.sites import service as sites_service
from backend.sites.records import CalendarRow, SiteRow
from checklists.canonical import canonical_bytes, sha256_hex

if TYPE_CHECKING:
    from backend.plumbing.database.transaction import Transaction
    from backend.plumbing.shell import Shell

MAIL_HOST = "harbourline.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The ids that the demo's keys became."""

    organisation: str
    people: dict[str, str] = field(default_factory=dict[str, str])
    places: dict[str, str] = field(default_factory=dict[str, str])


async def settle(shell: Shell, tx: Transaction, document: dict[str, Any]) -> House:
    """Write organisation, calendars, places, people, duties; each gets its log entry."""
    house = House(organisation=new_id(shell.clock.now(), shell.random))
    given = document["organisation"]
    await people.add_organisation(
        tx,
        OrganisationRow(
            id=house.organisation,
            key=given["key"],
            title=json.dumps(given["name"], ensure_ascii=False),
            default_language=given["default_language"],
            created_at=shell.clock.now(),
        ),
    )
    await ledger.open_log(shell, tx, house.organisation, given["key"])
    await _calendars(shell, tx, house, document)
    await _places(shell, tx, house, document)
    await _people(shell, tx, house, document)
    await _duties(shell, tx, house, document)
    return house


async def _calendars(
    shell: Shell, tx: Transaction, house: House, document: dict[str, Any]
) -> None:
    """Each version with an entry that names its hash: a deadline is proved with its calendar."""
    entries: list[ledger.NewEntry] = []
    now = shell.clock.now()
    for one in document["calendars"]:
        demand_calendar(one, ZoneInfo)
        kept = {key: value for key, value in one.items() if key != "name"}
        made = new_id(now, shell.random)
        await sites.add_calendar(
            tx,
            CalendarRow(
                organisation=house.organisation,
                id=made,
                key=one["id"],
                version=one["version"],
                title=json.dumps(one["name"], ensure_ascii=False),
                document=json.dumps(kept, sort_keys=True),
            ),
        )
        published: dict[str, Any] = {
            "about": "calendar",
            "subject": made,
            "event": "published",
            "actor": "system",
            "recorded_at": instant_text(now),
            "key": one["id"],
            "version": one["version"],
            "sha256": sha256_hex(canonical_bytes(kept)),
        }
        body = ledger.server_body(shell, "event", published)
        entries.append(ledger.entry_with(house.organisation, "event", made, body))
    await ledger.append(tx, house.organisation, now, entries)


async def _places(shell: Shell, tx: Transaction, house: House, document: dict[str, Any]) -> None:
    for region in document["regions"]:
        await _place(
            shell, tx, house, (region["key"], None, "region"), name=region["name"], site={}
        )
    for site in document["sites"]:
        await _place(
            shell, tx, house, (site["key"], site["region"], "site"), name=site["name"], site=site
        )
        for area in site["areas"]:
            key = f"{site['key']}/{area}"
            await _place(
                shell,
                tx,
                house,
                (key, site["key"], "area"),
                name=document["areas"][area],
                site=site,
            )


async def _place(
    shell: Shell,
    tx: Transaction,
    house: House,
    at: tuple[str, str | None, str],
    *,
    name: dict[str, str],
    site: dict[str, Any],
) -> None:
    key, parent, level = at
    made = house.places[key] = new_id(shell.clock.now(), shell.random)
    above = house.places[parent] if parent else None
    top = (await sites_service.known_site(tx, house.organisation, above)).path if above else "/"
    await sites.add_site(
        tx,
        SiteRow(
            organisation=house.organisation,
            id=made,
            key=key.split("/")[-1],
            parent=above,
            level=level,
            path=f"{top}{made}/",
            title=json.dumps(name, ensure_ascii=False),
            zone=site.get("zone", "UTC"),
            calendar=site.get("calendar", ""),
            retired=False,
        ),
    )


async def _people(shell: Shell, tx: Transaction, house: House, document: dict[str, Any]) -> None:
    for one in document["people"]:
        made = house.people[one["key"]] = new_id(shell.clock.now(), shell.random)
        await people.add_person(
            tx,
            PersonRow(
                organisation=house.organisation,
                id=made,
                key=one["key"],
                email=people_service.folded(f"{one['key']}@{MAIL_HOST}"),
                title=json.dumps(one["name"], ensure_ascii=False),
                language=one["language"],
                password_hash="",
                disabled=False,
            ),
        )
        for held in memberships(one):
            await _membership(shell, tx, house, made, held)


def memberships(person: dict[str, Any]) -> list[dict[str, str]]:
    """A person's roles with their scopes: all, a region's key or a site's."""
    given = person.get("memberships")
    return given or [{"role": role, "scope": person["scope"]} for role in person["roles"]]


async def _membership(
    shell: Shell, tx: Transaction, house: House, person: str, held: dict[str, str]
) -> None:
    site = None if held["scope"] == "all" else house.places[held["scope"]]
    made = new_id(shell.clock.now(), shell.random)
    await people.add_membership(
        tx,
        MembershipRow(
            organisation=house.organisation,
            id=made,
            person=person,
            role=held["role"],
            site=site,
        ),
    )
    body = ledger.server_body(
        shell,
        "membership",
        {"person": person, "role": held["role"], "scope": site or "all", "given": True},
    )
    await ledger.append(
        tx,
        house.organisation,
        shell.clock.now(),
        [ledger.entry_with(house.organisation, "membership", person, body)],
    )


async def _duties(shell: Shell, tx: Transaction, house: House, document: dict[str, Any]) -> None:
    rows = [(one["site"], one) for one in document["responsibility_matrix"]]
    rows += [
        (f"{one['site']}/{one['area']}", one) for one in document["responsibility_matrix_areas"]
    ]
    for place, row in rows:
        for duty in ("self_check", "spot_check", "action_owner", "verifier", "escalate"):
            if duty in row:
                keys = row[duty] if isinstance(row[duty], list) else [row[duty]]
                persons = [house.people[key] for key in keys]
                await sites_service.appoint(
                    shell, tx, house.organisation, house.places[place], duty, persons=persons
                )
