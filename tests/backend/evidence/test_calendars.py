"""A deadline is proved together with the calendar it was counted by."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING

from checklists.canonical import canonical_bytes, sha256_hex
from tests.backend.evidence import orders
from tests.worlds import World, signed_in

if TYPE_CHECKING:
    from pathlib import Path

    from httpx import AsyncClient


async def test_a_pack_carries_the_calendars_of_its_deadlines(
    client: AsyncClient, packing: World, tmp_path: Path
) -> None:
    """The hash in the ledger is that of the calendar version that is kept; others stay out."""
    await orders.a_failure(client, packing)
    auditor = await signed_in(client, packing, "p08")
    order = await orders.ordered(client, auditor)
    await orders.work(packing)
    pack = await orders.downloaded(client, auditor, order, tmp_path / "pack.zip")

    with zipfile.ZipFile(pack) as members:
        events = [
            json.loads(line)
            for name in members.namelist()
            if name.startswith("records/event/")
            for line in members.read(name).splitlines()
        ]
    calendars = [body for body in events if body["about"] == "calendar"]
    async with packing.shell.database.reading() as reader:
        rows = await reader.fetch(
            "SELECT c.document, c.key, c.version FROM calendar c JOIN deadline d ON d.organisation = "
            "c.organisation AND d.calendar = c.key AND d.calendar_version = c.version "
            "WHERE c.organisation = ?",
            (packing.house.organisation,),
        )
    kept = {
        (row["key"], row["version"]): sha256_hex(canonical_bytes(json.loads(row["document"])))
        for row in rows
    }
    assert kept
    assert {(body["key"], body["version"]): body["sha256"] for body in calendars} == kept
