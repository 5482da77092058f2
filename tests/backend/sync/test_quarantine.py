"""What was refused is kept whole, shown to the officers of its place, and settled by them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.backend.matters import FAILS, Desks, inspect, sealed, version_of
from tests.backend.sync.test_push import pulled
from tests.worlds import Tablet, World, a_device, signed_in

if TYPE_CHECKING:
    from httpx import AsyncClient, Response

QUESTION, BAD, GOOD = FAILS["major"]
PLACE = {"section": "identity", "question": QUESTION}


async def a_late_answer(
    client: AsyncClient, world: World, site: str = "sha-pd"
) -> tuple[Tablet, str, dict[str, Any]]:
    """An answer that came after its inspection was submitted."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    subject = await inspect(tablet, world, {QUESTION: BAD}, site=site)
    await tablet.push()
    late = tablet.record("answer", subject, value=GOOD, **PLACE)
    await tablet.push(refusals=True)
    return tablet, subject, late


async def settle(
    client: AsyncClient, who: Tablet, operation: str, how: str, **body: Any
) -> Response:
    """An officer's decision."""
    return await client.post(
        f"/api/sync/quarantine/{operation}/{how}", json=body or None, headers=who.headers
    )


async def test_admitting_gives_the_same_bytes_a_new_place(
    client: AsyncClient, world: World
) -> None:
    """After reopening, the late answer counts as it was recorded; the ledger holds its very bytes."""
    tablet, subject, late = await a_late_answer(client, world)
    officer = await signed_in(client, world, "p05", a_device(world))
    early = await settle(client, officer, late["id"], "admit")
    officer.record("reopen", subject, reason="The answer came late.")
    await officer.push()
    _, cursor = await pulled(client, tablet, None)

    admitted = await settle(client, officer, late["id"], "admit")
    again = await settle(client, officer, late["id"], "admit")
    changes, _ = await pulled(client, tablet, cursor)
    async with world.shell.database.reading() as reader:
        (row,) = await reader.fetch(
            "SELECT o.body, o.hash, o.status, o.settled, e.body_hash, e.seq FROM operation o "
            "JOIN ledger_entry e ON e.organisation = o.organisation AND e.seq = o.log_seq "
            "WHERE o.id = ?",
            (late["id"],),
        )

    assert (early.status_code, early.json()["code"]) == (409, "inspection_submitted")
    assert (admitted.status_code, again.status_code) == (200, 404)
    assert row["body"].encode() == tablet.sent[-1]
    assert (row["status"], row["settled"], row["body_hash"]) == ("ok", "admitted", row["hash"])
    assert [one["id"] for one in changes if one["kind"] == "operation"] == [late["id"]]


async def test_an_admitted_submit_has_its_verdict_in_the_ledger(
    client: AsyncClient, world: World
) -> None:
    """A submit that was refused and admitted is sealed as any other: verdict right behind it."""
    tablet, subject, _ = await a_late_answer(client, world)
    ops = [json.loads(one) for one in tablet.sent if b'"answer"' in one or b'"start"' in one][:2]
    made = sealed(await version_of(world), ops)
    submit = tablet.record("submit", subject, value=made)
    refused = (await tablet.push(refusals=True))["statuses"][0]
    officer = await signed_in(client, world, "p05", a_device(world))
    officer.record("reopen", subject, reason="Twice submitted.")
    await officer.push()

    admitted = await settle(client, officer, submit["id"], "admit")
    shown = await Desks(client, world).sees("p05", f"inspections/{subject}")
    async with world.shell.database.reading() as reader:
        rows = await reader.fetch(
            "SELECT e.kind, e.body FROM ledger_entry e JOIN verdict v "
            "ON v.organisation = e.organisation AND v.log_seq = e.seq "
            "WHERE v.inspection = ? ORDER BY v.number",
            (subject,),
        )

    assert refused["code"] == "inspection_submitted"
    assert admitted.status_code == 200, admitted.text
    assert [one["number"] for one in shown["verdicts"]] == [1, 2]
    assert [(row["kind"], json.loads(row["body"])["number"]) for row in rows] == [
        ("verdict", 1), ("verdict", 2),
    ]  # fmt: skip


