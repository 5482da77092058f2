"""Reads and writes of people, memberships, sessions, devices, chains."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.people.records import (
    ChainKnown,
    ChainRow,
    DeviceOf,
    DeviceRow,
    Holder,
    MembershipRow,
    OrganisationRow,
    PersonKnown,
    PersonRow,
    RoleHeldBy,
    RoleOf,
    RoleReach,
    SessionKnown,
    SessionRow,
    ThrottleRow,
)
from backend.people.tables import Chain, Device, Membership, Organisation, Person
from backend.plumbing.database.records import GIVEN, columns, insert_records, written
from backend.plumbing.database.transaction import marks, only

if TYPE_CHECKING:
    from backend.clock import Milliseconds
    from backend.plumbing.database.transaction import Reader, Transaction

PERSON_BY_EMAIL = written(Person.select().where(Person.email == GIVEN))
PERSON_BY_ID = written(
    Person.select().where((Person.organisation == GIVEN) & (Person.id == GIVEN))
)
PEOPLE = written(
    Person.select(
        Person.id, Person.key, Person.title, Person.language, Person.disabled, Person.email
    )
    .where(Person.organisation == GIVEN)
    .order_by(Person.id)
    .limit(10_000)
)
ORGANISATION = written(Organisation.select().where(Organisation.id == GIVEN))
ORGANISATIONS = written(Organisation.select().order_by(Organisation.id).limit(10_000))
ROLES_OF = written(
    Membership.select(Membership.person, Membership.role, Membership.site)
    .where((Membership.organisation == GIVEN) & (Membership.person == GIVEN))
    .limit(1_000)
)
ALL_ROLES = written(
    Membership.select(Membership.person, Membership.role, Membership.site)
    .where(Membership.organisation == GIVEN)
    .limit(50_000)
)
CHAIN_BY_ID = written(Chain.select().where((Chain.organisation == GIVEN) & (Chain.id == GIVEN)))
CHAIN_OF, CHAIN_WITHOUT_DEVICE = (
    written(
        Chain.select()
        .where((Chain.organisation == GIVEN) & (Chain.person == GIVEN) & same)
        .order_by(Chain.id, ascending=False)
        .limit(1)
    )
    for same in (Chain.device == GIVEN, Chain.device.is_null())
)
SERVER_CHAIN = written(
    Chain.select().where((Chain.organisation == GIVEN) & Chain.person.is_null()).limit(1)
)
DEVICE_BY_ID = written(
    Device.select().where((Device.organisation == GIVEN) & (Device.id == GIVEN))
)


async def person_by_email(reader: Reader, email: str) -> PersonRow | None:
    """The person with this folded address, in whatever organisation."""
    return await only(reader, PersonRow, PERSON_BY_EMAIL, (email,))


async def person_by_id(reader: Reader, organisation: str, person: str) -> PersonRow | None:
    return await only(reader, PersonRow, PERSON_BY_ID, (organisation, person))


async def people_of(reader: Reader, organisation: str) -> list[PersonKnown]:
    """Everybody of an organisation, by id."""
    return await reader.records(PersonKnown, PEOPLE, (organisation,))


async def organisation_by_id(reader: Reader, organisation: str) -> OrganisationRow:
    (row,) = await reader.records(OrganisationRow, ORGANISATION, (organisation,))
    return row


async def organisations(reader: Reader) -> list[OrganisationRow]:
    return await reader.records(OrganisationRow, ORGANISATIONS)


async def memberships(reader: Reader, organisation: str, person: str) -> list[RoleOf]:
    """Roles and scopes of one person."""
    return await reader.records(RoleOf, ROLES_OF, (organisation, person))


async def all_memberships(reader: Reader, organisation: str) -> list[RoleOf]:
    return await reader.records(RoleOf, ALL_ROLES, (organisation,))


async def holders(reader: Reader, organisation: str, role: str) -> list[Holder]:
    """Everybody who holds a role, with the site it is held on and that site's path."""
    return await reader.records(
        Holder,
        "SELECT m.person, m.site, s.path FROM membership m "
        "LEFT JOIN site s ON s.organisation = m.organisation AND s.id = m.site "
        "JOIN person p ON p.organisation = m.organisation AND p.id = m.person "
        "WHERE m.organisation = ? AND m.role = ? AND NOT p.disabled ORDER BY m.person LIMIT 10000",
        (organisation, role),
    )


