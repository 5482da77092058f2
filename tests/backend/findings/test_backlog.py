"""The backlog: filtered, sorted, paged without gaps, and no dearer for a page than for a row."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient

from backend.clock import instant_text
from backend.plumbing.protocol import SPOKEN
from tests.backend.counting import Listening, plan_of
from tests.backend.matters import DAY_MS, FAILS, PROOF, Desks, inspect
from tests.worlds import World, a_device, an_app, signed_in

SITES = ("sha-pd", "hgz-xh", "nkg-dp")
SEVERITIES = ("critical", "major", "minor")
BAD = {question: bad for question, bad, _ in FAILS.values()}
WHY = {"reason": "r"}


async def a_backlog(client: AsyncClient, world: World) -> Desks:
    """Nine actions: three severities at each of three sites, a day apart."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    for site in SITES:
        await inspect(tablet, world, BAD, site=site)
        await tablet.push()
        world.clock.at += DAY_MS
    return Desks(client, world)


async def pages(desks: Desks, path: str, limit: int, **query: Any) -> list[dict[str, Any]]:
    """Every page until the end."""
    found: list[dict[str, Any]] = []
    after: dict[str, str] = {}
    while True:
        page = await desks.sees("p05", path, limit=limit, **query, **after)
        assert len(page["items"]) <= limit
        found += page["items"]
        if page["next"] is None:
            return found
        after = {"after": page["next"]}


async def test_each_filter_narrows_and_the_total_counts_the_whole(
    client: AsyncClient, world: World
) -> None:
    """Owner, place, severity, state and deadline: alternatives by comma, the total beside."""
    desks = await a_backlog(client, world)
    action = (await desks.sees("p05", "actions", site=world.site("sha-pd")))["items"][0]
    await desks.does("p14", f"actions/{action['id']}", "accept")
    soon = instant_text(world.clock.now() + 5 * DAY_MS)
    wanted: list[tuple[dict[str, Any], int]] = [
        ({}, 9),
        ({"severity": "critical"}, 3),
        ({"severity": "critical,major"}, 6),
        ({"site": world.site("hgz-xh")}, 3),
        ({"owner": world.person("p14")}, 3),
        ({"owner": world.person("p14"), "severity": "minor"}, 1),
        ({"state": "accepted"}, 1),
        ({"state": "accepted,assigned"}, 9),
        ({"open": "true"}, 9),
        ({"open": "false"}, 0),
        ({"state": "nonsense"}, 0),
    ]

    totals = [
        (await desks.sees("p05", "actions", limit=1, **query))["total"] for query, _ in wanted
    ]
    before = (await desks.sees("p05", "actions", due_before=soon))["items"]

    assert totals == [count for _, count in wanted]
    assert before
    assert all(one["due"] < soon for one in before)


@pytest.mark.parametrize("sort", ["due", "severity"])
async def test_pages_join_without_gaps_or_doubles_while_rows_change(
    client: AsyncClient, world: World, sort: str
) -> None:
    """What does not change between two pages is seen once, whatever comes or moves meanwhile."""
    desks = await a_backlog(client, world)
    everything = (await desks.sees("p05", "actions", sort=sort))["items"]
    first = await desks.sees("p05", "actions", sort=sort, limit=3)
    moving, new = first["items"][0]["id"], everything[-1]
    await desks.does("p05", f"actions/{moving}", "pause", **WHY)
    tablet = await signed_in(client, world, "p09", a_device(world))
    await inspect(tablet, world, BAD, site="sha-hq")
    await tablet.push()
    rest = [first]
    while (after := rest[-1]["next"]) is not None:
        rest.append(await desks.sees("p05", "actions", sort=sort, limit=3, after=after))

    seen = [one["id"] for page in rest for one in page["items"]]
    still = [one["id"] for one in everything if one["id"] != moving]

    assert [one for one in seen if one in still] == still
    assert new["id"] in seen


async def test_the_order_is_by_deadline_or_by_severity(client: AsyncClient, world: World) -> None:
    """The most urgent first; among equals the id decides, so that pages are stable."""
    desks = await a_backlog(client, world)

    due = await pages(desks, "actions", 2)
    severe = await pages(desks, "actions", 2, sort="severity")
    newest = await pages(desks, "nonconformities", 2)

    assert [one["due"] for one in due] == sorted(one["due"] for one in due)
    ranks = [SEVERITIES.index(one["severity"]) for one in severe]
    assert ranks == sorted(ranks)
    assert len({one["id"] for one in due}) == len(due) == 9
    opened = [one["opened_at"] for one in newest]
    assert opened == sorted(opened, reverse=True)
    assert len(newest) == 9


