"""Starts that a device may send and nobody would expect: one behaviour on both engines, no lost work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from backend.evidence.photographs import local
from tests.backend.matters import FAILS, Desks, inspect
from tests.worlds import World, a_device, signed_in

if TYPE_CHECKING:
    from httpx import AsyncClient

QUESTION, BAD, _ = FAILS["major"]
NOWHERE = "01900000-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    ("start", "code"),
    [
        ({"zone": "Mars/Base"}, "ok"),
        ({"zone": "A" * 60}, "ok"),
        ({"zone": "A" * 61}, "malformed_value"),
        ({"zone": "../../etc/passwd"}, "malformed_value"),
        ({"assignment": NOWHERE}, "ok"),
        ({"area": NOWHERE}, "ok"),
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

    assert statuses[0].get("code", "ok") == code
    assert len(listed) == (code == "ok")
    if code == "ok":
        assert (await desks.sees("p05", f"inspections/{subject}"))["state"] == "submitted"


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
