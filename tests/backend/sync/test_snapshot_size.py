"""However much is open, a new tablet hears of all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.findings import service as findings
from backend.inspections import service as inspections
from tests.backend.matters import first_failing, inspect
from tests.worlds import World, a_device, signed_in, start_value

if TYPE_CHECKING:
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
