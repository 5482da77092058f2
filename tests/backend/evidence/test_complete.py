"""A pack argues from the log: what was accepted is in it, or it says why not."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from backend.evidence.facts import pack_facts
from backend.evidence.gathered import Order, gather
from backend.evidence.keys import ledger_key
from backend.evidence.selection import IncompletePackError
from backend.plumbing import jobs
from tests.backend.evidence.orders import ordered
from tests.backend.matters import FAILS, Desks, a_matter, inspect, planned_at, today
from tests.worlds import Tablet, World, a_device, signed_in

if TYPE_CHECKING:
    from httpx import AsyncClient

    from reports.facts import PackFacts

DAY_MS = 86_400_000
NOWHERE = "01900000-0000-7000-8000-000000000000"
SITES = ("sha-pd", "sha-hq", "hgz-xh")
ALL_TIME = {"from": "2000-01-01", "to": "2199-12-31"}
VISITS = 14


def odd(draw: random.Random, world: World, assignment: str) -> dict[str, Any]:
    """What a start may say besides: mostly what is so, now and then what is not."""
    other: dict[str, Any] = {
        "area": draw.choice([world.site("sha-pd/windows"), world.site("sha-hq/offices"), NOWHERE]),
        "assignment": draw.choice([assignment, NOWHERE]),
        "zone": draw.choice(["Asia/Shanghai", "Mars/Olympus", "UTC"]),
        "business_date": draw.choice([today(world), "1999-12-31", "2199-01-01", "2026-01-31"]),
    }
    return {name: value for name, value in other.items() if draw.random() < 0.3}


async def a_history(client: AsyncClient, world: World, seed: int) -> None:
    """Inspections begun, answered, submitted, reopened at odd places and days; moves at desks."""
    draw = random.Random(seed)
    for _ in range(VISITS):
        site = draw.choice(SITES)
        tablet = await signed_in(client, world, "p05", a_device(world))
        question, bad, good = FAILS[draw.choice(sorted(FAILS))]
        submit = draw.random() < 0.6
        subject = await inspect(
            tablet, world, {question: draw.choice([bad, good])}, site=site, submit=submit,
            **odd(draw, world, await planned_at(world, site)),
        )  # fmt: skip
        if submit and draw.random() < 0.3:
            tablet.record("reopen", subject, reason="A figure was wrong.")
        await tablet.push(refusals=True)
        world.clock.at += draw.choice([1, DAY_MS, 40 * DAY_MS])
        if draw.random() < 0.4:
            await a_move(draw, Desks(client, world))


async def a_move(draw: random.Random, desks: Desks) -> None:
    """Somebody does something with an action, allowed or not."""
    items = (await desks.sees("p05", "actions"))["items"]
    if items:
        path = f"actions/{draw.choice(items)['id']}"
        await desks.tries(
            "p05", path, "request_extension", reason="Late.", extension={"add_days": 1}
        )


async def as_it_was_once(world: World, draw: random.Random) -> None:
    """Some of it lies at an area or a region, as it was once taken; their streams stay as they are."""
    async with world.shell.database.transaction() as tx:
        rows = await tx.fetch("SELECT id FROM inspection ORDER BY id")
        for row in draw.sample(rows, 3):
            await tx.execute(
                "UPDATE inspection SET site = ?, doubts = 'site' WHERE id = ?",
                (world.site("east"), row["id"]),
            )


async def facts_of(client: AsyncClient, world: World, who: Tablet, **more: Any) -> PackFacts:
    """The facts of an order, as the job makes them."""
    made = await ordered(client, who, **more)
    key = ledger_key(world.shell.settings.data, world.house.organisation)
    async with world.shell.database.reading() as reader:
        row = await jobs.job_by_id(reader, world.house.organisation, made["job"])
        assert row is not None
        given = json.loads(row.payload)
        found = await gather(world.shell, reader, msgspec.convert(given["order"], Order))
    return pack_facts(found, key.public, given["earlier"])


async def accepted(world: World) -> list[Any]:
    """Every accepted operation, with its place in the log."""
    async with world.shell.database.reading() as reader:
        return await reader.fetch(
            "SELECT o.subject, o.body, o.log_seq, e.stream, e.at FROM operation o "
            "JOIN ledger_entry e ON e.organisation = o.organisation AND e.seq = o.log_seq "
            "WHERE o.status = 'ok' ORDER BY o.log_seq"
        )


def bodies_of(facts: PackFacts) -> set[bytes]:
    """All bodies of operations that the pack hands out."""
    return {body for one in facts.records if one.kind == "operation" for body in one.bodies}


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_a_pack_of_all_sites_and_all_time_holds_every_accepted_operation(
    client: AsyncClient, world: World, seed: int
) -> None:
    """Whatever was begun wherever and under whichever day; nothing of it is left out."""
    await a_history(client, world, seed)
    await as_it_was_once(world, random.Random(seed))
    officer = await signed_in(client, world, "p05")

    facts = await facts_of(client, world, officer, **ALL_TIME)

    log = await accepted(world)
    assert len(log) > VISITS
    assert bodies_of(facts) == {one["body"].encode() for one in log}
    assert facts.coverage.left_out.get("other_day", 0) == 0
    assert facts.coverage.in_period == facts.proof.tree_size


@pytest.mark.parametrize("seed", [4, 5])
async def test_a_pack_of_some_says_why_the_rest_is_not_in_it(
    client: AsyncClient, world: World, seed: int
) -> None:
    """Each operation of the streams and the period is there, or counted as of another day."""
    await a_history(client, world, seed)
    officer = await signed_in(client, world, "p05")
    sites = [world.site("sha-pd")]
    span = {"from": "2026-11-20", "to": "2026-12-31"}

    facts = await facts_of(client, world, officer, sites=sites, **span)

    kept, log = bodies_of(facts), await accepted(world)
    hidden = {seq for one in facts.redactions for seq in one.entries}
    here = [one for one in log if one["stream"] in facts.scope.streams]
    told = [one for one in here if one["body"].encode() in kept or one["log_seq"] in hidden]
    since = min((one.at for one in facts.proof.entries), default="")
    assert len(here) > 1
    assert {one["log_seq"] for one in here} - {one["log_seq"] for one in told} == set()
    assert since
    without = len(hidden)
    assert sum(facts.coverage.left_out.values()) == without
    assert facts.coverage.entries == facts.coverage.with_content + without
    assert facts.coverage.entries == len(facts.proof.entries)


async def test_a_matter_that_only_the_log_knows_stops_the_pack(
    client: AsyncClient, world: World
) -> None:
    """A row that is gone is no smaller pack: the build ends with the matter's name."""
    tablet = await signed_in(client, world, "p05", a_device(world))
    subject = await inspect(tablet, world, {}, submit=False)
    await tablet.push()
    async with world.shell.database.transaction() as tx:
        await tx.execute("DELETE FROM inspection WHERE id = ?", (subject,))

    with pytest.raises(IncompletePackError, match=subject):
        await facts_of(client, world, tablet, **ALL_TIME)


async def test_a_nonconformity_that_only_the_log_knows_stops_the_pack(
    client: AsyncClient, world: World
) -> None:
    """Its inspection is there, its own row is not: it is no entry about people and settings."""
    matter = await a_matter(client, world)
    async with world.shell.database.transaction() as tx:
        for table in ("deadline", "corrective_action"):
            await tx.execute(f"DELETE FROM {table} WHERE id = ?", (matter.action,))  # noqa: S608 - names of ours
    officer = await signed_in(client, world, "p05")

    with pytest.raises(IncompletePackError, match=matter.action):
        await facts_of(client, world, officer, **ALL_TIME)
