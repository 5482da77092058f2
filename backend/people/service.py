"""Sign-in, sessions, chain tokens, and who may do what where (protocol.md §10)."""

from __future__ import annotations

import asyncio
import unicodedata
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from backend.clock import instant_text
from backend.ids import new_id, new_secret, secret_hash
from backend.ledger import service as ledger
from backend.people import queries, throttle
from backend.people.records import (
    ChainRow,
    DeviceRow,
    OrganisationRow,
    PersonKnown,
    PersonRow,
    SessionRow,
)
from backend.people.schemas import (
    Colleague,
    Colleagues,
    DeviceGiven,
    OrganisationShown,
    PersonShown,
    RoleHeld,
    SessionShown,
    SignIn,
)
from backend.permissions import Caller
from backend.problems import RefusedError

if TYPE_CHECKING:
    from backend.clock import Milliseconds
    from backend.people.records import ChainKnown, SessionKnown
    from backend.plumbing.database.transaction import Reader, Transaction
    from backend.plumbing.shell import Shell

MINUTE_MS = 60_000
DAY_MS = 86_400_000
# OWASP's second profile: 19 MiB, two passes; at most HASHES_AT_ONCE run, so that sign-in is no way to
# exhaust the machine.
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
HASHES_AT_ONCE = asyncio.Semaphore(4)
# Verified when nobody has that address: the answer takes as long as for a wrong password.
DECOY = HASHER.hash("nobody has this password")


def folded(email: str) -> str:
    """An address as it is compared: NFC, trimmed, case folded."""
    return unicodedata.normalize("NFC", email).strip().casefold()


def hashed(password: str) -> str:
    """Argon2id of a password; the password is taken as typed, in NFC, never cut."""
    return HASHER.hash(unicodedata.normalize("NFC", password))


async def sign_in(shell: Shell, given: SignIn, address: str) -> SessionShown:
    """A session, and with a device a chain; raises `password_wrong` for any mismatch."""
    account = folded(given.email)
    async with shell.database.reading() as reader:
        person = await queries.person_by_email(reader, account)
        device = await _device_of(reader, person, given.device)
    tries = throttle.tries(account, address, device)
    await throttle.claim(shell, tries)
    stored = person.password_hash if person else DECOY
    right = await _verified(stored, given.password)
    if person is None or not right or person.disabled:
        raise RefusedError("password_wrong")
    async with shell.database.transaction() as tx:
        await throttle.settle(tx, tries)
        return await _opened(shell, tx, person, given.device)


async def _device_of(
    reader: Reader, person: PersonRow | None, device: DeviceGiven | None
) -> str | None:
    """The device when this person has signed in on it before and it was not revoked."""
    if person is None or device is None:
        return None
    known = await queries.device_by_id(reader, person.organisation, device.id)
    chain = await queries.chain_of(reader, person.organisation, person.id, device.id)
    return device.id if known and known.revoked_at is None and chain else None


async def shown(shell: Shell, caller: Caller) -> SessionShown:
    """Who is signed in."""
    async with shell.database.reading() as reader:
        return await _shown(shell, reader, caller.organisation, caller.person)


async def sign_out(shell: Shell, caller: Caller) -> None:
    """End the session; the chain token stays, so that waiting work is delivered."""
    if caller.session is not None:
        async with shell.database.transaction() as tx:
            await queries.end_session(tx, caller.session)


async def recognised(shell: Shell, secret: str) -> Caller | None:
    """The caller a session or chain token belongs to; raises `device_revoked`."""
    digest = secret_hash(secret)
    now = shell.clock.now()
    found = await shell.database.read(lambda reader: _holder(reader, digest, now))
    if found is None:
        return None
    session, row, caller = found
    if session and now - session.last_seen_at > MINUTE_MS:
        async with shell.database.transaction() as tx:
            await queries.seen(tx, digest, now, _expiry(shell, now, session.device))
    return Caller(
        organisation=caller.organisation,
        person=caller.person,
        device=row.device,
        chain=None if session else row.id,
        session=digest if session else None,
        sites_by_role=caller.sites_by_role,
    )


async def _holder(
    reader: Reader, digest: str, now: Milliseconds
) -> tuple[SessionKnown | None, SessionKnown | ChainKnown, Caller] | None:
    """The session or chain of a secret, and who holds it; in one hop, since every request asks."""
    session = await queries.session_by_hash(reader, digest)
    row = session or await queries.chain_by_token(reader, digest)
    if row is None:
        return None
    if row.revoked_at is not None:
        raise RefusedError("device_revoked")
    if row.expires_at <= now or (session and session.disabled):
        return None
    return session, row, await caller_of(reader, row.organisation, row.person)


async def caller_of(reader: Reader, organisation: str, person: str) -> Caller:
    """A person with the sites of each role; of a disabled person nothing is left."""
    rows = await queries.sites_of_roles(reader, organisation, person)
    known = await queries.person_by_id(reader, organisation, person)
    sites: dict[str, set[str] | None] = {}
    for row in rows if known and not known.disabled else []:
        if row.scope is None:
            sites[row.role] = None
        elif (held := sites.setdefault(row.role, set())) is not None and row.site:
            held.add(row.site)
    return Caller(
        organisation=organisation,
        person=person,
        device=None,
        chain=None,
        session=None,
        sites_by_role={
            role: None if held is None else frozenset(held) for role, held in sites.items()
        },
    )


async def opened_chain(
    shell: Shell, tx: Transaction, organisation: str, person: str, device: str | None
) -> ChainRow:
    """The chain of a person on a device, made when it is the first."""
    found = await queries.chain_of(tx, organisation, person, device)
    if found is not None:
        return found
    return await new_chain(shell, tx, organisation, person, device)


