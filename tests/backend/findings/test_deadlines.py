"""Deadlines of actions: computed from receipt, explained to the last interval, never stored as late."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from backend.clock import instant_ms, instant_text
from tests.backend.matters import DAY_MS, PROOF, SHANGHAI, Desks, a_matter, arrived
from tests.backend.sync.test_push import pulled
from tests.worlds import World, a_device, signed_in

if TYPE_CHECKING:
    from httpx import AsyncClient

HOUR_MS = 3_600_000
WHY = {"reason": "The part is delivered later."}


def local(text: str | None) -> str:
    """An instant as the wall clock in Shanghai shows it."""
    assert text is not None
    at = datetime.fromtimestamp(instant_ms(text) / 1000, SHANGHAI)
    return at.strftime("%Y-%m-%d %H:%M")


async def deadline_of(desks: Desks, action: str) -> dict[str, Any]:
    """The explanation that everybody may ask for."""
    return await desks.sees("p05", f"actions/{action}/deadline")


async def test_the_intervals_sum_exactly_when_working_time_is_counted(
    client: AsyncClient, world: World
) -> None:
    """24 working hours from Friday 10:00: each counted span is shown and they make up the class."""
    matter = await a_matter(client, world, "critical")

    shown = await deadline_of(Desks(client, world), matter.action)

    assert shown["class"]["clock"] == "working"
    assert sum(ms for _, _, ms in shown["counted"]) == shown["class"]["ms"] == 24 * HOUR_MS
    assert all(instant_ms(to) - instant_ms(one) == ms for one, to, ms in shown["counted"])
    assert shown["counted"][0][0] == instant_text(world.clock.now())
    assert shown["counted"][-1][1] == shown["due"]


async def test_a_major_is_due_at_the_end_of_the_fifth_working_day(
    client: AsyncClient, world: World
) -> None:
    """The day of receipt does not count; counters work at weekends, and the days are listed."""
    matter = await a_matter(client, world, "major")

    shown = await deadline_of(Desks(client, world), matter.action)

    assert shown["days"] == [f"2026-11-{day}" for day in (21, 22, 23, 24, 25)]
    assert local(shown["due"]) == "2026-11-25 17:30"
    assert shown["calendar"] == {
        "id": "cn-counter",
        "version": 1,
        "covers_to": "2028-12-31",
        "provisional_from": "2027-01-01",
    }


async def test_an_approved_extension_moves_the_deadline_and_a_refused_one_does_not(
    client: AsyncClient, world: World
) -> None:
    """Only what a second person approves counts."""
    matter = await a_matter(client, world)
    desks, path = Desks(client, world), f"actions/{matter.action}"
    first = await deadline_of(desks, matter.action)
    await desks.does("p14", path, "request_extension", extension={"add_days": 2}, **WHY)
    asked = await deadline_of(desks, matter.action)
    await desks.does("p05", path, "reject_extension", **WHY)
    await desks.does("p14", path, "request_extension", extension={"add_days": 2}, **WHY)
    await desks.does("p05", path, "approve_extension")

    extended = await deadline_of(desks, matter.action)
    listed = (await desks.sees("p05", "actions"))["items"][0]

    assert asked["due"] == first["due"]
    assert local(extended["due"]) == "2026-11-27 17:30"
    assert listed["due"] == extended["due"]


async def test_a_paused_clock_has_no_due_moment_and_goes_on_where_it_stood(
    client: AsyncClient, world: World
) -> None:
    """While it is paused nothing is due and no calendar is missing; afterwards the rest is left."""
    matter = await a_matter(client, world, "critical")
    desks, path = Desks(client, world), f"actions/{matter.action}"
    first = await deadline_of(desks, matter.action)
    desks.later(HOUR_MS)
    await desks.does("p05", path, "pause", **WHY)
    desks.later(DAY_MS)
    paused = await deadline_of(desks, matter.action)
    listed = (await desks.sees("p05", "actions"))["items"][0]
    await desks.does("p05", path, "resume")

    resumed = await deadline_of(desks, matter.action)

    assert (paused["state"], paused["due"], listed["due"]) == ("paused", None, None)
    assert (listed["paused"], listed["no_calendar"]) == (True, False)
    assert paused["left_ms"] == 23 * HOUR_MS
    assert sum(ms for _, _, ms in resumed["counted"]) == 24 * HOUR_MS
    assert resumed["due"] > first["due"]


async def test_a_day_without_calendar_refuses_nothing_and_is_shown(
    client: AsyncClient, world: World
) -> None:
    """Where the calendar ends the action is opened all the same, without a due moment."""
    world.clock.at = instant_ms("2028-12-30T02:00:00.000Z")
    matter = await a_matter(client, world)
    desks = Desks(client, world)

    listed = (await desks.sees("p05", "actions"))["items"][0]
    state = await desks.does("p14", f"actions/{matter.action}", "accept")
    shown = await deadline_of(desks, matter.action)

    assert (listed["due"], listed["no_calendar"]) == (None, True)
    assert (shown["state"], shown["due"]) == ("uncovered", None)
    assert shown["calendar"]["covers_to"] == "2028-12-31"
    assert state == "accepted"


async def test_a_deadline_of_a_year_without_notice_is_provisional(
    client: AsyncClient, world: World
) -> None:
    """From 2027 on the make-up days are not published yet: the deadline says so."""
    world.clock.at = instant_ms("2026-12-30T02:00:00.000Z")
    matter = await a_matter(client, world)
    desks = Desks(client, world)

    shown = await deadline_of(desks, matter.action)
    listed = (await desks.sees("p05", "actions"))["items"][0]
    detail = await desks.sees("p05", f"actions/{matter.action}")
    tablet = await signed_in(client, world, "p09", a_device(world))
    pulled_items, _ = await pulled(client, tablet, None)

    assert (shown["provisional"], shown["calendar"]["provisional_from"]) == (True, "2027-01-01")
    assert (listed["provisional"], detail["provisional"]) == (True, True)
    assert [one["body"]["provisional"] for one in pulled_items if one["kind"] == "action"] == [
        True
    ]


@pytest.mark.parametrize(
    ("now", "alarm"),
    [
        ("2026-10-31T02:00:00.000Z", None),
        ("2026-11-20T02:00:00.000Z", ("provisional", "2027-01-01", 42)),
        ("2028-11-01T15:59:00.000Z", ("provisional", "2027-01-01", 0)),
        ("2028-12-31T15:59:00.000Z", ("ends", "2029-01-01", 1)),
        ("2028-12-31T16:00:00.000Z", ("ends", "2029-01-01", 0)),
    ],
)
async def test_administrators_are_told_which_calendar_ends(
    client: AsyncClient, world: World, now: str, alarm: tuple[str, str, int] | None
) -> None:
    """Sixty days before, by the day at the place; calendars that nobody uses alarm nobody."""
    world.clock.at = instant_ms(now)
    person = await signed_in(client, world, "p09")

    items = (await client.get("/api/calendars", headers=person.headers)).json()["items"]

    counter = next(one for one in items if one["key"] == "cn-counter")
    got = counter["alarm"] and (
        counter["alarm"]["why"], counter["alarm"]["first_day"], counter["alarm"]["days_left"],
    )  # fmt: skip
    assert got == alarm
    assert counter["title"]["zh-Hans"]


async def test_overdue_is_what_is_still_to_be_done_or_was_done_late(
    client: AsyncClient, world: World
) -> None:
    """Submitted in time is not overdue while it waits for its verifier; a return starts it again."""
    matter = await a_matter(client, world)
    desks, path = Desks(client, world), f"actions/{matter.action}"
    for event, what in (("accept", {}), ("start", {}), ("submit", {"files": [PROOF]})):
        await desks.does("p14", path, event, **what)
    desks.later(10 * DAY_MS)
    waiting = (await desks.sees("p05", "actions", overdue="true"))["total"]
    others = (await desks.sees("p05", "actions", overdue="false"))["total"]
    await desks.does("p05", path, "return", **WHY)

    returned = (await desks.sees("p05", "actions", overdue="true"))["total"]
    due = await deadline_of(desks, matter.action)

    assert (waiting, others, returned) == (0, 1, 1)
    assert local(due["due"]) == "2026-11-25 17:30"


async def test_what_did_not_work_gets_its_time_anew(client: AsyncClient, world: World) -> None:
    """A verifier who finds the action ineffective starts its class again from that moment."""
    matter = await a_matter(client, world)
    desks, path = Desks(client, world), f"actions/{matter.action}"
    for event, what in (("accept", {}), ("start", {}), ("submit", {"files": [PROOF]})):
        await desks.does("p14", path, event, **what)
    await arrived(world)
    await desks.does("p05", path, "verify")
    desks.later(20 * DAY_MS)
    await desks.does("p05", path, "ineffective", reason="It is blocked again.")

    shown = await deadline_of(desks, matter.action)

    assert (shown["start"], shown["done_at"]) == (instant_text(world.clock.now()), None)
    assert local(shown["due"]) == "2026-12-15 17:30"


async def test_a_planned_action_has_its_own_owner_class_and_deadline(
    client: AsyncClient, world: World
) -> None:
    """A plan adds actions; each has a clock of its own from the moment of planning."""
    matter = await a_matter(client, world, "minor")
    desks, nc = Desks(client, world), f"nonconformities/{matter.nonconformity}"
    plan = [
        {"title": "Order frames", "owner": world.person("p07"), "deadline_class": "report"},
        {"title": "Train the shift"},
    ]
    await desks.does("p14", nc, "plan", plan=plan)

    first, second, third = (await desks.sees("p05", nc))["actions"]

    assert (first["deadline_class"], first["title"]["en"]) == ("action_minor", "Mark it now.")
    assert (second["title"], second["owner"]) == ("Order frames", world.person("p07"))
    assert instant_ms(second["due"]) == world.clock.now() + 2 * DAY_MS
    assert (third["owner"], third["deadline_class"]) == (world.person("p14"), "action_minor")
    assert [one["code"] for one in (first, second, third)] == ["CA-0001", "CA-0002", "CA-0003"]


async def test_an_extension_to_a_date_moves_the_due_moment_there_and_never_back(
    client: AsyncClient, world: World
) -> None:
    """A date fits every class; one before the due moment changes nothing."""
    matter = await a_matter(client, world)
    desks, path = Desks(client, world), f"actions/{matter.action}"
    due = instant_ms((await desks.sees("p05", path))["due"])

    shown: list[int] = []
    for until in (due + 3 * DAY_MS, due - DAY_MS):
        asked = {"extension": {"until": until}, **WHY}
        await desks.does("p14", path, "request_extension", **asked)
        await desks.does("p05", path, "approve_extension")
        shown.append(instant_ms((await desks.sees("p05", path))["due"]))

    assert shown == [due + 3 * DAY_MS] * 2
