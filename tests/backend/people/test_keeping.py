"""A lost tablet, a forgotten password, somebody who left: the operator's commands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from backend.ledger import service as ledger
from backend.people import keeping
from backend.problems import RefusedError
from tests.worlds import Tablet, World, a_device, signed_in, start_value

if TYPE_CHECKING:
    from httpx import AsyncClient

P09 = "p09@harbourline.example"


async def _status(client: AsyncClient, tablet: Tablet) -> tuple[int, str | None]:
    answer = await client.get("/api/session", headers=tablet.headers)
    return answer.status_code, answer.json().get("code")


async def test_a_new_password_ends_what_the_old_one_opened(
    client: AsyncClient, world: World
) -> None:
    """Who knew the old password is signed out; the new one lets in."""
    tablet = await signed_in(client, world, "p09")
    drawn = await keeping.new_password(world.shell, P09.upper())
    body = {"email": P09, "password": drawn}

    again = await client.post("/api/session", json=body)

    assert await _status(client, tablet) == (401, "signed_out")
    assert again.status_code == 200
    assert len(drawn) >= 16


async def test_a_disabled_account_strands_no_work_and_devices_hear_of_it(
    client: AsyncClient, world: World
) -> None:
    """What was recorded still arrives, is kept as refused, and colleagues see who has left."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    colleague = await signed_in(client, world, "p10", a_device(world))
    first = await client.get("/api/sync/pull", headers=colleague.headers)
    subject = a_device(world)
    tablet.record("start", subject, value=start_value(world, "data-handling", "sha-pd"))

    await keeping.set_disabled(world.shell, P09, disabled=True)

    assert await _status(client, tablet) == (401, "signed_out")
    tablet.session["token"] = tablet.session["chain_token"]
    pushed = await tablet.push(refusals=True)
    assert [one["status"] for one in pushed["statuses"]] == ["rejected"]
    told = await client.get(
        "/api/sync/pull",
        params={"cursor": first.json()["cursor"]},
        headers=colleague.headers,
    )
    people = [one for one in told.json()["items"] if one["kind"] == "person"]
    assert [(one["id"], one["body"]["retired"]) for one in people] == [(world.person("p09"), True)]


async def test_disabling_is_in_the_ledger_once_and_can_be_taken_back(
    client: AsyncClient, world: World
) -> None:
    """Each right that goes or comes back is an entry; asking twice changes nothing."""
    organisation = world.house.organisation
    async with world.shell.database.reading() as reader:
        before = await ledger.size(reader, organisation)

    for disabled in (True, True, False):
        await keeping.set_disabled(world.shell, P09, disabled=disabled)

    async with world.shell.database.reading() as reader:
        size = await ledger.size(reader, organisation)
        entries = await ledger.whole_entries(reader, organisation, size)
    bodies = [json.loads(one.body) for one in entries if one.seq >= before]
    assert [body["given"] for body in bodies] == [False] * (len(bodies) // 2) + [True] * (
        len(bodies) // 2
    )
    assert {body["person"] for body in bodies} == {world.person("p09")}
    assert (await _status(client, await signed_in(client, world, "p09")))[0] == 200


async def test_a_lost_device_is_told_so_and_the_others_go_on(
    client: AsyncClient, world: World
) -> None:
    """Revoking ends the session and the chain of that one device."""
    lost = await signed_in(client, world, "p09", a_device(world))
    kept = await signed_in(client, world, "p09", a_device(world))
    known = await keeping.devices_of(world.shell, P09)
    async with world.shell.database.reading() as reader:
        chains = await reader.fetch(
            "SELECT id, device FROM chain WHERE organisation = ?", (world.house.organisation,)
        )
    device = next(row["device"] for row in chains if row["id"] == lost.session["chain"])

    await keeping.revoke(world.shell, P09, device)

    assert device in {row.id for row in known}
    assert await _status(client, lost) == (401, "device_revoked")
    assert (await _status(client, kept))[0] == 200
    revoked = {row.id: row.revoked_at for row in await keeping.devices_of(world.shell, P09)}
    assert [known for known, at in revoked.items() if at is not None] == [device]


async def test_only_known_people_and_their_own_devices_are_touched(world: World) -> None:
    """A slip of the hand changes nobody else's account."""
    with pytest.raises(RefusedError):
        await keeping.new_password(world.shell, "nobody@harbourline.example")
    with pytest.raises(RefusedError):
        await keeping.revoke(world.shell, P09, a_device(world))


async def test_what_an_operator_does_is_in_the_ledger_and_holds_no_secret(
    client: AsyncClient, world: World
) -> None:
    """Each deed once, by `operator`; devices of colleagues go on, and no password is written down."""
    organisation = world.house.organisation
    tablet = await signed_in(client, world, "p09", a_device(world))
    colleague = await signed_in(client, world, "p10", a_device(world))
    first = await client.get("/api/sync/pull", headers=colleague.headers)
    (device,) = await keeping.devices_of(world.shell, P09)
    async with world.shell.database.transaction() as tx:
        before = await ledger.size(tx, organisation)
        await tx.execute("DELETE FROM membership WHERE person = ?", (world.person("p12"),))
    drawn = await keeping.new_password(world.shell, P09)
    for _ in range(2):
        await keeping.revoke(world.shell, P09, device.id)
        await keeping.set_disabled(world.shell, "p12@harbourline.example", disabled=True)
        await keeping.set_disabled(world.shell, P09, disabled=True)

    async with world.shell.database.reading() as reader:
        entries = await ledger.whole_entries(
            reader, organisation, await ledger.size(reader, organisation)
        )
    bodies = [json.loads(one.body) for one in entries if one.seq >= before]
    events = [
        (one["about"], one["subject"], one["event"]) for one in bodies if one["kind"] == "event"
    ]
    told = await client.get(
        "/api/sync/pull", params={"cursor": first.json()["cursor"]}, headers=colleague.headers
    )

    assert events == [
        ("person", tablet.person, "password_renewed"),
        ("device", device.id, "revoked"),
        ("person", world.person("p12"), "disabled"),
    ]
    assert {one["actor"] for one in bodies} == {"operator"}
    assert drawn not in json.dumps(bodies)
    assert "$argon2" not in json.dumps(bodies)
    assert told.status_code == 200
