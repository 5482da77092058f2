"""Who may still come in: passwords, disabled accounts, lost devices. For the operator's commands."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from backend.clock import instant_text
from backend.ledger import service as ledger
from backend.people import queries
from backend.people.service import folded, hashed
from backend.problems import RefusedError

if TYPE_CHECKING:
    from backend.people.records import DeviceOf, PersonRow
    from backend.plumbing.database.transaction import Transaction
    from backend.plumbing.shell import Shell

PASSWORD_BYTES = 10
OPERATOR = "operator"


async def person_of(tx: Transaction, email: str) -> PersonRow:
    """The person of an e-mail address; raises `not_found`."""
    row = await queries.person_by_email(tx, folded(email))
    if row is None:
        raise RefusedError("not_found")
    return row


async def new_password(shell: Shell, email: str) -> str:
    """Draw a password; who was signed in with the old one is signed out.

    The ledger says that it was done, and nothing of the password.
    """
    drawn = base64.b32encode(shell.random.bytes(PASSWORD_BYTES)).decode().lower()
    kept = hashed(drawn)
    async with shell.database.transaction() as tx:
        person = await person_of(tx, email)
        await tx.lock_log(person.organisation)
        await queries.set_password(tx, person.organisation, person.id, kept)
        await queries.end_sessions(tx, person.organisation, person.id)
        await _enter(shell, tx, person, ("person", person.id, "password_renewed"))
    return drawn


async def set_disabled(shell: Shell, email: str, *, disabled: bool) -> None:
    """Close or open an account; its rights leave or enter the ledger, so that devices hear of it.

    What waits on a tablet still arrives by its chain token and is judged by the rights at receipt.
    """
    async with shell.database.transaction() as tx:
        person = await person_of(tx, email)
        organisation = person.organisation
        if person.disabled == disabled:
            return
        await tx.lock_log(organisation)
        await queries.set_disabled(tx, organisation, person.id, disabled=disabled)
        if disabled:
            await queries.end_sessions(tx, organisation, person.id)
        entries = [
            ledger.entry_with(
                organisation,
                "membership",
                person.id,
                ledger.server_body(
                    shell,
                    "membership",
                    {
                        "person": person.id,
                        "role": held.role,
                        "scope": held.scope,
                        "given": not disabled,
                        "actor": OPERATOR,
                    },
                ),
            )
            for held in await queries.memberships(tx, organisation, person.id)
        ]
        await ledger.append(tx, organisation, shell.clock.now(), entries)
        if not entries:
            event = "disabled" if disabled else "enabled"
            await _enter(shell, tx, person, ("person", person.id, event))


async def devices_of(shell: Shell, email: str) -> list[DeviceOf]:
    """The devices a person has chains on, with what arrived last."""
    async with shell.database.transaction() as tx:
        person = await person_of(tx, email)
        return await queries.devices_of(tx, person.organisation, person.id)


async def revoke(shell: Shell, email: str, device: str) -> None:
    """A device that is lost may no longer read or send; raises `not_found`.

    What it holds and has not sent stays on it.
    """
    async with shell.database.transaction() as tx:
        person = await person_of(tx, email)
        await tx.lock_log(person.organisation)
        known = await queries.devices_of(tx, person.organisation, person.id)
        row = next((one for one in known if one.id == device), None)
        if row is None:
            raise RefusedError("not_found")
        if row.revoked_at is not None:
            return
        await queries.revoke_device(tx, person.organisation, device, shell.clock.now())
        await _enter(shell, tx, person, ("device", device, "revoked"))


async def _enter(
    shell: Shell, tx: Transaction, person: PersonRow, said: tuple[str, str, str]
) -> None:
    """What an operator did about a person, where everybody can see it; the log's lock is held."""
    about, subject, event = said
    now = shell.clock.now()
    values: dict[str, Any] = {
        "about": about,
        "subject": subject,
        "event": event,
        "actor": OPERATOR,
        "recorded_at": instant_text(now),
    }
    if about != "person":
        values["person"] = person.id
    organisation = person.organisation
    body = ledger.server_body(shell, "event", values)
    await ledger.append(
        tx, organisation, now, [ledger.entry_with(organisation, "event", subject, body)]
    )
