"""The day's work: planned ahead, missed, swept, signed; each day once, whatever failed before."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from backend import daily
from backend.clock import instant_ms
from backend.demo import past
from backend.ids import new_id
from backend.ledger import service as ledger
from backend.plumbing import jobs
from backend.plumbing.yaml_files import parse_yaml, read_yaml
from backend.programme import queries as programme_queries
from backend.programme import service as programme
from backend.programme.records import AssignmentRow, ScheduleRow
from backend.templates import service as templates
from tests.backend.matters import DAY_MS, Desks, inspect
from tests.backend.sync.test_push import pulled
from tests.worlds import World, a_device, signed_in

if TYPE_CHECKING:
    from httpx import AsyncClient


async def a_schedule(world: World, rule: str = "FREQ=WEEKLY;BYDAY=MO", grace: int = 3) -> str:
    """A recurrence of data-handling at two places, and who did it last."""
    known = new_id(world.clock.now(), world.shell.random)
    sites = [world.site("sha-pd"), world.site("szx-ft")]
    async with world.shell.database.transaction() as tx:
        await programme_queries.add_schedule(
            tx,
            ScheduleRow(
                organisation=world.house.organisation,
                id=known,
                key="weekly",
                template_key="data-handling",
                kind="internal_audit",
                sites=json.dumps(sites),
                rrule=rule,
                grace_days=grace,
                assignee_role="inspector",
                must="all",
            ),
        )
    return known


async def planned(world: World) -> list[AssignmentRow]:
    """Everything that is planned, by day."""
    async with world.shell.database.reading() as reader:
        return await programme_queries.between(
            reader, world.house.organisation, "2000-01-01", "2199-12-31"
        )


async def a_day(world: World) -> int:
    """What is due in the queue is done."""
    return await jobs.run_pending(world.shell, {"daily": daily.run})


async def test_inspections_are_planned_thirty_days_ahead_and_told(
    client: AsyncClient, world: World
) -> None:
    """Each day adds the next; a tablet hears of its own region's jobs at its next pull."""
    await a_schedule(world)
    tablet = await signed_in(client, world, "p09", a_device(world))
    _, cursor = await pulled(client, tablet, None)
    house = world.house.organisation
    counts = [await daily.plan(world.shell, house) for _ in range(2)]
    world.clock.at += 7 * DAY_MS
    counts.append(await daily.plan(world.shell, world.house.organisation))

    rows = await planned(world)
    changes, _ = await pulled(client, tablet, cursor)

    days = ["2026-11-23", "2026-11-30", "2026-12-07", "2026-12-14", "2026-12-21"]
    assert counts == [8, 0, 2]
    assert sorted({row.from_on for row in rows}) == days
    assert {row.due_on for row in rows if row.from_on == days[0]} == {"2026-11-26"}
    assert {row.template for row in rows} == {world.published["data-handling"].template}
    assert [one["kind"] for one in changes] == ["assignment"] * 5
    assert {one["site"] for one in changes} == {world.site("sha-pd")}


async def test_an_assignment_follows_its_inspection(client: AsyncClient, world: World) -> None:
    """Open, started, done: the plan shows how far it is, and the first inspection keeps it."""
    await a_schedule(world)
    await daily.plan(world.shell, world.house.organisation)
    row = next(one for one in await planned(world) if one.site == world.site("sha-pd"))
    tablet = await signed_in(client, world, "p09", a_device(world))
    states: list[tuple[str, str | None]] = []
    subject = await inspect(tablet, world, {}, submit=False, assignment=row.id)
    for _ in range(2):
        await tablet.push()
        states.append(await _state(world, row.id))
        value = {"state": "0" * 64, "verdict": "0" * 64, "score_bp": None, "missing": []}
        tablet.record("submit", subject, value=value)
    other = await signed_in(client, world, "p10", a_device(world))
    await inspect(other, world, {}, submit=False, assignment=row.id)
    await other.push()

    assert states == [("started", subject), ("done", subject)]
    assert await _state(world, row.id) == ("done", subject)


@pytest.mark.parametrize("what", ["words", "rules"])
async def test_what_is_planned_and_not_begun_follows_a_new_version(
    client: AsyncClient, world: World, what: str
) -> None:
    """Planned work neither vanishes nor is missed when a checklist is published anew."""
    await a_schedule(world)
    await daily.plan(world.shell, world.house.organisation)
    mine = [one for one in await planned(world) if one.site == world.site("sha-pd")]
    tablet = await signed_in(client, world, "p09", a_device(world))
    await inspect(tablet, world, {}, submit=False, assignment=mine[0].id)
    await tablet.push()
    _, cursor = await pulled(client, tablet, None)
    authored = parse_yaml(past.PUBLISHED["data-handling"].read_bytes(), "mine").data
    pack = read_yaml(past.PACK).data
    (authored if what == "words" else pack)["version"] = 2

    async with world.shell.database.transaction() as tx:
        await tx.lock_log(world.house.organisation)
        made = await programme.put_in_force(
            world.shell, tx, world.house.organisation, authored, pack
        )

    changes, _ = await pulled(client, tablet, cursor)
    told = {one["id"]: one["body"] for one in changes if one["kind"] == "assignment"}
    rows = {one.id: one for one in await planned(world)}
    old = world.published["data-handling"]
    begun = rows.pop(mine[0].id)
    assert (begun.template, begun.rules, begun.state) == (
        old.template, old.rules, "started",
    )  # fmt: skip
    assert {(one.template, one.rules) for one in rows.values()} == {(made.template, made.rules)}
    assert set(told) == {one.id for one in mine[1:]}
    assert {(one["template"], one["rules"]) for one in told.values()} == {
        (made.template, made.rules)
    }