async def test_dismissing_needs_a_reason_and_tells_the_sender(
    client: AsyncClient, world: World
) -> None:
    """Left out with a reason: the bytes stay, the ledger says who decided, the tablet hears it."""
    tablet, _, late = await a_late_answer(client, world)
    _, cursor = await pulled(client, tablet, None)
    officer = await signed_in(client, world, "p05")
    bare = await settle(client, officer, late["id"], "dismiss", reason="")

    done = await settle(client, officer, late["id"], "dismiss", reason="Superseded.")
    admitted = await settle(client, officer, late["id"], "admit")
    changes, _ = await pulled(client, tablet, cursor)
    desks = Desks(client, world)
    waiting = (await desks.sees("p05", "sync/quarantine"))["items"]
    (settled,) = (await desks.sees("p05", "sync/quarantine", settled="true"))["items"]

    assert (bare.status_code, done.status_code, admitted.status_code) == (400, 200, 404)
    assert waiting == []
    assert (settled["state"], settled["reason"]) == ("dismissed", "Superseded.")
    assert settled["text"].encode() == tablet.sent[-1]
    assert [(one["kind"], one["id"], one["body"]["reason"]) for one in changes] == [
        ("quarantine", late["id"], "Superseded.")
    ]


async def test_an_officer_of_one_region_settles_what_is_theirs(
    client: AsyncClient, world: World
) -> None:
    """An officer of the south neither sees nor settles what belongs to the east."""
    _, _, late = await a_late_answer(client, world)
    await _officer_of(world, "p11", "south")
    south = await signed_in(client, world, "p11")
    listed = await client.get("/api/sync/quarantine", headers=south.headers)

    answers = [
        await settle(client, south, late["id"], "admit"),
        await settle(client, south, late["id"], "dismiss", reason="r"),
    ]

    assert listed.json()["items"] == []
    assert [one.status_code for one in answers] == [404, 404]


async def test_a_refused_start_is_shown_where_it_was_meant(
    client: AsyncClient, world: World
) -> None:
    """An inspection that never began is shown to the officers of the site it names."""
    tablet = await signed_in(client, world, "p11", a_device(world))
    await inspect(tablet, world, {}, submit=False)
    await tablet.push(refusals=True)
    await _officer_of(world, "p12", "east")
    await _officer_of(world, "p18", "can-th")
    desks = Desks(client, world)

    shown = [len((await desks.sees(key, "sync/quarantine"))["items"]) for key in ("p12", "p18")]

    assert shown == [1, 0]


async def _officer_of(world: World, key: str, place: str) -> None:
    from backend.people import queries
    from backend.people.records import MembershipRow

    async with world.shell.database.transaction() as tx:
        await queries.add_membership(
            tx,
            MembershipRow(
                organisation=world.house.organisation,
                id=a_device(world),
                person=world.person(key),
                role="officer",
                site=world.site(place),
            ),
        )


async def test_pages_of_the_inbox_join_also_over_what_has_no_id(
    client: AsyncClient, world: World
) -> None:
    """A void has no id of its own; it is listed all the same, once, between the others."""
    tablet, subject, late = await a_late_answer(client, world)
    body = {"seq": tablet.seq + 1, "void": "ab" * 32, "reason": "unreadable"}
    await client.post(
        "/api/sync/push",
        json={"chain": tablet.session["chain"], "operations": [body]},
        headers=tablet.headers,
    )
    tablet.seq, tablet.prev = tablet.seq + 1, "ab" * 32
    last = tablet.record("answer", subject, value=BAD, **PLACE)
    await tablet.push(refusals=True)
    desks = Desks(client, world)
    seen: list[tuple[str | None, str]] = []
    after: dict[str, str] = {}
    while True:
        page = await desks.sees("p05", "sync/quarantine", limit=1, **after)
        seen += [(one["id"], one["code"]) for one in page["items"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    nonsense = await client.get(
        "/api/sync/quarantine?after=²~x~1", headers=(await desks.of("p05")).headers
    )

    assert seen == [
        (late["id"], "inspection_submitted"), (None, "void"), (last["id"], "inspection_submitted"),
    ]  # fmt: skip
    assert nonsense.status_code == 400


async def test_a_second_operation_of_the_same_id_is_never_admitted(
    client: AsyncClient, world: World
) -> None:
    """What was accepted under an id stays what it is; the other bytes can only be dismissed."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    subject = await inspect(tablet, world, {QUESTION: BAD}, submit=False)
    await tablet.push()
    accepted = json.loads(tablet.sent[-1])["id"]
    other = await signed_in(client, world, "p10", a_device(world))
    other.record("answer", subject, value=GOOD, id=accepted, **PLACE)
    refused = (await other.push(refusals=True))["statuses"][0]
    officer = await signed_in(client, world, "p05")

    admitted = await settle(client, officer, accepted, "admit")
    dismissed = await settle(client, officer, accepted, "dismiss", reason="A copy.")

    assert refused["code"] == "id_reused"
    assert (admitted.status_code, admitted.json()["code"]) == (409, "id_reused")
    assert dismissed.status_code == 200