async def held_by_all(reader: Reader, organisation: str) -> list[RoleHeldBy]:
    """Every role of everybody who is not retired, with the site it is held on and that site's path."""
    return await reader.records(
        RoleHeldBy,
        "SELECT m.person, p.title, m.role, m.site, s.path FROM membership m "
        "LEFT JOIN site s ON s.organisation = m.organisation AND s.id = m.site "
        "JOIN person p ON p.organisation = m.organisation AND p.id = m.person "
        "WHERE m.organisation = ? AND NOT p.disabled ORDER BY m.person, m.role LIMIT 50000",
        (organisation,),
    )


async def sites_of_roles(reader: Reader, organisation: str, person: str) -> list[RoleReach]:
    """For each role of a person: `scope` (null = all) and every site under it."""
    return await reader.records(
        RoleReach,
        "SELECT m.role, m.site AS scope, below.id AS site FROM membership m "
        "LEFT JOIN site top ON top.organisation = m.organisation AND top.id = m.site "
        "LEFT JOIN site below ON below.organisation = m.organisation "
        "AND substr(below.path, 1, length(top.path)) = top.path "
        "WHERE m.organisation = ? AND m.person = ? LIMIT 20000",
        (organisation, person),
    )


async def session_by_hash(reader: Reader, digest: str) -> SessionKnown | None:
    return await only(
        reader,
        SessionKnown,
        "SELECT s.organisation, s.id, s.person, s.device, s.last_seen_at, s.expires_at, "
        "p.disabled, d.revoked_at "
        "FROM session s JOIN person p ON p.organisation = s.organisation AND p.id = s.person "
        "LEFT JOIN device d ON d.organisation = s.organisation AND d.id = s.device WHERE s.id = ?",
        (digest,),
    )


async def chain_by_token(reader: Reader, digest: str) -> ChainKnown | None:
    return await only(
        reader,
        ChainKnown,
        "SELECT c.organisation, c.id, c.person, c.device, c.token_expires_at AS expires_at, d.revoked_at "
        "FROM chain c LEFT JOIN device d ON d.organisation = c.organisation AND d.id = c.device "
        "WHERE c.token_hash = ?",
        (digest,),
    )


async def chain_by_id(reader: Reader, organisation: str, chain: str) -> ChainRow | None:
    return await only(reader, ChainRow, CHAIN_BY_ID, (organisation, chain))


async def chain_of(
    reader: Reader, organisation: str, person: str, device: str | None
) -> ChainRow | None:
    """The newest chain of a person on a device."""
    if device is None:
        return await only(reader, ChainRow, CHAIN_WITHOUT_DEVICE, (organisation, person))
    return await only(reader, ChainRow, CHAIN_OF, (organisation, person, device))


async def server_chain(reader: Reader, organisation: str) -> ChainRow | None:
    return await only(reader, ChainRow, SERVER_CHAIN, (organisation,))


async def device_by_id(reader: Reader, organisation: str, device: str) -> DeviceRow | None:
    return await only(reader, DeviceRow, DEVICE_BY_ID, (organisation, device))


async def add_organisation(tx: Transaction, row: OrganisationRow) -> None:
    await insert_records(tx, "organisation", [row])


async def add_person(tx: Transaction, row: PersonRow) -> None:
    await insert_records(tx, "person", [row])


async def add_membership(tx: Transaction, row: MembershipRow) -> None:
    await insert_records(tx, "membership", [row])


async def add_device(tx: Transaction, row: DeviceRow) -> None:
    await insert_records(tx, "device", [row])


async def add_chain(tx: Transaction, row: ChainRow) -> None:
    await insert_records(tx, "chain", [row])


async def add_session(tx: Transaction, row: SessionRow) -> None:
    await insert_records(tx, "session", [row])


