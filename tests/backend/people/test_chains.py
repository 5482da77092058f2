"""Chains: one for each person on each device, and a token that delivers work whatever happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.backend.matters import DAY_MS, FAILS, Desks, inspect
from tests.backend.people.test_sessions import disabled
from tests.worlds import Tablet, World, a_device, signed_in

if TYPE_CHECKING:
    from httpx import AsyncClient, Response

QUESTION, BAD, _ = FAILS["major"]


async def delivered(client: AsyncClient, tablet: Tablet) -> Response:
    """What waits is sent by the chain token alone."""
    client.cookies.clear()
    return await client.post(
        "/api/sync/push",
        content=tablet.body(),
        headers={
            "Authorization": f"Bearer {tablet.session['chain_token']}",
            "Content-Type": "application/json",
        },
    )


def codes(response: Response) -> list[Any]:
    """What became of each operation."""
    return [one.get("code", "ok") for one in response.json()["statuses"]]


async def test_work_is_delivered_when_the_session_has_ended(
    client: AsyncClient, world: World
) -> None:
    """Months after the last sign-in an inspection made offline arrives and is judged."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    world.clock.at += 100 * DAY_MS
    await inspect(tablet, world, {QUESTION: BAD})

    answer = await delivered(client, tablet)
    found = await Desks(client, world).sees("p05", "actions")

    assert codes(answer) == ["ok"] * 3
    assert found["total"] == 1


async def test_a_token_lives_half_a_year_from_the_last_push(
    client: AsyncClient, world: World
) -> None:
    """Each push renews it; a tablet that was silent for 180 days must sign in."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    statuses: list[int] = []
    for wait in (179, 179, 180):
        world.clock.at += wait * DAY_MS
        tablet.record("note", a_device(world), value="n")
        statuses.append((await delivered(client, tablet)).status_code)
        tablet.waiting = []

    assert statuses == [200, 200, 401]


async def test_a_disabled_account_strands_no_work(client: AsyncClient, world: World) -> None:
    """Who has left has no rights any more: their work arrives, is kept whole and shown to officers."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    subject = await inspect(tablet, world, {QUESTION: BAD}, submit=False)
    await disabled(world, "p09")

    answer = await delivered(client, tablet)
    inbox = (await Desks(client, world).sees("p05", "sync/quarantine"))["items"]

    assert codes(answer) == ["not_permitted", "not_permitted"]
    assert answer.json()["received_through"] == 2
    assert [(one["inspection"], one["kind"]) for one in inbox] == [
        (subject, "start"), (subject, "answer"),
    ]  # fmt: skip
    assert inbox[0]["person"] == world.person("p09")
    assert inbox[0]["text"].encode() == tablet.waiting[0]


async def test_a_token_pushes_to_its_own_chain_only(client: AsyncClient, world: World) -> None:
    """A lost token writes nothing in anybody else's name."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    other = await signed_in(client, world, "p10", a_device(world))
    tablet.session["chain"] = other.session["chain"]
    tablet.record("note", a_device(world), value="n")

    answer = await delivered(client, tablet)

    assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")


async def test_signing_in_again_goes_on_where_the_chain_stood(
    client: AsyncClient, world: World
) -> None:
    """The tablet learns the next number and the hash before it; the old token is replaced."""
    device = a_device(world)
    first = await signed_in(client, world, "p09", device)
    await inspect(first, world, {QUESTION: BAD}, submit=False)
    await first.push()

    again = await signed_in(client, world, "p09", device)
    first.record("note", a_device(world), value="n")
    old = await delivered(client, first)

    assert first.session["next_seq"] == 1
    assert "prev" not in first.session
    assert again.session["chain"] == first.session["chain"]
    assert again.session["next_seq"] == 3
    assert again.session["prev"] == _hash(first.sent[-1])
    assert old.status_code == 401


async def test_two_people_on_one_tablet_have_two_chains(client: AsyncClient, world: World) -> None:
    """Nobody's work waits for another's; neither token serves the other."""
    device = a_device(world)
    one = await signed_in(client, world, "p09", device)
    other = await signed_in(client, world, "p10", device)
    await inspect(one, world, {QUESTION: BAD}, submit=False)
    await inspect(other, world, {QUESTION: BAD}, submit=False)

    answers = [await delivered(client, who) for who in (other, one)]

    assert one.session["chain"] != other.session["chain"]
    assert [codes(answer) for answer in answers] == [["ok", "ok"]] * 2


async def test_a_desk_without_device_gets_no_chain(client: AsyncClient, world: World) -> None:
    """Whoever only reads and decides records nothing offline."""
    desk = await signed_in(client, world, "p05")

    assert not {"chain", "chain_token", "next_seq"} & desk.session.keys()


def _hash(text: bytes) -> str:
    from checklists.canonical import sha256_hex

    return sha256_hex(text)
