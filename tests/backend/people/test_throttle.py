"""Guessing stays bounded, and nobody is locked out by somebody else's failures."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from backend.people import throttle
from backend.problems import RefusedError
from tests.backend.matters import DAY_MS
from tests.worlds import PASSWORD, World, a_device, signed_in

if TYPE_CHECKING:
    from httpx import AsyncClient, Response

P05 = "p05@harbourline.example"


async def enter(
    client: AsyncClient, email: str, password: str = PASSWORD, device: str | None = None
) -> Response:
    """A try to sign in."""
    body: dict[str, object] = {"email": email, "password": password}
    if device:
        body["device"] = {"id": device, "name": "T"}
    return await client.post("/api/session", json=body)


async def test_strangers_failures_do_not_stop_a_right_password(
    client: AsyncClient, world: World
) -> None:
    """However much somebody fails behind the same proxy, who types the right password comes in."""
    for number in range(throttle.ADDRESS_FREE + 5):
        await throttle.claim(
            world.shell, throttle.tries(f"x{number}@x.example", "127.0.0.1", None)
        )
    second = throttle.tries("x1@x.example", "127.0.0.1", None)
    await throttle_full(world)

    assert (await enter(client, P05)).status_code == 200
    with pytest.raises(RefusedError, match="too_many"):
        await throttle.claim(world.shell, second)


async def throttle_full(world: World) -> None:
    """Somebody at this address has used up what it may fail."""
    async with world.shell.database.transaction() as tx:
        await tx.execute("UPDATE throttle SET last_at = ?", (world.clock.at,))


async def test_a_known_device_passes_while_its_account_is_attacked(
    client: AsyncClient, world: World
) -> None:
    """The tablet of the attacked person signs in at once; a strange device waits and is told how long."""
    device = a_device(world)
    await signed_in(client, world, "p05", device)
    for _ in range(throttle.FREE_TRIES):
        assert (await enter(client, P05, "wrong")).status_code == 401

    strange = await enter(client, P05, device=a_device(world))
    known = await enter(client, P05, device=device)

    assert (strange.status_code, strange.headers["retry-after"]) == (429, "1")
    assert strange.json()["code"] == "too_many"
    assert known.status_code == 200


async def test_a_known_device_cannot_guess_without_end_either(
    client: AsyncClient, world: World
) -> None:
    """Whoever holds the tablet has the same few tries, counted for themselves."""
    device = a_device(world)
    await signed_in(client, world, "p05", device)

    statuses = [(await enter(client, P05, "wrong", device)).status_code for _ in range(7)]

    assert statuses == [401] * 5 + [429] * 2


async def test_a_success_clears_the_accounts_count(client: AsyncClient, world: World) -> None:
    """Four failures, a success, and four more are free again."""
    passwords = (["wrong"] * 4 + [PASSWORD]) * 2
    statuses = [(await enter(client, P05, password)).status_code for password in passwords]

    assert statuses == ([401] * 4 + [200]) * 2


async def test_tries_at_the_same_moment_are_counted_one_by_one(world: World) -> None:
    """A thousand guesses sent at once are no more guesses than as many in a row."""
    given = throttle.tries(P05, "1.2.3.4", None)
    done = await asyncio.gather(
        *(throttle.claim(world.shell, given) for _ in range(20)), return_exceptions=True
    )

    assert sum(one is None for one in done) == throttle.FREE_TRIES
    assert all(one is None or isinstance(one, RefusedError) for one in done)


@pytest.mark.parametrize("addresses", [1, 40])
async def test_a_day_of_guessing_at_one_account_is_bounded(world: World, addresses: int) -> None:
    """From one address or from many, waiting exactly as long as told: one guess a minute at most."""
    start, end = world.clock.at, world.clock.at + DAY_MS // 24
    guesses = 0
    while world.clock.at < end:
        waits: list[int] = []
        for number in range(addresses):
            try:
                await throttle.claim(world.shell, throttle.tries(P05, f"10.0.0.{number}", None))
                guesses += 1
            except RefusedError as refusal:
                waits.append(refusal.retry_after_seconds or 0)
        world.clock.at += min(waits, default=0) * 1000 if len(waits) == addresses else 0
    minutes = (world.clock.at - start) // 60_000

    assert guesses <= throttle.ACCOUNT_FREE + 7 + minutes + 1
