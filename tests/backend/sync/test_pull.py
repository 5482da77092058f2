"""Pull: everything once, in pages that nothing can shift, then only changes; what is lost is withdrawn."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest

from backend.ledger import keeping
from backend.sync import pulling
from tests.backend.matters import DAY_MS, FAILS, Desks, a_matter, inspect
from tests.backend.sync.test_push import pulled
from tests.worlds import Tablet, World, a_device, signed_in, start_value

if TYPE_CHECKING:
    from httpx import AsyncClient

QUESTION, BAD, GOOD = FAILS["major"]
# A submit over nothing that this server would find as well.
NOTHING = {"state": "0" * 64, "verdict": "0" * 64, "score_bp": None, "missing": []}


async def page(client: AsyncClient, tablet: Tablet, cursor: str | None = None) -> dict[str, Any]:
    """One page."""
    params = {"cursor": cursor} if cursor else {}
    response = await client.get("/api/sync/pull", params=params, headers=tablet.headers)
    assert response.status_code == 200, response.text
    return response.json()


def keys(items: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """What the items are about."""
    return [(one["kind"], one["id"]) for one in items]


async def test_a_snapshot_in_pages_misses_nothing_while_rows_leave_it(
    client: AsyncClient, world: World
) -> None:
    """Inspections that are submitted between two pages shift nobody else's out of the snapshot."""
    writer = await signed_in(client, world, "p10", a_device(world))
    value = start_value(world, "data-handling", "sha-pd")
    subjects = sorted(a_device(world) for _ in range(490))
    for subject in subjects:
        writer.record("start", subject, value=value)
    await writer.push()
    reader = await signed_in(client, world, "p09", a_device(world))
    first = await page(client, reader)
    for subject in subjects[:5]:
        writer.record("submit", subject, value=NOTHING)
    await writer.push()

    rest, _ = await pulled(client, reader, first["cursor"])

    found = [*first["items"], *rest]
    ids = [one["id"] for one in found if one["kind"] == "inspection"]
    seqs = [one["body"]["seq"] for one in found if one["kind"] == "operation"]
    assert (len(first["items"]), first["items"][-1]["kind"]) == (pulling.ITEMS_MAX, "inspection")
    assert [ids.count(one) for one in subjects[5:]] == [1] * 485
    assert set(subjects) <= set(ids)
    assert seqs == sorted(seqs)


async def test_many_entries_of_one_matter_come_as_one_row(
    client: AsyncClient, world: World
) -> None:
    """A tablet that was away hears how things stand, not each step on the way."""
    matter = await a_matter(client, world)
    tablet = await signed_in(client, world, "p14", a_device(world))
    _, cursor = await pulled(client, tablet, None)
    desks, path = Desks(client, world), f"actions/{matter.action}"
    await desks.does("p14", path, "accept")
    await desks.does("p14", path, "start")
    await desks.does("p05", path, "pause", reason="r")

    changes, _ = await pulled(client, tablet, cursor)

    assert keys(changes) == [("action", matter.action)]
    assert (changes[0]["body"]["state"], changes[0]["body"]["paused"]) == ("in_progress", True)


async def test_lost_sites_are_withdrawn_and_gained_ones_sent_whole(
    client: AsyncClient, world: World
) -> None:
    """An inspector who changes region forgets the old one's data and gets all of the new one's."""
    matter = await a_matter(client, world)
    tablet = await signed_in(client, world, "p10", a_device(world))
    before, cursor = await pulled(client, tablet, None)
    async with world.shell.database.transaction() as tx:
        await tx.execute(
            "UPDATE membership SET site = ? WHERE organisation = ? AND person = ?",
            (world.site("south"), world.house.organisation, world.person("p10")),
        )

    after, cursor = await pulled(client, tablet, cursor)
    nothing, _ = await pulled(client, tablet, cursor)

    lost, gained = world.site("sha-pd"), world.site("szx-ft")
    kinds = [one["kind"] for one in after]
    assert ("action", matter.action) in keys(before)
    assert ("withdraw", lost) in keys(after)
    assert ("withdraw", gained) not in keys(after)
    assert ("site", gained) in keys(after)
    assert not [one for one in after if one.get("site") == lost and one["kind"] != "withdraw"]
    assert kinds.index("withdraw") == 0
    assert kinds == sorted(kinds, key=pulling.KINDS.index)
    assert nothing == []


async def test_a_first_pull_withdraws_nothing(client: AsyncClient, world: World) -> None:
    """A new tablet has nothing to forget."""
    tablet = await signed_in(client, world, "p09", a_device(world))

    items, _ = await pulled(client, tablet, None)

    assert "withdraw" not in {one["kind"] for one in items}
    assert {one["id"] for one in items if one["kind"] == "site"} & {world.site("sha-pd")}
    assert world.site("szx-ft") not in {one["id"] for one in items}