async def seen(tx: Transaction, session: str, now: Milliseconds, expires_at: Milliseconds) -> None:
    await tx.execute(
        "UPDATE session SET last_seen_at = ?, expires_at = ? WHERE id = ?",
        (now, expires_at, session),
    )


async def end_session(tx: Transaction, session: str) -> None:
    await tx.execute("DELETE FROM session WHERE id = ?", (session,))


async def set_password(tx: Transaction, organisation: str, person: str, hashed: str) -> None:
    await tx.execute(
        "UPDATE person SET password_hash = ? WHERE organisation = ? AND id = ?",
        (hashed, organisation, person),
    )


async def renew_chain_token(
    tx: Transaction, organisation: str, chain: str, expires_at: Milliseconds, digest: str
) -> None:
    """Another token, good until then."""
    await tx.execute(
        "UPDATE chain SET token_hash = ?, token_expires_at = ? WHERE organisation = ? AND id = ?",
        (digest, expires_at, organisation, chain),
    )


async def move_chain(
    tx: Transaction,
    organisation: str,
    chain: str,
    head: tuple[int, str | None],
    expires_at: Milliseconds,
) -> None:
    """The chain's head, and until when its token is good."""
    await tx.execute(
        "UPDATE chain SET head_seq = ?, head_hash = ?, token_expires_at = ? "
        "WHERE organisation = ? AND id = ?",
        (*head, expires_at, organisation, chain),
    )


async def revoke_device(
    tx: Transaction, organisation: str, device: str, now: Milliseconds
) -> None:
    """Its sessions stay, so that the tablet hears why it is not taken any more."""
    await tx.execute(
        "UPDATE device SET revoked_at = ? WHERE organisation = ? AND id = ? AND revoked_at IS NULL",
        (now, organisation, device),
    )


async def failures(reader: Reader, keys: list[str]) -> list[ThrottleRow]:
    sql = f"SELECT {columns(ThrottleRow)} FROM throttle WHERE id IN ({marks(len(keys))})"
    return await reader.records(ThrottleRow, sql, keys)


async def count_failure(
    tx: Transaction, key: str, now: Milliseconds, forgotten_before: Milliseconds
) -> None:
    await tx.execute(
        "INSERT INTO throttle (id, failures, last_at) VALUES (?, 1, ?) ON CONFLICT (id) DO UPDATE SET "
        "failures = CASE WHEN throttle.last_at < ? THEN 1 ELSE throttle.failures + 1 END, "
        "last_at = excluded.last_at",
        (key, now, forgotten_before),
    )


async def hold_failures(tx: Transaction, key: str) -> None:
    """Make the row where it is missing, and hold it until the transaction's end."""
    await tx.execute(
        "INSERT INTO throttle (id, failures, last_at) VALUES (?, 0, 0) "
        "ON CONFLICT (id) DO UPDATE SET failures = throttle.failures",
        (key,),
    )


async def spare_failure(tx: Transaction, key: str) -> None:
    await tx.execute(
        "UPDATE throttle SET failures = failures - 1 WHERE id = ? AND failures > 0", (key,)
    )


async def forget_failures(tx: Transaction, key: str) -> None:
    await tx.execute("DELETE FROM throttle WHERE id = ?", (key,))


async def set_disabled(tx: Transaction, organisation: str, person: str, *, disabled: bool) -> None:
    await tx.execute(
        "UPDATE person SET disabled = ? WHERE organisation = ? AND id = ?",
        (disabled, organisation, person),
    )


async def end_sessions(tx: Transaction, organisation: str, person: str) -> None:
    """Whoever is signed in as this person is so no longer; chain tokens stay."""
    await tx.execute(
        "DELETE FROM session WHERE organisation = ? AND person = ?", (organisation, person)
    )


async def devices_of(reader: Reader, organisation: str, person: str) -> list[DeviceOf]:
    """Devices on which a person has a chain, with its last sequence number."""
    return await reader.records(
        DeviceOf,
        "SELECT d.id, d.title, d.revoked_at, c.head_seq FROM chain c "
        "JOIN device d ON d.organisation = c.organisation AND d.id = c.device "
        "WHERE c.organisation = ? AND c.person = ? ORDER BY d.id LIMIT 1000",
        (organisation, person),
    )
