"""To whom an action can be given: only those whom the move takes, the best first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.backend.matters import Desks, a_matter, appointed

if TYPE_CHECKING:
    from httpx import AsyncClient

    from tests.worlds import World

WHY = {"reason": "On leave."}


async def offered(desks: Desks, action: str, who: str = "p05") -> list[dict[str, Any]]:
    """What the officer is offered."""
    return (await desks.sees(who, f"actions/{action}/candidates"))["items"]


async def test_exactly_those_are_offered_whom_the_move_takes(
    client: AsyncClient, world: World
) -> None:
    """Of twenty people each is offered and taken, or neither; the owner of now is not offered."""
    matter = await a_matter(client, world)
    desks = Desks(client, world)
    for key in ("p06", "p09"):
        await appointed(world, key, "owner")
    listed = {one["id"] for one in await offered(desks, matter.action)}
    people = [one["id"] for one in (await desks.sees("p05", "people"))["items"]]
    taken: set[str] = set()
    for person in people:
        if person == world.person("p14"):
            continue
        response = await desks.tries(
            "p05", f"actions/{matter.action}", "reassign", owner=person, **WHY
        )
        if response.status_code == 200:
            taken.add(person)
            back = {"owner": world.person("p14"), **WHY}
            await desks.does("p05", f"actions/{matter.action}", "reassign", **back)
        else:
            assert response.json()["code"] == "owner_missing"

    assert listed == taken
    assert world.person("p14") not in listed
    assert {world.person(key) for key in ("p06", "p07", "p09")} <= listed


async def test_the_responsible_come_first_and_then_who_has_least_to_do(
    client: AsyncClient, world: World
) -> None:
    """The responsibility matrix before load, and load before how near somebody owns."""
    matter = await a_matter(client, world)
    other = await a_matter(client, world, "minor")
    desks = Desks(client, world)
    for key in ("p06", "p09"):
        await appointed(world, key, "owner")
    give = {"owner": world.person("p06"), **WHY}
    await desks.does("p05", f"actions/{other.action}", "reassign", **give)
    before = await offered(desks, matter.action)
    await desks.does(
        "p05", f"actions/{other.action}", "reassign", owner=world.person("p14"), **WHY
    )
    await desks.does("p05", f"actions/{matter.action}", "reassign", **give)
    after = await offered(desks, matter.action)

    load = {one["id"]: one["open_actions"] for one in before}
    assert load[world.person("p06")] == 1
    assert load[world.person("p09")] == 0
    assert [one["open_actions"] for one in before] == sorted(load.values())
    assert not any(one["responsible"] for one in before)
    # The matrix names p14 for this site, who has more to do than the others.
    assert (after[0]["id"], after[0]["open_actions"]) == (world.person("p14"), 1)
    assert [one["responsible"] for one in after] == [True] + [False] * (len(after) - 1)


async def test_a_candidate_is_shown_with_name_and_roles_there(
    client: AsyncClient, world: World
) -> None:
    """Who also verifies there is seen: nobody verifies what is their own."""
    matter = await a_matter(client, world)
    desks = Desks(client, world)
    await appointed(world, "p05", "owner")
    await appointed(world, "p09", "owner")
    found = {one["id"]: one for one in await offered(desks, matter.action)}

    assert {"owner", "officer", "verifier"} <= set(found[world.person("p05")]["roles"])
    assert found[world.person("p09")]["roles"] == ["inspector", "owner"]
    assert all(one["name"]["en"] for one in found.values())


async def test_only_an_officer_of_that_site_is_offered_anybody(
    client: AsyncClient, world: World
) -> None:
    """An owner may not give an action away, and a stranger does not learn that it exists."""
    matter = await a_matter(client, world)
    desks = Desks(client, world)
    statuses = {}
    for who in ("p14", "p03", "p15", "p09"):
        headers = (await desks.of(who)).headers
        asked = await client.get(f"/api/actions/{matter.action}/candidates", headers=headers)
        statuses[who] = (asked.status_code, asked.json()["code"])

    assert statuses["p14"] == (403, "not_permitted")
    assert statuses["p03"] == (403, "not_permitted")
    assert statuses["p09"] == (403, "not_permitted")
    assert statuses["p15"][0] in {403, 404}