async def test_another_epoch_begins_with_a_snapshot(client: AsyncClient, world: World) -> None:
    """After a restore the log is another one: the tablet takes everything anew."""
    matter = await a_matter(client, world)
    tablet = await signed_in(client, world, "p09", a_device(world))
    _, cursor = await pulled(client, tablet, None)
    async with world.shell.database.transaction() as tx:
        done = await keeping.restored(world.shell, tx, world.house.organisation, "operator")

    first = await page(client, tablet, cursor)

    assert first["epoch"] == done.epoch
    assert ("action", matter.action) in keys(first["items"])
    assert "withdraw" not in {one["kind"] for one in first["items"]}


@pytest.mark.parametrize(
    "values",
    [
        "x",
        ["1", 2],
        ["1", 1 << 70, "", "s", None],
        ["1", -1, "", "s", None],
        [True, 1, "", "s", None],
        ["1", 1, "", "s", [1]],
        ["1", 1, "", "s", [1, 2]],
        ["1", 1, "", "s", 5],
        ["1", 1, "", 7, None],
        ["1", 1.5, "", "s", None],
        ["1", 1, None, "s", None],
    ],
)
async def test_a_cursor_that_we_did_not_give_begins_again(
    client: AsyncClient, world: World, values: Any
) -> None:
    """Whatever a tablet kept from wherever: it gets everything, and is never stuck."""
    tablet = await signed_in(client, world, "p09")
    text = base64.urlsafe_b64encode(json.dumps(values).encode()).decode()

    for cursor in (text, "no cursor at all", "%%%"):
        first = await page(client, tablet, cursor)
        assert "person" in {one["kind"] for one in first["items"]}


async def test_documents_are_immutable_and_hash_to_their_names(
    client: AsyncClient, world: World
) -> None:
    """A checklist version comes by its hash, the same for ever, and may be kept for ever."""
    from checklists.canonical import sha256_hex

    tablet = await signed_in(client, world, "p09")
    items, _ = await pulled(client, tablet, None)
    rows = [one["body"] for one in items if one["kind"] in {"template", "rules"}]

    answers = [
        await client.get(f"/api/documents/{row['sha256']}", headers=tablet.headers) for row in rows
    ]

    assert len(rows) == 6
    assert [sha256_hex(one.content) for one in answers] == [row["sha256"] for row in rows]
    assert [len(one.content) for one in answers] == [row["bytes"] for row in rows]
    assert all("immutable" in one.headers["cache-control"] for one in answers)
    assert {one.headers["content-type"] for one in answers} == {"application/json"}


async def test_others_operations_come_byte_for_byte_while_the_inspection_is_open(
    client: AsyncClient, world: World
) -> None:
    """Two tablets on one inspection fold the same bytes; of a sealed one a new tablet gets none."""
    one = await signed_in(client, world, "p09", a_device(world))
    other = await signed_in(client, world, "p10", a_device(world))
    _, cursor = await pulled(client, other, None)
    subject = await inspect(one, world, {QUESTION: GOOD}, submit=False)
    await one.push()

    changes, _ = await pulled(client, other, cursor)
    texts = [item["body"]["text"].encode() for item in changes if item["kind"] == "operation"]
    one.record("submit", subject, value=NOTHING)
    await one.push()
    world.clock.at += DAY_MS
    new = await signed_in(client, world, "p10", a_device(world))
    items, _ = await pulled(client, new, None)

    assert texts == one.sent[:2]
    assert not [item for item in items if item["kind"] == "operation"]


async def test_an_inspection_that_is_opened_again_comes_whole(
    client: AsyncClient, world: World
) -> None:
    """A tablet that came while it was sealed can open it, once it is open again."""
    one = await signed_in(client, world, "p09", a_device(world))
    subject = await inspect(one, world, {QUESTION: BAD})
    await one.push()
    late = await signed_in(client, world, "p10", a_device(world))
    before, cursor = await pulled(client, late, None)
    one.record("reopen", subject, reason="One answer is missing.")
    await one.push()

    changes, _ = await pulled(client, late, cursor)
    texts = [item["body"]["text"].encode() for item in changes if item["kind"] == "operation"]

    assert not [item for item in before if item["kind"] == "operation"]
    assert texts == one.sent


async def test_a_chain_token_does_not_pull(client: AsyncClient, world: World) -> None:
    """What delivers work reads nothing: an expired tablet must sign in to hear news."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    client.cookies.clear()

    answer = await client.get(
        "/api/sync/pull", headers={"Authorization": f"Bearer {tablet.session['chain_token']}"}
    )

    assert answer.status_code in {401, 403}
