"""Reads and writes of people, memberships, sessions, devices, chains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.people.tables import (
    Chain,
    Device,
    Membership,
    Organisation,
    Person,
    Session,
    Throttle,
)
from backend.plumbing.database.transaction import Reader, Row, Transaction, Values, one

if TYPE_CHECKING:
    from backend.clock import Milliseconds


async def person_by_email(reader: Reader, email: str) -> Row | None:
    """The person with this folded address, in whatever organisation."""
    rows = await reader.select(Person.select().where(Person.email == email))
    return rows[0] if rows else None


async def person_by_id(reader: Reader, organisation: str, person: str) -> Row | None:
    rows = await reader.select(
        Person.select().where((Person.organisation == organisation) & (Person.id == person))
    )
    return rows[0] if rows else None


async def people_of(reader: Reader, organisation: str) -> list[Row]:
    """Everybody of an organisation, by id."""
    return await reader.select(
        Person.select(
            Person.id, Person.key, Person.title, Person.language, Person.disabled, Person.email
        )
        .where(Person.organisation == organisation)
        .order_by(Person.id)
        .limit(10_000)
    )


async def organisation_by_id(reader: Reader, organisation: str) -> Row:
    (row,) = await reader.select(Organisation.select().where(Organisation.id == organisation))
    return row


async def organisations(reader: Reader) -> list[Row]:
    return await reader.select(Organisation.select().order_by(Organisation.id).limit(10_000))


async def memberships(reader: Reader, organisation: str, person: str) -> list[Row]:
    """Roles and scopes of one person."""
    return await reader.select(
        Membership.select(Membership.role, Membership.site)
        .where((Membership.organisation == organisation) & (Membership.person == person))
        .limit(1_000)
    )


async def holders(reader: Reader, organisation: str, role: str) -> list[Row]:
    """Everybody who holds a role, with the site it is held on and that site's path."""
    return await reader.fetch(
        "SELECT m.person, m.site, s.path FROM membership m "
        "LEFT JOIN site s ON s.organisation = m.organisation AND s.id = m.site "
        "JOIN person p ON p.organisation = m.organisation AND p.id = m.person "
        "WHERE m.organisation = ? AND m.role = ? AND NOT p.disabled ORDER BY m.person LIMIT 10000",
        (organisation, role),
    )


async def held_by_all(reader: Reader, organisation: str) -> list[Row]:
    """Every role of everybody who is not retired, with the site it is held on and that site's path."""
    return await reader.fetch(
        "SELECT m.person, p.title, m.role, m.site, s.path FROM membership m "
        "LEFT JOIN site s ON s.organisation = m.organisation AND s.id = m.site "
        "JOIN person p ON p.organisation = m.organisation AND p.id = m.person "
        "WHERE m.organisation = ? AND NOT p.disabled ORDER BY m.person, m.role LIMIT 50000",
        (organisation,),
    )


async def sites_of_roles(reader: Reader, organisation: str, person: str) -> list[Row]:
    """For each role of a person: `scope` (null = all) and every site under it."""
    return await reader.fetch(
        "SELECT m.role, m.site AS scope, below.id AS site FROM membership m "
        "LEFT JOIN site top ON top.organisation = m.organisation AND top.id = m.site "
        "LEFT JOIN site below ON below.organisation = m.organisation "
        "AND substr(below.path, 1, length(top.path)) = top.path "
        "WHERE m.organisation = ? AND m.person = ? LIMIT 20000",
        (organisation, person),
    )


async def session_by_hash(reader: Reader, digest: str) -> Row | None:
    return await one(
        reader,
        "SELECT s.organisation, s.id, s.person, s.device, s.last_seen_at, s.expires_at, "
        "p.disabled, d.revoked_at "
        "FROM session s JOIN person p ON p.organisation = s.organisation AND p.id = s.person "
        "LEFT JOIN device d ON d.organisation = s.organisation AND d.id = s.device WHERE s.id = ?",
        (digest,),
    )


async def chain_by_token(reader: Reader, digest: str) -> Row | None:
    return await one(
        reader,
        "SELECT c.organisation, c.id, c.person, c.device, c.token_expires_at, d.revoked_at FROM chain c "
        "LEFT JOIN device d ON d.organisation = c.organisation AND d.id = c.device WHERE c.token_hash = ?",
        (digest,),
    )


