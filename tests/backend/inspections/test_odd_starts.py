"""Starts that a device may send and nobody would expect: one behaviour on both engines, no lost work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from backend.evidence.photographs import local
from backend.programme import service as programme
from checklists.filing import DOUBTS
from tests.backend.matters import FAILS, Desks, inspect, planned_at, today
from tests.worlds import World, a_device, signed_in

if TYPE_CHECKING:
    from httpx import AsyncClient

QUESTION, BAD, _ = FAILS["major"]
NOWHERE = "01900000-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    ("start", "code"),
    [
        ({"zone": "Mars/Base"}, "zone"),
        ({"zone": "A" * 60}, "zone"),
        ({"zone": "A" * 61}, "malformed_value"),
        ({"zone": "../../etc/passwd"}, "malformed_value"),
        ({"assignment": NOWHERE}, "assignment"),
        ({"area": NOWHERE}, "area"),
        ({"business_date": "1999-12-31"}, "business_date"),
        ({"business_date": "2199-12-31"}, "business_date"),
        ({"business_date": "2026-02-30"}, "malformed_value"),
        ({"kind": "party"}, "malformed_value"),
    ],
)
async def test_an_odd_start_is_taken_or_told(
    client: AsyncClient, world: World, start: dict[str, Any], code: str
) -> None:
    """Never a 500, never a queue that stands still; what is taken can be read and worked on."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    subject = await inspect(tablet, world, {QUESTION: BAD}, **start)

    statuses = (await tablet.push(refusals=True))["statuses"]
    desks = Desks(client, world)
    listed = (await desks.sees("p05", "actions"))["items"]

    taken = code in DOUBTS
    assert statuses[0].get("code", "ok") == ("ok" if taken else code)
    assert len(listed) == taken
    if taken:
        shown = await desks.sees("p05", f"inspections/{subject}")
        of_now = await desks.sees(
            "p05", "inspections", **{"from": today(world), "to": today(world)}
        )
        assert (shown["state"], shown["doubts"]) == ("submitted", [code])
        assert (shown["zone"], shown["filed_on"]) == ("Asia/Shanghai", today(world))
        assert shown["business_date"] == start.get("business_date", today(world))
        assert (shown["area"], shown["assignment"]) == (None, None)
        assert [(one["id"], one["doubts"]) for one in of_now["items"]] == [(subject, [code])]


@pytest.mark.parametrize("where", ["area", "assignment"])
async def test_what_belongs_to_another_site_counts_as_absent(
    client: AsyncClient, world: World, where: str
) -> None:
    """An area and an assignment of another site are marked; the assignment stays for its own."""
    assignment = await planned_at(world, "hgz-xh")
    value = {"area": world.site("hgz-xh/windows"), "assignment": assignment}[where]
    tablet = await signed_in(client, world, "p09", a_device(world))
    subject = await inspect(tablet, world, {QUESTION: BAD}, **{where: value})
    await tablet.push()

    shown = await Desks(client, world).sees("p05", f"inspections/{subject}")
    async with world.shell.database.reading() as reader:
        (planned,) = await programme.by_ids(reader, world.house.organisation, [assignment])

    assert (shown[where], shown["doubts"]) == (None, [where])
    assert (planned.state, planned.inspection) == ("open", None)


async def test_an_unknown_area_without_a_matrix_goes_to_the_sites_owner(
    client: AsyncClient, world: World
) -> None:
    """Where nobody is named, the narrowest owner of the site answers, whatever area was sent."""
    async with world.shell.database.transaction() as tx:
        await tx.execute(
            "DELETE FROM responsibility WHERE organisation = ?", (world.house.organisation,)
        )
    tablet = await signed_in(client, world, "p09", a_device(world))
    await inspect(tablet, world, {QUESTION: BAD}, area=NOWHERE)
    await tablet.push()

    (action,) = (await Desks(client, world).sees("p05", "actions"))["items"]

    assert action["owner"] == world.person("p14")


def test_a_zone_that_only_the_device_knows_is_printed_in_utc() -> None:
    """A pack is built all the same: the moment is right, and its offset is printed with it."""
    assert local(0, "Mars/Base").isoformat() == "1970-01-01T00:00:00+00:00"
    assert local(0, "Asia/Shanghai").isoformat() == "1970-01-01T08:00:00+08:00"