async def test_a_plan_of_an_older_version_is_set_right_by_the_day(
    client: AsyncClient, world: World
) -> None:
    """What an older program left planned on a retired version comes back at the next day's work."""
    await a_schedule(world)
    await daily.plan(world.shell, world.house.organisation)
    authored = parse_yaml(past.PUBLISHED["data-handling"].read_bytes(), "mine").data
    authored["version"] = 2
    async with world.shell.database.transaction() as tx:
        await tx.lock_log(world.house.organisation)
        made = await templates.publish(
            world.shell, tx, world.house.organisation, authored, read_yaml(past.PACK).data
        )
    tablet = await signed_in(client, world, "p09", a_device(world))
    _, cursor = await pulled(client, tablet, None)

    await daily.plan(world.shell, world.house.organisation)
    await daily.plan(world.shell, world.house.organisation)

    changes, _ = await pulled(client, tablet, cursor)
    assert {one.template for one in await planned(world)} == {made.template}
    assert [one["kind"] for one in changes] == ["assignment"] * 4


async def _state(world: World, assignment: str) -> tuple[str, str | None]:
    async with world.shell.database.reading() as reader:
        (row,) = await programme.by_ids(reader, world.house.organisation, [assignment])
    return row.state, row.inspection


async def test_what_nobody_begins_is_offered_for_two_weeks_and_then_missed(
    client: AsyncClient, world: World
) -> None:
    """Late work can be caught up; afterwards the plan says that it was missed."""
    await a_schedule(world, "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=23", grace=10)
    await daily.plan(world.shell, world.house.organisation)
    offered: list[int] = []
    for day in ("2026-12-03", "2026-12-17", "2026-12-18"):
        world.clock.at = instant_ms(f"{day}T02:00:00.000Z")
        await daily.plan(world.shell, world.house.organisation)
        tablet = await signed_in(client, world, "p09", a_device(world))
        items, _ = await pulled(client, tablet, None)
        offered.append(
            sum(one["kind"] == "assignment" and one["body"]["state"] == "open" for one in items)
        )

    assert offered == [1, 1, 0]
    assert {row.state for row in await planned(world)} == {"missed"}


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", ["2026-12-14", "2026-12-28", "2027-01-11"]),
        ("FREQ=MONTHLY;BYDAY=1MO", ["2027-01-04"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", ["2026-12-31"]),
        ("FREQ=YEARLY;BYMONTH=3,6,9,12;BYDAY=3WE", ["2026-12-16"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31", ["2026-12-31"]),
    ],
)
def test_a_recurrence_gives_the_same_days_however_it_is_asked(rule: str, days: list[str]) -> None:
    """Every second week stays every second week across a new year, asked whole or day by day."""
    first, last = date(2026, 12, 10), date(2027, 1, 16)
    whole = programme.occurrences(rule, first, last)
    single = [
        day
        for at in range(first.toordinal(), last.toordinal() + 1)
        for day in programme.occurrences(rule, date.fromordinal(at), date.fromordinal(at))
    ]

    assert [day.isoformat() for day in whole] == days
    assert single == whole


async def test_the_day_is_done_once_and_asks_for_the_next(world: World) -> None:
    """Its successor waits for tomorrow, even when today's work breaks; the heads are signed."""
    organisation = world.house.organisation
    await daily.ask(world.shell, organisation, world.clock.now())
    await daily.ask(world.shell, organisation, world.clock.now())
    ran = [await a_day(world), await a_day(world)]
    async with world.shell.database.reading() as reader:
        head = await ledger.last_checkpoint(reader, organisation)
        size = await ledger.size(reader, organisation)
    world.clock.at += DAY_MS

    ran.append(await a_day(world))

    assert ran == [1, 0, 1]
    assert head is not None
    assert head.size == size


async def test_a_day_that_fails_does_not_end_the_days(world: World) -> None:
    """The successor is asked for before anything can go wrong."""
    organisation = world.house.organisation
    await daily.ask(world.shell, organisation, world.clock.now())

    async def broken(shell: Any, job: Any, progress: Any) -> dict[str, Any]:
        async def interrupted(phase: str, percent: int) -> None:
            raise ValueError("the disk is full")

        return await daily.run(shell, job, interrupted)

    for attempt in range(1, jobs.ATTEMPTS_MAX + 1):
        await jobs.run_pending(world.shell, {"daily": broken})
        world.clock.at += jobs.RETRY_MS * attempt
    async with world.shell.database.reading() as reader:
        rows = await reader.fetch("SELECT state FROM job WHERE kind = 'daily' ORDER BY run_at")
    world.clock.at += DAY_MS

    assert sorted(row["state"] for row in rows) == ["failed", "queued"]
    assert await a_day(world) == 1


async def test_at_stop_every_ledger_is_signed_as_it_stands(
    client: AsyncClient, world: World
) -> None:
    """Whoever compares later sees where the server stood when it was stopped."""
    desks = Desks(client, world)
    await desks.of("p05")
    await daily.sign_all(world.shell)

    async with world.shell.database.reading() as reader:
        head = await ledger.last_checkpoint(reader, world.house.organisation)
        size = await ledger.size(reader, world.house.organisation)

    assert head is not None
    assert head.size == size
