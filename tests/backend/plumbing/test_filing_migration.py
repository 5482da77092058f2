"""What was taken at areas, regions and far days before is filed where packs and lists find it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from alembic import command

from backend.plumbing.migrate import alembic_config
from tests.backend.matters import FAILS, Desks, inspect, today
from tests.worlds import World, a_device, signed_in

if TYPE_CHECKING:
    from httpx import AsyncClient

BEFORE = "0003"


async def test_earlier_starts_are_filed_anew(client: AsyncClient, world: World) -> None:
    """An area's goes to its site, a region's stays, a far day gives way; each is doubtful."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    names = ("plain", "area", "region", "far")
    failing = {name: {one[0]: one[1]} for name, one in zip(names[1:], FAILS.values(), strict=True)}
    subjects = {name: await inspect(tablet, world, failing.get(name, {})) for name in names}
    await tablet.push()
    site, area, region = (world.site(key) for key in ("sha-pd", "sha-pd/windows", "east"))
    config = alembic_config(world.shell.settings.database)

    await asyncio.to_thread(command.downgrade, config, BEFORE)
    async with world.shell.database.transaction() as tx:
        for table, column in (
            ("inspection", "id"), ("nonconformity", "inspection"), ("file_use", "subject"),
        ):  # fmt: skip
            for name, place in (("area", area), ("region", region)):
                await tx.execute(
                    f"UPDATE {table} SET site = ? WHERE {column} = ?",  # noqa: S608 - names of ours
                    (place, subjects[name]),
                )
        await tx.execute(
            "UPDATE inspection SET business_date = '1999-12-31', zone = 'Mars/Olympus' WHERE id = ?",
            (subjects["far"],),
        )
        await tx.execute(
            "UPDATE nonconformity SET opened_on = '1999-12-31' WHERE inspection = ?",
            (subjects["far"],),
        )
    await asyncio.to_thread(command.upgrade, config, "head")

    async with world.shell.database.reading() as reader:
        rows = await reader.fetch(
            "SELECT i.id, i.site, i.area, i.zone, i.filed_on, i.doubts, n.site AS matter, n.opened_on "
            "FROM inspection i LEFT JOIN nonconformity n ON n.inspection = i.id"
        )
    found: dict[str, Any] = {row["id"]: row for row in rows}
    seen = {name: found[subjects[name]] for name in names}
    assert {name: row["doubts"] for name, row in seen.items()} == {
        "plain": "", "area": "site", "region": "site", "far": "zone business_date",
    }  # fmt: skip
    assert [(seen[name]["site"], seen[name]["area"]) for name in names] == [
        (site, None), (site, area), (region, None), (site, None),
    ]  # fmt: skip
    assert [seen[name]["matter"] for name in names] == [None, site, region, site]
    assert {row["filed_on"] for row in rows} == {today(world)}
    assert [seen[name]["opened_on"] for name in names[1:]] == [today(world)] * 3
    assert {row["zone"] for row in rows} == {"Asia/Shanghai"}
    listed = (await Desks(client, world).sees("p05", "inspections"))["items"]
    assert {one["id"] for one in listed} == set(subjects.values())
