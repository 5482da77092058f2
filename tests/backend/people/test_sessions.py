"""Signing in: sessions of desks and tablets, cookies, and what a browser must show beside them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from httpx import ASGITransport, AsyncClient

from backend.people import queries as people_queries
from backend.people import service as people
from backend.plumbing.protocol import SPOKEN
from tests.backend.matters import DAY_MS
from tests.worlds import PASSWORD, World, a_device, an_app, signed_in

if TYPE_CHECKING:
    from httpx import Response

    from tests.worlds import Tablet

MINUTE_MS = 60_000
OWN = {**SPOKEN, "Origin": "http://testserver"}


async def still(client: AsyncClient, who: Tablet) -> int:
    """Whether the session is recognised."""
    return (await client.get("/api/session", headers=who.headers)).status_code


async def enter(client: AsyncClient, email: str, password: str = PASSWORD) -> Response:
    """A try to sign in."""
    return await client.post("/api/session", json={"email": email, "password": password})


@pytest.mark.parametrize(
    ("device", "idle_ms"), [(False, 30 * MINUTE_MS), (True, 30 * DAY_MS)], ids=["desk", "tablet"]
)
async def test_an_idle_session_ends_and_a_used_one_goes_on(
    client: AsyncClient, world: World, *, device: bool, idle_ms: int
) -> None:
    """Half an hour at a desk, thirty days on a tablet, counted from the last use."""
    who = await signed_in(client, world, "p09", a_device(world) if device else None)
    client.cookies.clear()
    statuses: list[int] = []
    for wait in (idle_ms - 1, idle_ms - 1, idle_ms):
        world.clock.at += wait
        statuses.append(await still(client, who))

    assert statuses == [200, 200, 401]


@pytest.mark.parametrize(
    ("address", "name", "secure"),
    [
        ("http://127.0.0.1:8000", "fieldseal", False),
        ("https://inspect.example", "__Host-fieldseal", True),
    ],
)
async def test_the_cookie_is_for_this_host_and_no_script(
    world: World, address: str, name: str, *, secure: bool
) -> None:
    """Under HTTPS the browser itself keeps the cookie to this host; scripts never see it."""
    settings = replace(world.shell.settings, public_url=address)
    transport = ASGITransport(an_app(replace(world.shell, settings=settings)))
    async with AsyncClient(transport=transport, base_url=address, headers=SPOKEN) as client:
        desk = await enter(client, "p05@harbourline.example")
        body = {"email": "p09@harbourline.example", "password": PASSWORD}
        tablet = await client.post(
            "/api/session", json={**body, "device": {"id": a_device(world), "name": "T"}}
        )

    cookie = desk.headers["set-cookie"]
    assert cookie.startswith(f"{name}={desk.json()['token']};")
    assert ("secure" in cookie.lower()) is secure
    for part in ("httponly", "path=/", "samesite=lax"):
        assert part in cookie.lower()
    assert "domain" not in cookie.lower()
    assert "max-age" not in cookie.lower()
    assert f"Max-Age={400 * 86_400}" in tablet.headers["set-cookie"]
    assert desk.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"Fieldseal-Protocol": "1"}, 403),
        ({"Origin": "http://testserver"}, 403),
        ({"Fieldseal-Protocol": "1", "Origin": "http://evil.example"}, 403),
        ({"Fieldseal-Protocol": "1", "Origin": "http://testserver.evil.example"}, 403),
        ({"Fieldseal-Protocol": "1", "Origin": "null"}, 403),
        (OWN, 204),
    ],
)
async def test_a_cookie_changes_something_only_from_our_own_page(
    client: AsyncClient, world: World, headers: dict[str, str], status: int
) -> None:
    """Both the protocol's header and our own origin, or nothing happens; reading needs neither."""
    await signed_in(client, world, "p05")

    del client.headers["Fieldseal-Protocol"]
    seen = await client.get("/api/session")
    answer = await client.delete("/api/session", headers=headers)

    assert (seen.status_code, answer.status_code) == (200, status)


async def test_a_session_is_over_when_somebody_signs_out(
    client: AsyncClient, world: World
) -> None:
    """The secret opens nothing any more, and the browser is told to forget its cookie."""
    who = await signed_in(client, world, "p05")

    answer = await client.delete("/api/session", headers=who.headers)
    client.cookies.clear()

    assert answer.status_code == 204
    assert 'fieldseal="";' in answer.headers["set-cookie"]
    assert await still(client, who) == 401


async def test_an_address_is_folded_and_a_password_taken_as_typed(
    client: AsyncClient, world: World
) -> None:
    """Capitals and blanks around an address do not matter; in a password everything does."""
    statuses = [
        (await enter(client, " P05@Harbourline.EXAMPLE ")).status_code,
        (await enter(client, "p05@harbourline.example", f" {PASSWORD}")).status_code,
        (await enter(client, "p05@harbourline.example", PASSWORD.upper())).status_code,
        (await enter(client, "nobody@harbourline.example")).status_code,
    ]

    assert statuses == [200, 401, 401, 401]


