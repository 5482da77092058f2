"""Push, pull and what follows from a submit, over HTTP, on both engines."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

from tests.backend.matters import first_failing, inspect, version_of
from tests.worlds import Tablet, World, a_device, signed_in

if TYPE_CHECKING:
    from httpx import AsyncClient


async def test_a_failed_answer_becomes_an_action_with_a_deadline(
    client: AsyncClient, world: World
) -> None:
    """What failed on the tablet is on the officer's backlog as soon as the server has it."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    question, bad, _ = await first_failing(world)
    await inspect(tablet, world, {question: bad})

    answer = await tablet.push()
    officer = await signed_in(client, world, "p05")
    listed = (await client.get("/api/actions?open=true", headers=officer.headers)).json()

    assert {one["status"] for one in answer["statuses"]} == {"ok"}
    assert listed["total"] == 1
    assert listed["items"][0]["severity"] == "major"
    assert listed["items"][0]["due"] is not None
    assert listed["items"][0]["owner"] == world.person("p14")


async def test_device_and_server_agree_on_the_verdict(client: AsyncClient, world: World) -> None:
    """The same answers give the same verdict to the last digit on both sides."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    question, bad, _ = await first_failing(world)
    subject = await inspect(tablet, world, {question: bad})
    await tablet.push()

    found = (await client.get(f"/api/inspections/{subject}", headers=tablet.headers)).json()

    assert [one["mismatch"] for one in found["verdicts"]] == [False]
    assert found["verdicts"][0]["merged"] is False
    assert found["state"] == "submitted"


async def test_the_same_batch_again_changes_nothing(client: AsyncClient, world: World) -> None:
    """An answer that was lost on the way costs nothing: the batch is sent again."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    question, bad, _ = await first_failing(world)
    await inspect(tablet, world, {question: bad})
    body = tablet.body()
    first = await tablet.push()
    headers = {**tablet.headers, "Content-Type": "application/json"}

    again = (await client.post("/api/sync/push", content=body, headers=headers)).json()
    officer = await signed_in(client, world, "p05")
    listed = (await client.get("/api/actions", headers=officer.headers)).json()

    assert again["statuses"] == first["statuses"]
    assert again["received_through"] == first["received_through"]
    assert listed["total"] == 1


async def test_a_packed_body_is_taken(client: AsyncClient, world: World) -> None:
    """A tablet saves its network by sending gzip."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    await inspect(tablet, world, {}, submit=False)
    headers = {
        **tablet.headers,
        "Content-Type": "application/json",
        "Content-Encoding": "gzip",
    }

    response = await client.post(
        "/api/sync/push", content=gzip.compress(tablet.body()), headers=headers
    )

    assert response.status_code == 200
    assert response.json()["received_through"] == 1


async def test_a_bomb_in_gzip_is_refused(client: AsyncClient, world: World) -> None:
    """A small body that unpacks to a huge one is refused before it is unpacked."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    headers = {
        **tablet.headers,
        "Content-Type": "application/json",
        "Content-Encoding": "gzip",
    }

    response = await client.post(
        "/api/sync/push", content=gzip.compress(b"[" * 50_000_000), headers=headers
    )

    assert response.status_code == 413
    assert response.json()["code"] == "batch_too_large"


