"""Whose packs an auditor may order and see, and the key that all may compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.people import queries as people
from backend.people.records import MembershipRow
from reports.proof.checkpoint import read_verifier_key
from tests.backend.evidence.orders import PERIOD, ordered
from tests.worlds import World, signed_in

if TYPE_CHECKING:
    from httpx import AsyncClient


async def test_an_auditor_builds_for_all_of_their_sites_and_no_other(
    client: AsyncClient, world: World
) -> None:
    """Without sites the pack is of all that the account audits, not of what it sees by other roles."""
    house = world.house
    async with world.shell.database.transaction() as tx:
        await tx.execute("DELETE FROM membership WHERE person = ?", (world.person("p08"),))
        for at, (role, site) in enumerate((("auditor", "east"), ("inspector", "south"))):
            await people.add_membership(
                tx,
                MembershipRow(
                    organisation=house.organisation,
                    id=f"01900000-0000-7000-8000-00000000000{at}",
                    person=world.person("p08"),
                    role=role,
                    site=world.site(site),
                ),
            )
    auditor = await signed_in(client, world, "p08")

    order = await ordered(client, auditor)
    listed = (await client.get("/api/evidence-packs", headers=auditor.headers)).json()["items"]
    refused = await client.post(
        "/api/evidence-packs",
        json={**PERIOD, "sites": [world.site("szx-ft")]},
        headers=auditor.headers,
    )

    keys = {known: key for key, known in house.places.items()}
    (made,) = [one for one in listed if one["id"] == order["pack"]]
    assert {keys[site] for site in made["sites"]} >= {"sha-pd", "nkg-dp"}
    assert "szx-ft" not in {keys[site] for site in made["sites"]}
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "sites")


async def test_the_key_is_shown_to_everybody_who_is_signed_in(
    client: AsyncClient, world: World
) -> None:
    """Its fingerprint and its line are of one key, and stay the same."""
    shown = [
        (
            await client.get(
                "/api/ledger-key", headers=(await signed_in(client, world, key)).headers
            )
        ).json()
        for key in ("p08", "p09")
    ]
    read = read_verifier_key(shown[0]["key"])

    assert shown[0] == shown[1]
    assert read is not None
    assert read.name == shown[0]["name"]
    assert len(shown[0]["fingerprint"]) == 64
