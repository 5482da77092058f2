"""However much is open, a new tablet hears of all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from backend.findings import service as findings
from backend.inspections import service as inspections
from backend.plumbing.snapshots import Snapshots
from backend.sync import pulling
from tests.backend.matters import first_failing, inspect
from tests.worlds import Tablet, World, a_device, signed_in, start_value

if TYPE_CHECKING:
    import pytest
    from httpx import AsyncClient


async def test_open_inspections_beyond_one_page_are_read_too(
    client: AsyncClient, world: World
) -> None:
    """Nothing is cut off where a page ends, also when all are of one day."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    wanted = [a_device(world) for _ in range(5)]
    for subject in wanted:
        tablet.record("start", subject, value=start_value(world, "data-handling", "sha-pd"))
    await tablet.push()

    async with world.shell.database.reading() as reader:
        for size in (1, 2, 5, 9):
            found = await inspections.open_ones(reader, world.house.organisation, page_size=size)
            assert sorted(row.id for row in found) == sorted(wanted)


async def test_open_matters_beyond_one_page_are_read_too(
    client: AsyncClient, world: World
) -> None:
    """Each nonconformity that is not at its end comes once, with its actions."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    question, bad, _ = await first_failing(world)
    for site in ("sha-pd", "hgz-xh", "nkg-dp"):
        await inspect(tablet, world, {question: bad}, site=site)
        await tablet.push()

    async with world.shell.database.reading() as reader:
        rows, acts = await findings.open_matters(reader, world.house.organisation)
        for page in (1, 2, 3, 4):
            again = await findings.open_matters(reader, world.house.organisation, page=page)
            assert again == (rows, acts)
    assert len(rows) == len(acts) == 3


async def test_a_snapshot_is_made_once(
    client: AsyncClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its pages come from what the first one was cut of, and nothing of it is kept afterwards."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    for _ in range(8):
        tablet.record(
            "start", a_device(world), value=start_value(world, "data-handling", "sha-pd")
        )
    await tablet.push()
    made: list[int] = []
    real = pulling.snapshot_items

    async def counted(*args: Any) -> list[Any]:
        found = await real(*args)
        made.append(len(found))
        return found

    monkeypatch.setattr(pulling, "snapshot_items", counted)
    whole = await _pulled(client, tablet)
    monkeypatch.setattr(pulling, "ITEMS_MAX", 7)
    in_pages = await _pulled(client, tablet)

    assert in_pages == whole
    assert len(made) == 2
    assert made[0] > 7 * 3
    assert world.shell.snapshots.held == 0


async def _pulled(client: AsyncClient, tablet: Tablet) -> list[Any]:
    items: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        answer = await client.get("/api/sync/pull", params=cursor, headers=tablet.headers)
        page = answer.json()
        items += page["items"]
        if not page["more"]:
            return items
        cursor = {"cursor": page["cursor"]}


def test_a_page_ends_at_its_bytes_and_goes_on_behind_its_last_key() -> None:
    """At least one item a page, whatever its size; nothing twice, nothing left out."""
    items = [
        {"kind": "person", "id": f"{at:03d}", "body": {"x": "y" * at * 30}} for at in range(20)
    ]
    made = pulling.snapshot_of(items)
    seen: list[Any] = []
    last: Any = (0, "")
    while last is not None:
        page, last = made.page(last, 6, 700)
        assert 1 <= len(page) <= 6
        seen += [msgspec.json.decode(one) for one in page]

    assert seen == items


def test_what_is_kept_of_snapshots_is_bounded() -> None:
    """The oldest leaves first; one that is too large is not kept at all."""
    one = pulling.snapshot_of([{"kind": "person", "id": "a", "body": "x" * 400}])
    kept = Snapshots(1_000)
    for name in ("first", "second", "third"):
        kept.put(name, pulling.snapshot_of([{"kind": "person", "id": "a", "body": "x" * 400}]))
    kept.put("large", pulling.snapshot_of([{"kind": "person", "id": "a", "body": "x" * 2_000}]))

    assert one.bytes < 500
    assert [kept.get(name) is not None for name in ("first", "second", "third", "large")] == [
        False, True, True, False,
    ]  # fmt: skip
    kept.forget("second")
    kept.forget("second")
    assert kept.held == one.bytes