async def test_a_refused_operation_is_kept_and_can_be_settled(
    client: AsyncClient, world: World
) -> None:
    """An answer after submit is quarantined; an officer reopens and admits the same bytes."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    question, bad, good = await first_failing(world)
    subject = await inspect(tablet, world, {question: bad})
    await tablet.push()
    section = (await version_of(world)).template.questions[question].section
    late = tablet.record("answer", subject, section=section, question=question, value=good)
    refused = (await tablet.push(refusals=True))["statuses"][0]
    officer = await signed_in(client, world, "p05", a_device(world))
    inbox = (await client.get("/api/sync/quarantine", headers=officer.headers)).json()
    officer.record("reopen", subject, reason="The answer came late.")
    await officer.push()

    admitted = await client.post(
        f"/api/sync/quarantine/{late['id']}/admit", headers=officer.headers
    )
    found = (await client.get(f"/api/inspections/{subject}", headers=officer.headers)).json()

    assert refused["code"] == "inspection_submitted"
    assert [one["id"] for one in inbox["items"]] == [late["id"]]
    assert admitted.status_code == 200, admitted.text
    assert len(found["conflict_list"]) == 1


async def test_another_organisations_things_are_not_there(
    client: AsyncClient, world: World
) -> None:
    """Whoever guesses an id of somebody else hears the same as for no id at all."""
    tablet = await signed_in(client, world, "p09", a_device(world))

    for path in ("inspections", "actions", "nonconformities", "documents", "files"):
        unknown = "01900000-0000-7000-8000-000000000000"
        response = await client.get(f"/api/{path}/{unknown}", headers=tablet.headers)
        assert response.status_code == 404, path
        assert response.json()["code"] == "not_found"


async def test_pull_gives_everything_once_and_then_only_changes(
    client: AsyncClient, world: World
) -> None:
    """A tablet that asks again hears of what happened since, and of nothing twice."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    items, cursor = await pulled(client, tablet, None)
    question, bad, _ = await first_failing(world)
    subject = await inspect(tablet, world, {question: bad})
    await tablet.push()

    changes, cursor = await pulled(client, tablet, cursor)
    nothing, _ = await pulled(client, tablet, cursor)

    kinds = {item["kind"] for item in items}
    assert {"person", "site", "template", "rules"} <= kinds
    assert {"inspection", "verdict", "nonconformity", "action"} <= {one["kind"] for one in changes}
    assert [one["id"] for one in changes if one["kind"] == "inspection"] == [subject]
    assert nothing == []


async def pulled(
    client: AsyncClient, tablet: Tablet, cursor: str | None
) -> tuple[list[dict[str, Any]], str]:
    """All pages from a cursor on."""
    items: list[dict[str, Any]] = []
    while True:
        params = {"cursor": cursor} if cursor else {}
        page = (await client.get("/api/sync/pull", params=params, headers=tablet.headers)).json()
        items += page["items"]
        cursor = page["cursor"]
        if not page["more"]:
            return items, cursor


async def test_an_inspector_of_the_south_does_not_hear_of_the_east(
    client: AsyncClient, world: World
) -> None:
    """Tablets hold only what their people may see."""
    east = await signed_in(client, world, "p09", a_device(world))
    question, bad, _ = await first_failing(world)
    await inspect(east, world, {question: bad})
    await east.push()
    south = await signed_in(client, world, "p11", a_device(world))

    items, _ = await pulled(client, south, None)

    sites = {item["site"] for item in items if item.get("site")}
    assert world.site("sha-pd") not in sites
    assert not [item for item in items if item["kind"] == "action"]


async def test_two_tablets_that_differ_keep_both_values(client: AsyncClient, world: World) -> None:
    """Nobody's answer is overwritten: two that did not see each other are a conflict."""
    one = await signed_in(client, world, "p09", a_device(world))
    other = await signed_in(client, world, "p10", a_device(world))
    question, bad, good = await first_failing(world)
    section = (await version_of(world)).template.questions[question].section
    subject = await inspect(one, world, {question: bad}, submit=False)
    await one.push()
    mine = json.loads(one.sent[-1])["id"]
    their = other.record("answer", subject, section=section, question=question, value=good)
    await other.push()

    before = (await client.get(f"/api/inspections/{subject}", headers=one.headers)).json()
    other.record(
        "resolve", subject, section=section, question=question,
        value={"keep": their["id"]}, replaces=sorted([mine, their["id"]]), reason="Seen again.",
    )  # fmt: skip
    await other.push()
    after = (await client.get(f"/api/inspections/{subject}", headers=one.headers)).json()

    assert [len(each["heads"]) for each in before["conflict_list"]] == [2]
    assert after["conflict_list"] == []
    assert [each["value"] for each in after["answers"] if each["question"] == question] == [good]
