"""Four writers at once on each engine: the feed skips nothing and the log has no gap."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from backend.ids import new_id
from tests.worlds import Tablet, World, a_device, signed_in, start_value

if TYPE_CHECKING:
    from httpx import AsyncClient

WRITERS = ("p09", "p10", "p14", "p15")
BATCHES = 15


async def test_a_reader_beside_four_writers_misses_nothing(
    client: AsyncClient, world: World
) -> None:
    """A cursor that moved on never leaves an earlier entry behind."""
    tablets = [await signed_in(client, world, key, a_device(world)) for key in WRITERS]
    reader = await signed_in(client, world, "p05")
    done = asyncio.Event()
    reading = asyncio.create_task(_read_along(client, reader, done))

    await asyncio.gather(*(_write(world, tablet, at) for at, tablet in enumerate(tablets)))
    done.set()
    heard = await reading

    wanted = {known for tablet in tablets for known in _ids(tablet)}
    assert wanted == heard & wanted
    assert len(wanted) == len(WRITERS) * BATCHES * 2


async def test_a_batch_sent_five_times_at_once_counts_once(
    client: AsyncClient, world: World
) -> None:
    """An impatient network delivers the same batch in parallel: one set of operations."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    subject = new_id(world.clock.now(), world.shell.random)
    tablet.record("start", subject, value=start_value(world, "data-handling", "sha-pd"))
    tablet.record("note", subject, value="once")
    headers = {**tablet.headers, "Content-Type": "application/json"}

    answers = await asyncio.gather(
        *(client.post("/api/sync/push", content=tablet.body(), headers=headers) for _ in range(5))
    )
    found = (await client.get(f"/api/inspections/{subject}", headers=tablet.headers)).json()

    assert [one.status_code for one in answers] == [200] * 5
    assert len({str(one.json()["statuses"]) for one in answers}) == 1
    assert [note["text"] for note in found["notes"]] == ["once"]


async def _write(world: World, tablet: Tablet, at: int) -> None:
    site = ("sha-pd", "sha-hq", "sha-pd", "hgz-xh")[at]
    for _ in range(BATCHES):
        subject = new_id(world.clock.now(), world.shell.random)
        tablet.record("start", subject, value=start_value(world, "data-handling", site))
        tablet.record("note", subject, value=f"writer {at}")
        await tablet.push()


def _ids(tablet: Tablet) -> list[str]:
    import json

    return [json.loads(one)["id"] for one in tablet.sent]


async def _read_along(client: AsyncClient, reader: Tablet, done: asyncio.Event) -> set[str]:
    heard: set[str] = set()
    cursor: str | None = None
    while True:
        finished = done.is_set()
        while True:
            page = await _page(client, reader, cursor)
            heard |= {item["id"] for item in page["items"] if item["kind"] == "operation"}
            cursor = page["cursor"]
            if not page["more"]:
                break
        if finished:
            return heard


async def _page(client: AsyncClient, reader: Tablet, cursor: str | None) -> dict[str, Any]:
    params = {"cursor": cursor} if cursor else {}
    response = await client.get("/api/sync/pull", params=params, headers=reader.headers)
    assert response.status_code == 200, response.text
    return response.json()
