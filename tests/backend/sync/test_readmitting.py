"""Two tablets on one inspection come back in any order: nothing stays refused for that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.backend.matters import FAILS, inspect
from tests.backend.sync.test_push import pulled
from tests.worlds import Tablet, World, a_device, signed_in, start_value

if TYPE_CHECKING:
    from httpx import AsyncClient

QUESTION, BAD, GOOD = FAILS["major"]
SECTION = "identity"


def answered(tablet: Tablet, subject: str, section: str, value: str) -> dict[str, Any]:
    """An answer on an inspection that another tablet began."""
    return tablet.record("answer", subject, section=section, question=QUESTION, value=value)


async def test_an_answer_that_came_before_its_start_counts_as_soon_as_the_start_is_here(
    client: AsyncClient, world: World
) -> None:
    """After a restore the helper's tablet came first: its answer was refused, and is not any more."""
    first = await signed_in(client, world, "p09", a_device(world))
    helper = await signed_in(client, world, "p10", a_device(world))
    subject = await inspect(first, world, {}, submit=False)
    answer = answered(helper, subject, SECTION, BAD)
    refused = (await helper.push(refusals=True))["statuses"][0]
    _, cursor = await pulled(client, helper, None)

    await first.push()
    again = await client.post(
        "/api/sync/push",
        content=b'{"chain":"%s","operations":[%s]}'
        % (helper.session["chain"].encode(), helper.sent[0]),
        headers={**helper.headers, "Content-Type": "application/json"},
    )
    changes, _ = await pulled(client, helper, cursor)
    shown = (await client.get(f"/api/inspections/{subject}", headers=first.headers)).json()
    officer = await signed_in(client, world, "p05")
    inbox = (await client.get("/api/sync/quarantine", headers=officer.headers)).json()["items"]

    assert (refused["status"], refused["code"]) == ("rejected", "unknown_inspection")
    assert again.json()["statuses"] == [{"id": answer["id"], "status": "ok"}]
    assert [one["id"] for one in changes if one["kind"] == "operation"][-1] == answer["id"]
    assert [one["value"] for one in shown["answers"]] == [BAD]
    assert inbox == []


async def test_a_submit_that_waited_is_judged_over_everything_before_it(
    client: AsyncClient, world: World
) -> None:
    """Answers and submit of the helper follow the start in the order in which they came."""
    first = await signed_in(client, world, "p09", a_device(world))
    helper = await signed_in(client, world, "p10", a_device(world))
    subject = await inspect(first, world, {}, submit=False)
    answered(helper, subject, SECTION, BAD)
    value = {"state": "0" * 64, "verdict": "0" * 64, "score_bp": None, "missing": []}
    helper.record("submit", subject, value=value)
    await helper.push(refusals=True)

    await first.push()
    shown = (await client.get(f"/api/inspections/{subject}", headers=first.headers)).json()

    assert shown["state"] == "submitted"
    assert len(shown["findings"]) == 1


async def test_a_start_that_an_officer_admits_brings_what_followed_it(
    client: AsyncClient, world: World
) -> None:
    """A role that was given late: one step of the officer, and the whole inspection is there."""
    tablet = await signed_in(client, world, "p11", a_device(world))
    subject = a_device(world)
    tablet.record("start", subject, value=start_value(world, "data-handling", "sha-pd"))
    answered(tablet, subject, SECTION, GOOD)
    codes = [one.get("code") for one in (await tablet.push(refusals=True))["statuses"]]
    async with world.shell.database.transaction() as tx:
        await tx.execute(
            "UPDATE membership SET site = ? WHERE person = ?",
            (world.site("east"), world.person("p11")),
        )
    officer = await signed_in(client, world, "p05")
    inbox = (await client.get("/api/sync/quarantine", headers=officer.headers)).json()["items"]
    start = next(one for one in inbox if one["kind"] == "start")

    done = await client.post(f"/api/sync/quarantine/{start['id']}/admit", headers=officer.headers)
    left = (await client.get("/api/sync/quarantine", headers=officer.headers)).json()["items"]

    assert codes[0] == "not_permitted"
    assert done.status_code == 200, done.text
    assert left == []
