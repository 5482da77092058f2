"""A device whose chain the server lost, or that was forked, issues what it recorded anew."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from checklists.canonical import canonical_bytes, sha256_hex
from tests.backend.matters import FAILS, inspect
from tests.worlds import Tablet, World, a_device, signed_in, start_value

if TYPE_CHECKING:
    from httpx import AsyncClient

QUESTION, BAD, GOOD = FAILS["major"]


def issue_anew(tablet: Tablet, texts: list[bytes], **change: Any) -> None:
    """Put the same operations on another chain: ids and salts stay, the place is new."""
    for text in texts:
        tablet.seq += 1
        place = {"chain": tablet.session["chain"], "seq": tablet.seq, "prev": tablet.prev}
        made = canonical_bytes({**json.loads(text), **place, **change})
        tablet.prev = sha256_hex(made)
        tablet.waiting.append(made)


async def counts(world: World) -> dict[str, int]:
    """How much there is of what an operation leaves behind."""
    tables = ("ledger_entry", "inspection", "answer", "verdict", "nonconformity")
    counted = ", ".join(f"(SELECT COUNT(*) FROM {table}) AS {table}" for table in tables)  # noqa: S608 - names of ours
    async with world.shell.database.reading() as reader:
        (row,) = await reader.fetch(f"SELECT {counted}")
    return dict(row)


async def test_what_is_issued_anew_gets_its_status_and_has_no_second_effect(
    client: AsyncClient, world: World
) -> None:
    """The second copy of an inspection changes nothing but the chain that carries it."""
    first = await signed_in(client, world, "p09", a_device(world))
    await inspect(first, world, {QUESTION: BAD})
    before = (await first.push())["statuses"]
    there = await counts(world)
    second = await signed_in(client, world, "p09", a_device(world))
    issue_anew(second, first.sent)
    body = second.body()

    again = await second.push()
    headers = {**second.headers, "Content-Type": "application/json"}
    once_more = (await client.post("/api/sync/push", content=body, headers=headers)).json()

    assert again["statuses"] == before
    assert again["received_through"] == len(first.sent)
    assert once_more["statuses"] == before
    assert await counts(world) == there


async def test_the_new_chain_goes_on_behind_what_was_issued_anew(
    client: AsyncClient, world: World
) -> None:
    """What replaces an answer of the old chain still replaces it when it stands in the new one."""
    first = await signed_in(client, world, "p09", a_device(world))
    subject = await inspect(first, world, {QUESTION: BAD}, submit=False)
    await first.push()
    answer = json.loads(first.sent[-1])
    second = await signed_in(client, world, "p09", a_device(world))
    issue_anew(second, first.sent)
    second.record(
        "answer", subject, section=answer["section"], question=QUESTION, value=GOOD,
        replaces=[answer["id"]],
    )  # fmt: skip

    await second.push()
    shown = (await client.get(f"/api/inspections/{subject}", headers=second.headers)).json()

    assert shown["conflicts"] == 0
    assert [one["value"] for one in shown["answers"] if one["question"] == QUESTION] == [GOOD]


async def test_a_refusal_is_given_again_and_follows_what_the_officer_decides(
    client: AsyncClient, world: World
) -> None:
    """Asked again, the present status of what was stored first is the answer."""
    first = await signed_in(client, world, "p09", a_device(world))
    subject = await inspect(first, world, {QUESTION: BAD})
    await first.push()
    late = json.loads(first.sent[1])
    refused = first.record(
        "note", subject, section=late["section"], question=QUESTION, value="Seen too late."
    )
    await first.push(refusals=True)
    second = await signed_in(client, world, "p09", a_device(world))
    issue_anew(second, first.sent)
    body = second.body()
    same = (await second.push(refusals=True))["statuses"][-1]
    officer = await signed_in(client, world, "p05", a_device(world))
    inbox = (await client.get("/api/sync/quarantine", headers=officer.headers)).json()["items"]
    officer.record("reopen", subject, reason="The note came late.")
    await officer.push()
    await client.post(f"/api/sync/quarantine/{refused['id']}/admit", headers=officer.headers)
    headers = {**second.headers, "Content-Type": "application/json"}

    after = (await client.post("/api/sync/push", content=body, headers=headers)).json()

    assert (same["status"], same["code"]) == ("rejected", "inspection_submitted")
    assert [one["id"] for one in inbox] == [refused["id"]]
    assert after["statuses"][-1] == {"id": refused["id"], "status": "ok"}


async def test_another_persons_operation_cannot_be_issued_anew(
    client: AsyncClient, world: World
) -> None:
    """Whoever knows the bytes of a colleague's answer gets neither its status nor its place."""
    first = await signed_in(client, world, "p09", a_device(world))
    await inspect(first, world, {QUESTION: BAD}, submit=False)
    await first.push()
    thief = await signed_in(client, world, "p10", a_device(world))
    issue_anew(thief, first.sent)

    answer = await thief.push(refusals=True)

    assert {one["code"] for one in answer["statuses"]} == {"id_reused"}


async def test_the_same_id_with_other_words_is_another_operation(
    client: AsyncClient, world: World
) -> None:
    """Only what says the same is the same; a changed value is refused and kept."""
    first = await signed_in(client, world, "p09", a_device(world))
    await inspect(first, world, {QUESTION: BAD}, submit=False)
    await first.push()
    second = await signed_in(client, world, "p09", a_device(world))
    issue_anew(second, first.sent[:1])
    issue_anew(second, first.sent[1:2], value=GOOD)

    answer = await second.push(refusals=True)

    assert [one.get("code") for one in answer["statuses"]] == [None, "id_reused"]


async def test_what_this_past_has_not_seen_is_taken_as_new(
    client: AsyncClient, world: World
) -> None:
    """Of two inspections the server knows one: the other is stored as if it came for the first time."""
    first = await signed_in(client, world, "p09", a_device(world))
    await inspect(first, world, {QUESTION: BAD})
    await first.push()
    await inspect(first, world, {QUESTION: GOOD})
    unseen, first.waiting = first.waiting, []
    second = await signed_in(client, world, "p09", a_device(world))
    issue_anew(second, first.sent + unseen)

    await second.push()

    assert (await counts(world))["inspection"] == 2
    assert (await counts(world))["verdict"] == 2


async def test_a_start_is_refused_at_a_place_that_is_no_site(
    client: AsyncClient, world: World
) -> None:
    """An inspection belongs to a site: one at an area, a region or nowhere would escape every pack."""
    area = next(key for key in world.house.places if key.startswith("sha-pd/"))
    places = [world.site(area), world.site("east"), a_device(world)]
    tablet = await signed_in(client, world, "p05", a_device(world))
    everywhere = {"role": "officer", "scope": "all"}
    assert everywhere in tablet.session["person"]["roles"]
    for place in places:
        value = start_value(world, "data-handling", "sha-pd") | {"site": place}
        tablet.record("start", a_device(world), value=value)
    tablet.record("start", a_device(world), value=start_value(world, "data-handling", "sha-pd"))

    answer = await tablet.push(refusals=True)

    assert [one.get("code") for one in answer["statuses"]] == ["unknown_site"] * 3 + [None]
