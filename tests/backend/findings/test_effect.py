"""Did it work, and is it back? Watches after closing, and the same failure found again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.clock import instant_ms
from backend.daily import daily_work
from tests.backend.matters import (
    DAY_MS,
    FAILS,
    OTHER_PROOF,
    Desks,
    a_matter,
    inspect,
    visited,
    worked_off,
)
from tests.worlds import World, a_device, signed_in

if TYPE_CHECKING:
    from httpx import AsyncClient

    from tests.backend.matters import Matter

QUESTION, BAD, GOOD = FAILS["major"]


async def watched(client: AsyncClient, world: World) -> tuple[Matter, Desks, str]:
    """A major nonconformity that was closed and is watched; its address."""
    matter = await a_matter(client, world)
    desks = Desks(client, world)
    state = await worked_off(desks, matter)
    assert state == "watching"
    return matter, desks, f"nonconformities/{matter.nonconformity}"


async def a_day_later(client: AsyncClient, world: World, desks: Desks, answer: str) -> str:
    """Another inspection of the same place on the next day; everybody signs in anew."""
    desks.later(DAY_MS)
    return await visited(client, world, {QUESTION: answer})


async def test_two_clean_inspections_prove_the_effect(client: AsyncClient, world: World) -> None:
    """Closed for good only when it was seen twice that the failure did not come back."""
    matter, desks, nc = await watched(client, world)
    await a_day_later(client, world, desks, GOOD)
    after_one = (await desks.sees("p05", nc))["state"]
    await a_day_later(client, world, desks, GOOD)

    shown = await desks.sees("p05", nc)

    assert (after_one, shown["state"]) == ("watching", "closed")
    assert [one["state"] for one in shown["actions"]] == ["effective"]
    assert [one["event"] for one in shown["history"]][-2:] == ["close", "effective"]
    assert shown["history"][-1]["actor"] == "system"
    assert (await desks.sees("p05", f"actions/{matter.action}"))["state"] == "effective"


async def test_the_failure_that_comes_back_reopens_the_matter(
    client: AsyncClient, world: World
) -> None:
    """A watched failure found again opens the matter, names the inspection and restarts the clock."""
    matter, desks, nc = await watched(client, world)
    before = (await desks.sees("p05", f"actions/{matter.action}"))["due"]
    subject = await a_day_later(client, world, desks, BAD)

    shown = await desks.sees("p05", nc)
    action = await desks.sees("p05", f"actions/{matter.action}")
    code = (await desks.sees("p05", f"inspections/{subject}"))["code"]
    total = (await desks.sees("p05", "actions"))["total"]

    assert (shown["state"], shown["reopened"], shown["closed_on"]) == ("open", 1, None)
    assert {"code": code, "why": "recur"} in shown["links"]
    assert (action["state"], total) == ("ineffective", 1)
    assert action["due"] > before
    refused = await desks.tries("p05", nc, "close", files=[OTHER_PROOF])
    assert refused.json()["code"] == "event_not_allowed"


async def test_an_inspection_of_the_closing_day_proves_nothing(
    client: AsyncClient, world: World
) -> None:
    """Closing at 07:00 in Shanghai is closing on that day, though it is yesterday in Greenwich."""
    world.clock.at = instant_ms("2026-11-19T22:50:00.000Z")
    _, desks, nc = await watched(client, world)
    closed_on = (await desks.sees("p05", nc))["closed_on"]
    for _ in range(2):
        desks.later(3_600_000)
        await visited(client, world, {QUESTION: GOOD})

    shown = await desks.sees("p05", nc)

    assert closed_on == "2026-11-20"
    assert shown["state"] == "watching"


async def test_an_early_inspection_counts_on_its_own_day(
    client: AsyncClient, world: World
) -> None:
    """Two visits before eight in the morning in Shanghai are judged at once, not a day later."""
    _, desks, nc = await watched(client, world)
    for day in ("2026-11-20", "2026-11-21"):
        world.clock.at = instant_ms(f"{day}T22:30:00.000Z")
        desks.seats.clear()
        await visited(client, world, {QUESTION: GOOD})

    assert (await desks.sees("p05", nc))["state"] == "closed"


async def test_silence_never_proves_effect_and_is_told_once(
    client: AsyncClient, world: World
) -> None:
    """A window that ends without evidence waits for a person; every day after says nothing new."""
    _, desks, nc = await watched(client, world)
    early = await desks.tries("p05", nc, "accept_effect", reason="Seen myself.")
    world.clock.at += 180 * DAY_MS
    await daily_work(world.shell, world.house.organisation)
    desks.seats.clear()
    last_day = (await desks.sees("p05", nc))["history"][-1]["event"]
    for _ in range(3):
        world.clock.at += DAY_MS
        await daily_work(world.shell, world.house.organisation)
    desks.seats.clear()
    told = [one["event"] for one in (await desks.sees("p05", nc))["history"]]

    by_owner = await desks.tries("p14", nc, "accept_effect", reason="Seen myself.")
    state = await desks.does("p05", nc, "accept_effect", reason="Seen twice without a visit.")

    assert early.json()["code"] == "nothing_pending"
    assert last_day == "close"
    assert told.count("undecided") == 1
    assert by_owner.json()["code"] == "role_missing"
    assert state == "closed"


async def test_an_officer_reopens_with_a_reason(client: AsyncClient, world: World) -> None:
    """After reopening, the old cause and the old work count no more."""
    matter, desks, nc = await watched(client, world)
    bare = await desks.tries("p05", nc, "reopen")
    await desks.does("p05", nc, "reopen", reason="A customer saw it again.")

    shown = await desks.sees("p05", nc)
    plan = await desks.tries("p05", nc, "plan")
    action = (await desks.sees("p05", f"actions/{matter.action}"))["state"]

    assert bare.json()["code"] == "reason_missing"
    assert (shown["state"], shown["cause"]["state"]) == ("open", "none")
    assert plan.json()["code"] == "cause_missing"
    assert action == "ineffective"


async def test_a_reopened_matter_can_be_planned_anew_when_its_action_was_cancelled(
    client: AsyncClient, world: World
) -> None:
    """A plan may bring the live action it needs: no matter is stuck for ever."""
    matter, desks, nc = await watched(client, world)
    await desks.does("p05", nc, "reopen", reason="A customer saw it again.")
    action = f"actions/{matter.action}"
    await desks.does("p05", action, "request_cancel", reason="The wrong way.")
    await desks.does("p06", action, "approve_cancel")
    await desks.does("p14", nc, "propose_cause", text="Nobody is named for it.")
    await desks.does("p05", nc, "accept_cause")
    none_left = await desks.tries("p05", nc, "plan")

    state = await desks.does("p05", nc, "plan", plan=[{"title": "Name somebody"}])

    assert none_left.json()["code"] == "no_action"
    assert state == "planned"


async def test_a_repeat_joins_what_is_still_open(client: AsyncClient, world: World) -> None:
    """The same failure at the same place is one matter as long as it is open."""
    matter = await a_matter(client, world)
    desks = Desks(client, world)
    subject = await a_day_later(client, world, desks, BAD)

    nc = await desks.sees("p05", f"nonconformities/{matter.nonconformity}")
    raised = (await desks.sees("p05", f"inspections/{subject}"))["nonconformities"]
    elsewhere = await visited(client, world, {QUESTION: BAD}, site="hgz-xh")
    other = (await desks.sees("p05", f"inspections/{elsewhere}"))["nonconformities"]

    assert [one["event"] for one in nc["history"]] == ["opened", "repeated"]
    assert raised == []
    assert [one["severity"] for one in other] == ["major"]


async def test_a_repeat_after_closing_is_new_and_one_step_worse(
    client: AsyncClient, world: World
) -> None:
    """Found again within a year after it was closed: a new matter, graded up."""
    _, desks, nc = await watched(client, world)
    for _ in range(2):
        await a_day_later(client, world, desks, GOOD)
    assert (await desks.sees("p05", nc))["state"] == "closed"
    subject = await a_day_later(client, world, desks, BAD)

    raised = (await desks.sees("p05", f"inspections/{subject}"))["nonconformities"]

    assert [one["severity"] for one in raised] == ["critical"]


async def test_two_visits_in_one_push_make_one_matter(client: AsyncClient, world: World) -> None:
    """A tablet that was away sends two days at once: the second failure is told at the first."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    for day in ("2026-11-18", "2026-11-19"):
        await inspect(tablet, world, {QUESTION: BAD}, business_date=day)
    await tablet.push()
    desks = Desks(client, world)

    (row,) = (await desks.sees("p05", "nonconformities"))["items"]
    history = (await desks.sees("p05", f"nonconformities/{row['id']}"))["history"]

    assert [one["event"] for one in history] == ["opened", "repeated"]
