"""A copy that was put back: what the server says of itself, so that devices send what it lacks."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from backend.ledger import keeping
from backend.ledger import service as ledger
from tests.backend.matters import FAILS, inspect
from tests.worlds import Tablet, World, a_device, signed_in

if TYPE_CHECKING:
    from httpx import AsyncClient, Response

QUESTION, BAD, _ = FAILS["major"]
EPOCH = re.compile(r"[1-9][0-9]*\.[0-9a-f]{16}")


async def restore(world: World) -> keeping.Restored:
    """What an operator says after putting a copy back."""
    async with world.shell.database.transaction() as tx:
        return await keeping.restored(world.shell, tx, world.house.organisation, "operator")


async def told(client: AsyncClient, tablet: Tablet, header: str) -> dict[str, Any]:
    """A pull by a device that says what it was told."""
    headers = {**tablet.headers, "Fieldseal-Told": header}
    answer = await client.get("/api/sync/pull", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def pushed(client: AsyncClient, tablet: Tablet, body: bytes, **more: str) -> Response:
    """A body as it is."""
    headers = {**tablet.headers, "Content-Type": "application/json", **more}
    return await client.post("/api/sync/push", content=body, headers=headers)


async def test_a_restored_log_goes_on_under_an_epoch_never_used_before(
    client: AsyncClient, world: World
) -> None:
    """Twice the same copy gives two epochs; numbers go on, and the first entry says what was."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    await inspect(tablet, world, {QUESTION: BAD})
    first = (await tablet.push())["epoch"]
    async with world.shell.database.reading() as reader:
        before = await ledger.tree_head(reader, world.house.organisation)

    once, twice = await restore(world), await restore(world)
    session = (await client.get("/api/session", headers=tablet.headers)).json()
    async with world.shell.database.reading() as reader:
        entries = await ledger.whole_entries(reader, world.house.organisation, before.size + 2)
        after = await ledger.tree_head(reader, world.house.organisation)

    body = json.loads(entries[before.size].body)
    assert first == "1"
    assert (once.epoch[:2], twice.epoch[:2]) == ("2.", "3.")
    assert EPOCH.fullmatch(once.epoch)
    assert EPOCH.fullmatch(twice.epoch)
    assert session["epoch"] == twice.epoch
    assert entries[before.size].kind == "restored"
    assert entries[before.size].stream == world.house.organisation
    assert {key: body[key] for key in ("from", "size", "root", "by")} == {
        "from": before.origin, "size": before.size, "root": before.root.hex(), "by": "operator",
    }  # fmt: skip
    assert after.origin == before.origin.removesuffix("/1") + f"/{twice.epoch}"
    assert after.key_name == before.origin


async def test_a_device_hears_how_much_of_its_chain_this_past_knows(
    client: AsyncClient, world: World
) -> None:
    """The server behind what a device was told says so, and never that it knows a foreign chain."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    await inspect(tablet, world, {QUESTION: BAD}, submit=False)
    through = (await tablet.push())["received_through"]
    chain = tablet.session["chain"]
    other = await signed_in(client, world, "p10", a_device(world))

    same = await told(client, tablet, f"1 {chain} {through}")
    ahead = await told(client, tablet, f"1 {chain} {through + 7} 12 3")
    unknown = await told(client, tablet, f"1 {a_device(world)} 4")
    foreign = await told(client, other, f"1 {chain} 2")

    assert same["chain"] == ahead["chain"] == {"id": chain, "received_through": through}
    assert unknown["chain"] is None
    assert foreign["chain"] is None
    assert ahead["epoch"] == "1"


@pytest.mark.parametrize("header", ["", "1", "1 c -1", "1 c 1 2", "1 c 1 2 3 4", "1 c 1 x 3"])
async def test_a_header_that_says_nothing_is_answered_as_before(
    client: AsyncClient, world: World, header: str
) -> None:
    """A device is never stuck on what it says of itself."""
    tablet = await signed_in(client, world, "p09", a_device(world))

    assert "chain" not in await told(client, tablet, header)


async def test_a_cursor_of_another_past_begins_with_a_snapshot(
    client: AsyncClient, world: World
) -> None:
    """Same epoch, same number, other entry: the copy has grown on, and nothing may be skipped."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    await inspect(tablet, world, {QUESTION: BAD}, submit=False)
    await tablet.push()
    reader = await signed_in(client, world, "p10", a_device(world))
    page = (await client.get("/api/sync/pull", headers=reader.headers)).json()
    while page["more"]:
        query = {"cursor": page["cursor"]}
        page = (await client.get("/api/sync/pull", params=query, headers=reader.headers)).json()
    epoch, seq, leaf, scope, last = json.loads(base64.urlsafe_b64decode(page["cursor"]))

    async def items(values: list[Any]) -> list[dict[str, Any]]:
        cursor = base64.urlsafe_b64encode(json.dumps(values).encode()).decode()
        answer = await client.get(
            "/api/sync/pull", params={"cursor": cursor}, headers=reader.headers
        )
        assert answer.status_code == 200, answer.text
        return answer.json()["items"]

    assert await items([epoch, seq, leaf, scope, last]) == []
    for other in (
        [epoch, seq, "00" * 32, scope, last],
        [epoch, seq + 1, leaf, scope, last],
        [epoch, seq + 1_000, leaf, scope, last],
        ["2.0123456789abcdef", seq, leaf, scope, last],
        [2, seq, scope, last],
    ):
        assert {one["kind"] for one in await items(other)} >= {"person", "inspection"}


async def test_a_refusal_of_a_whole_body_names_the_body_it_read(
    client: AsyncClient, world: World
) -> None:
    """Only who read these bytes can name their hash: no proxy's 413 makes a device give up."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    chain = tablet.session["chain"].encode()
    half = b'{"chain":"%s","operations":[{"id":' % chain
    unplaceable = b'{"chain":"%s","operations":[ {"id":7} ]}' % chain
    large = b'{"chain":"%s","operations":["%s"]}' % (chain, b"x" * (1 << 20))

    cut = await pushed(client, tablet, half)
    bad = await pushed(client, tablet, unplaceable)
    packed = await pushed(
        client, tablet, gzip.compress(unplaceable), **{"Content-Encoding": "gzip"}
    )
    big = await pushed(client, tablet, large)
    no_gzip = await pushed(client, tablet, half, **{"Content-Encoding": "gzip"})

    def named(answer: Response) -> tuple[int, str, str | None]:
        found = answer.json()
        return answer.status_code, found["code"], found.get("body_sha256")

    assert named(cut) == (400, "batch_unreadable", hashlib.sha256(half).hexdigest())
    wanted = (400, "operation_unplaceable", hashlib.sha256(unplaceable).hexdigest())
    assert named(bad) == named(packed) == wanted
    assert named(big) == (413, "batch_too_large", hashlib.sha256(large).hexdigest())
    assert named(no_gzip) == (400, "batch_unreadable", None)