async def test_a_wrong_address_is_answered_as_a_wrong_password(
    client: AsyncClient, world: World
) -> None:
    """Nobody learns from the answer who works here; nor does a disabled person's password help."""
    await disabled(world, "p10")
    bodies = [
        (await enter(client, "nobody@harbourline.example")).json(),
        (await enter(client, "p05@harbourline.example", "wrong")).json(),
        (await enter(client, "p10@harbourline.example")).json(),
    ]

    assert [one["code"] for one in bodies] == ["password_wrong"] * 3
    assert len({one["message"]["en"] for one in bodies}) == 1


async def test_waiting_grows_with_each_failure_and_a_day_ends_it(
    client: AsyncClient, world: World
) -> None:
    """1, 2, 4 … at most 60 seconds after the fifth failure, told in the answer; then forgotten."""
    waits: list[str] = []
    for number in range(12):
        assert (await enter(client, "p05@harbourline.example", "wrong")).status_code == 401
        if number >= 4:
            refused = await enter(client, "p05@harbourline.example")
            waits.append(refused.headers["retry-after"])
            world.clock.at += int(waits[-1]) * 1000

    assert waits == ["1", "2", "4", "8", "16", "32", "60", "60"]
    world.clock.at += DAY_MS + 1
    assert (await enter(client, "p05@harbourline.example")).status_code == 200


@pytest.mark.parametrize(
    ("address", "own", "other"),
    [
        ("http://127.0.0.1:8000", "fieldseal", "__Host-fieldseal"),
        ("https://inspect.example", "__Host-fieldseal", "fieldseal"),
    ],
)
async def test_only_the_cookie_of_this_scheme_is_taken(
    world: World, address: str, own: str, other: str
) -> None:
    """The other name opens nothing, in either order; of one name with two values neither does."""
    settings = replace(world.shell.settings, public_url=address)
    transport = ASGITransport(an_app(replace(world.shell, settings=settings)))
    async with AsyncClient(transport=transport, base_url=address, headers=SPOKEN) as client:
        right = (await enter(client, "p05@harbourline.example")).json()["token"]
        client.cookies.clear()
        statuses = [
            (await client.get("/api/session", headers={"Cookie": cookie})).status_code
            for cookie in (
                f"{own}={right}",
                f"{other}={right}",
                f"{own}={right}; {other}=x",
                f"{other}=x; {own}={right}",
                f"{own}=x; {other}={right}",
                f"{own}={right}; {own}={right}",
                f"{own}=x; {own}={right}",
                f"{own}={right}; {own}=x",
            )
        ]

    assert statuses == [200, 401, 200, 200, 401, 200, 401, 401]


async def test_secrets_are_stored_as_hashes_only(client: AsyncClient, world: World) -> None:
    """A stolen database opens no door: passwords are argon2id, sessions and chain tokens hashed."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    async with world.shell.database.reading() as reader:
        sessions = await reader.fetch("SELECT id FROM session")
        chains = await reader.fetch("SELECT token_hash FROM chain")

    stored = [row["id"] for row in sessions] + [row["token_hash"] for row in chains]
    assert tablet.session["token"] not in stored
    assert tablet.session["chain_token"] not in stored
    assert all(len(one) == 64 for one in stored)
    assert people.hashed(PASSWORD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert people.hashed(PASSWORD) != people.hashed(PASSWORD)


async def disabled(world: World, key: str) -> None:
    """The person has left."""
    async with world.shell.database.transaction() as tx:
        await tx.execute(
            "UPDATE person SET disabled = ? WHERE organisation = ? AND id = ?",
            (True, world.house.organisation, world.person(key)),
        )


async def test_a_disabled_person_is_out_at_once(client: AsyncClient, world: World) -> None:
    """Disabling ends what is open; the next request is answered as if nobody were signed in."""
    who = await signed_in(client, world, "p05")
    client.cookies.clear()
    await disabled(world, "p05")

    assert await still(client, who) == 401


async def test_a_revoked_device_hears_why(client: AsyncClient, world: World) -> None:
    """Both its secrets answer `device_revoked`, signing in there too; elsewhere the person works."""
    device = a_device(world)
    tablet = await signed_in(client, world, "p09", device)
    client.cookies.clear()
    async with world.shell.database.transaction() as tx:
        await people_queries.revoke_device(tx, world.house.organisation, device, world.clock.now())
    body = {"email": "p09@harbourline.example", "password": PASSWORD}
    tablet.record("note", a_device(world), value="n")

    answers = [
        await client.get("/api/session", headers=tablet.headers),
        await client.post(
            "/api/sync/push",
            content=tablet.body(),
            headers={
                "Authorization": f"Bearer {tablet.session['chain_token']}",
                "Content-Type": "application/json",
            },
        ),
        await client.post("/api/session", json={**body, "device": {"id": device, "name": "T"}}),
    ]
    elsewhere = await signed_in(client, world, "p09", a_device(world))

    assert [(one.status_code, one.json()["code"]) for one in answers] == [
        (401, "device_revoked")
    ] * 3
    assert await still(client, elsewhere) == 200