async def test_a_person_of_one_site_sees_that_site(client: AsyncClient, world: World) -> None:
    """The owner of one place, the manager of a region and the officer of all see what is theirs."""
    desks = await a_backlog(client, world)

    totals = [(await desks.sees(key, "actions"))["total"] for key in ("p14", "p03", "p04", "p05")]
    foreign = (await desks.sees("p14", "actions", site=world.site("hgz-xh")))["total"]

    assert totals == [3, 9, 0, 9]
    assert foreign == 0


async def test_a_page_costs_the_same_whether_it_has_one_row_or_many(world: World) -> None:
    """Reading a long page asks the database no more often than a short one, and never row by row."""
    heard = Listening(world.shell.database)
    heeding = World(replace(world.shell, database=heard), world.house, world.published)
    transport = ASGITransport(an_app(heeding.shell))
    async with AsyncClient(
        transport=transport, base_url="http://testserver", headers=SPOKEN
    ) as client:
        desks = await a_backlog(client, heeding)
        counts = {}
        await desks.sees("p05", "actions")
        for path in ("actions", "nonconformities", "inspections"):
            for limit in (1, 200):
                heard.asked.clear()
                await desks.sees("p05", path, limit=limit)
                counts[path, limit] = [
                    sql for sql, _ in heard.asked if not RECOGNISING & set(sql.split())
                ]

    assert {key: len(asked) for key, asked in counts.items()} == {
        ("actions", 1): 2, ("actions", 200): 2,
        ("nonconformities", 1): 1, ("nonconformities", 200): 1,
        ("inspections", 1): 1, ("inspections", 200): 1,
    }  # fmt: skip


# Statements that recognise the caller name one of these tables.
RECOGNISING = {"session", "membership", '"person"'}


async def test_no_list_reads_a_whole_table(world: World) -> None:
    """Every statement of the lists finds its rows by an index."""
    if world.shell.database.kind != "sqlite":
        return
    heard = Listening(world.shell.database)
    heeding = World(replace(world.shell, database=heard), world.house, world.published)
    transport = ASGITransport(an_app(heeding.shell))
    async with AsyncClient(
        transport=transport, base_url="http://testserver", headers=SPOKEN
    ) as client:
        desks = await a_backlog(client, heeding)
        first = await desks.sees("p05", "actions", limit=1, sort="severity")
        action = first["items"][0]
        heard.asked.clear()
        for path in (
            f"actions?after={first['next']}&sort=severity&open=true",
            f"actions?owner={world.person('p14')}&overdue=true&severity=major",
            f"actions/{action['id']}", f"actions/{action['id']}/deadline",
            f"nonconformities/{action['nonconformity']}", "nonconformities?state=open",
            f"inspections?site={world.site('sha-pd')}&from=2026-01-01", "sync/quarantine",
            "sync/pull", "session", "people", "sites", "templates",
        ):  # fmt: skip
            await desks.sees("p05", path)
    async with world.shell.database.reading() as reader:
        plans = [
            (sql, await plan_of(reader, sql, args)) for sql, args in dict(heard.asked).items()
        ]

    scans = [(sql[:90], step) for sql, plan in plans for step in plan if step.startswith("SCAN")]
    assert scans == []


async def test_what_is_attached_is_listed_with_its_source(
    client: AsyncClient, world: World
) -> None:
    """A file that is named before it arrives is evidence that is awaited."""
    desks = await a_backlog(client, world)
    action = (await desks.sees("p05", "actions", owner=world.person("p14")))["items"][0]
    nc = f"nonconformities/{action['nonconformity']}"
    name = "灭火器维保记录.csv"
    await desks.does("p14", nc, "contain", files=[PROOF], names={PROOF: name})

    shown = await desks.sees("p05", nc)

    assert shown["evidence"] == [
        {
            "sha256": PROOF,
            "type": None,
            "bytes": None,
            "name": name,
            "received": False,
            "source": "move",
        }
    ]