async def chain_by_id(reader: Reader, organisation: str, chain: str) -> Row | None:
    rows = await reader.select(
        Chain.select().where((Chain.organisation == organisation) & (Chain.id == chain))
    )
    return rows[0] if rows else None


async def chain_of(
    reader: Reader, organisation: str, person: str, device: str | None
) -> Row | None:
    """The newest chain of a person on a device."""
    same = Chain.device == device if device is not None else Chain.device.is_null()
    rows = await reader.select(
        Chain.select()
        .where((Chain.organisation == organisation) & (Chain.person == person) & same)
        .order_by(Chain.id, ascending=False)
        .limit(1)
    )
    return rows[0] if rows else None


async def device_by_id(reader: Reader, organisation: str, device: str) -> Row | None:
    rows = await reader.select(
        Device.select().where((Device.organisation == organisation) & (Device.id == device))
    )
    return rows[0] if rows else None


async def add_organisation(tx: Transaction, values: Values) -> None:
    await tx.run(Organisation.insert(Organisation(**values)))


async def add_person(tx: Transaction, values: Values) -> None:
    await tx.run(Person.insert(Person(**values)))


async def add_membership(tx: Transaction, values: Values) -> None:
    await tx.run(Membership.insert(Membership(**values)))


async def add_device(tx: Transaction, values: Values) -> None:
    await tx.run(Device.insert(Device(**values)))


async def add_chain(tx: Transaction, values: Values) -> None:
    await tx.run(Chain.insert(Chain(**values)))


async def add_session(tx: Transaction, values: Values) -> None:
    await tx.run(Session.insert(Session(**values)))


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
    tx: Transaction,
    organisation: str,
    chain: str,
    expires_at: Milliseconds,
    digest: str | None = None,
) -> None:
    """Move the token's end; with a digest, also replace the token."""
    if digest is None:
        await tx.execute(
            "UPDATE chain SET token_expires_at = ? WHERE organisation = ? AND id = ?",
            (expires_at, organisation, chain),
        )
        return
    await tx.execute(
        "UPDATE chain SET token_hash = ?, token_expires_at = ? WHERE organisation = ? AND id = ?",
        (digest, expires_at, organisation, chain),
    )


async def move_chain_head(
    tx: Transaction, organisation: str, chain: str, head: tuple[int, str]
) -> None:
    await tx.execute(
        "UPDATE chain SET head_seq = ?, head_hash = ? WHERE organisation = ? AND id = ?",
        (*head, organisation, chain),
    )


async def revoke_device(
    tx: Transaction, organisation: str, device: str, now: Milliseconds
) -> None:
    """Its sessions stay, so that the tablet hears why it is not taken any more."""
    await tx.execute(
        "UPDATE device SET revoked_at = ? WHERE organisation = ? AND id = ? AND revoked_at IS NULL",
        (now, organisation, device),
    )


async def failures(reader: Reader, keys: list[str]) -> list[Row]:
    return await reader.select(Throttle.select().where(Throttle.id.is_in(keys)))


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


async def server_chain(reader: Reader, organisation: str) -> Row | None:
    rows = await reader.select(
        Chain.select()
        .where((Chain.organisation == organisation) & Chain.person.is_null())
        .limit(1)
    )
    return rows[0] if rows else None


async def all_memberships(reader: Reader, organisation: str) -> list[Row]:
    return await reader.select(
        Membership.select(Membership.person, Membership.role, Membership.site)
        .where(Membership.organisation == organisation)
        .limit(50_000)
    )


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


async def devices_of(reader: Reader, organisation: str, person: str) -> list[Row]:
    """Devices on which a person has a chain, with its last sequence number."""
    return await reader.fetch(
        "SELECT d.id, d.title, d.revoked_at, c.head_seq FROM chain c "
        "JOIN device d ON d.organisation = c.organisation AND d.id = c.device "
        "WHERE c.organisation = ? AND c.person = ? ORDER BY d.id LIMIT 1000",
        (organisation, person),
    )