async def new_chain(
    shell: Shell, tx: Transaction, organisation: str, person: str | None, device: str | None
) -> ChainRow:
    """A chain of its own: for a first sign-in, or after a fork; without a person the server's."""
    row = ChainRow(
        organisation=organisation,
        id=new_id(shell.clock.now(), shell.random),
        person=person,
        device=device,
        head_seq=0,
        head_hash=None,
        token_hash=None,
        token_expires_at=0,
    )
    await queries.add_chain(tx, row)
    return row


def chain_token_expiry(shell: Shell, now: Milliseconds) -> Milliseconds:
    """Until when a chain token delivers work; renewed at each push."""
    return now + shell.settings.chain_token_days * DAY_MS


async def _opened(
    shell: Shell, tx: Transaction, person: PersonRow, device: DeviceGiven | None
) -> SessionShown:
    organisation, now, secret = person.organisation, shell.clock.now(), new_secret(shell.random)
    if device is not None:
        await _known_device(shell, tx, organisation, device)
    await queries.add_session(
        tx,
        SessionRow(
            organisation=organisation,
            id=secret_hash(secret),
            person=person.id,
            device=device.id if device else None,
            created_at=now,
            last_seen_at=now,
            expires_at=_expiry(shell, now, device.id if device else None),
        ),
    )
    answer = await _shown(shell, tx, organisation, person.id)
    answer.token = secret
    if device is not None:
        await _with_chain(shell, tx, answer, device.id)
    return answer


async def _with_chain(shell: Shell, tx: Transaction, answer: SessionShown, device: str) -> None:
    organisation = answer.organisation.id
    chain = await opened_chain(shell, tx, organisation, answer.person.id, device)
    token, now = new_secret(shell.random), shell.clock.now()
    await queries.renew_chain_token(
        tx, organisation, chain.id, chain_token_expiry(shell, now), secret_hash(token)
    )
    answer.chain, answer.chain_token = chain.id, token
    answer.next_seq, answer.prev = chain.head_seq + 1, chain.head_hash


async def _known_device(
    shell: Shell, tx: Transaction, organisation: str, device: DeviceGiven
) -> None:
    known = await queries.device_by_id(tx, organisation, device.id)
    if known is None:
        now = shell.clock.now()
        await queries.add_device(
            tx,
            DeviceRow(
                organisation=organisation,
                id=device.id,
                title=device.name,
                created_at=now,
                last_seen_at=now,
                revoked_at=None,
            ),
        )
    elif known.revoked_at is not None:
        raise RefusedError("device_revoked")


async def _shown(shell: Shell, reader: Reader, organisation: str, person: str) -> SessionShown:
    row = await queries.person_by_id(reader, organisation, person)
    assert row is not None, "a session outlived its person"
    house = await queries.organisation_by_id(reader, organisation)
    held = await queries.memberships(reader, organisation, person)
    return SessionShown(
        person=PersonShown(
            id=person,
            name=row.names,
            language=row.language,
            email=row.email,
            roles=[RoleHeld(role=one.role, scope=one.scope) for one in held],
        ),
        organisation=OrganisationShown(id=organisation, key=house.key, name=house.names),
        epoch=await ledger.epoch(reader, organisation),
        server_time=instant_text(shell.clock.now()),
    )


def _expiry(shell: Shell, now: Milliseconds, device: str | None) -> Milliseconds:
    if device is None:
        return now + shell.settings.session_desk_minutes * MINUTE_MS
    return now + shell.settings.session_tablet_days * DAY_MS


async def _verified(stored: str, password: str) -> bool:
    async with HASHES_AT_ONCE:
        return await asyncio.to_thread(_matches, stored, password)


def _matches(stored: str, password: str) -> bool:
    try:
        return HASHER.verify(stored, unicodedata.normalize("NFC", password))
    except (VerificationError, InvalidHashError):
        return False


async def server_chain(shell: Shell, tx: Transaction, organisation: str) -> ChainRow:
    """The server's own chain, for moves made over REST; made when it is first needed."""
    found = await queries.server_chain(tx, organisation)
    if found is not None:
        return found
    return await new_chain(shell, tx, organisation, None, None)


async def move_chain(
    shell: Shell, tx: Transaction, organisation: str, chain: str, head: tuple[int, str | None]
) -> None:
    """What was received moves the head of a chain, and the end of its token."""
    expiry = chain_token_expiry(shell, shell.clock.now())
    await queries.move_chain(tx, organisation, chain, head, expiry)


async def chain_by_id(reader: Reader, organisation: str, chain: str) -> ChainRow | None:
    """A chain as it stands."""
    return await queries.chain_by_id(reader, organisation, chain)


async def everybody(reader: Reader, organisation: str) -> list[PersonKnown]:
    """All people of the organisation."""
    return await queries.people_of(reader, organisation)


async def colleagues(shell: Shell, caller: Caller, after: str, limit: int) -> Colleagues:
    """A page of people with their roles."""
    async with shell.database.reading() as reader:
        rows = await queries.people_of(reader, caller.organisation)
        held = await queries.all_memberships(reader, caller.organisation)
    wanted = [row for row in rows if row.id > after]
    items = [
        Colleague(
            id=row.id,
            name=row.names,
            language=row.language,
            retired=row.disabled,
            roles=[
                RoleHeld(role=one.role, scope=one.scope) for one in held if one.person == row.id
            ],
        )
        for row in wanted[:limit]
    ]
    return Colleagues(items=items, next=items[-1].id if len(wanted) > limit else None)


async def organisations(reader: Reader) -> list[OrganisationRow]:
    """All tenants."""
    return await queries.organisations(reader)


async def organisation(reader: Reader, known: str) -> OrganisationRow:
    """A tenant."""
    return await queries.organisation_by_id(reader, known)
