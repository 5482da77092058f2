"""Two organisations in one database: neither sees, changes or guesses anything of the other."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from tests.backend.files.transfers import begun, uploaded
from tests.backend.matters import FAILS, PROOF, Desks, a_matter, inspect
from tests.backend.neighbours import a_neighbour
from tests.worlds import World, a_device, signed_in

if TYPE_CHECKING:
    from httpx import AsyncClient


async def test_nothing_of_another_organisation_is_there(client: AsyncClient, world: World) -> None:
    """Every door answers 404 for what exists elsewhere, exactly as for what exists nowhere."""
    matter = await a_matter(client, world)
    photo = b"\xff\xd8\xffa photo of ours"
    tablet = await signed_in(client, world, "p09", a_device(world))
    await uploaded(client, tablet, photo)
    order = await client.post(
        "/api/evidence-packs",
        json={"from": "2026-11-01", "to": "2026-11-30", "lang": "en"},
        headers=(await signed_in(client, world, "p05")).headers,
    )
    late = tablet.record("note", matter.inspection, section="classification", value="late")
    await tablet.push(refusals=True)
    officer = await signed_in(client, await a_neighbour(world), "q05")
    read = [
        f"inspections/{matter.inspection}",
        f"nonconformities/{matter.nonconformity}",
        f"actions/{matter.action}",
        f"actions/{matter.action}/deadline",
        f"documents/{world.published['fire-safety-site'].template}",
        f"files/{hashlib.sha256(photo).hexdigest()}",
        f"jobs/{order.json()['job']}",
        f"evidence-packs/{order.json()['pack']}/file",
    ]
    write: list[tuple[str, dict[str, Any] | None]] = [
        (f"nonconformities/{matter.nonconformity}/moves", {"event": "contain", "files": [PROOF]}),
        (f"actions/{matter.action}/moves", {"event": "pause", "reason": "r"}),
        (f"sync/quarantine/{late['id']}/admit", None),
        (f"sync/quarantine/{late['id']}/dismiss", {"reason": "r"}),
    ]

    gets = [(await client.get(f"/api/{one}", headers=officer.headers)).status_code for one in read]
    posts = [
        (await client.post(f"/api/{path}", json=body, headers=officer.headers)).status_code
        for path, body in write
    ]

    assert gets == [404] * len(read)
    assert posts == [404] * len(write)


async def test_the_lists_of_two_organisations_are_apart(client: AsyncClient, world: World) -> None:
    """Each organisation's lists, feed and numbers are its own, from 0001 on."""
    ours = await a_matter(client, world)
    neighbour = await a_neighbour(world)
    tablet = await signed_in(client, neighbour, "q09", a_device(world))
    question, bad, _ = FAILS["major"]
    await inspect(tablet, neighbour, {question: bad})
    await tablet.push()
    desks = Desks(client, neighbour)

    listed = (await desks.sees("q05", "actions"))["items"]
    pulled = (await desks.sees("q05", "sync/pull"))["items"]
    shown = {
        path: {one["id"] for one in (await desks.sees("q05", path))["items"]}
        for path in ("nonconformities", "inspections", "people", "sites", "templates")
    }

    assert [one["code"] for one in listed] == ["CA-0001"]
    assert ours.action not in {one["id"] for one in (*listed, *pulled)}
    assert ours.inspection not in shown["inspections"]
    assert not shown["people"] & set(world.house.people.values())
    assert not shown["sites"] & set(world.house.places.values())
    assert not {one["id"] for one in pulled} & set(world.house.people.values())


async def test_a_push_to_a_foreign_chain_or_site_is_refused(
    client: AsyncClient, world: World
) -> None:
    """Knowing another house's chain, site or version opens nothing."""
    theirs = await signed_in(client, world, "p09", a_device(world))
    neighbour = await a_neighbour(world)
    mine = await signed_in(client, neighbour, "q09", a_device(world))
    await inspect(mine, world, {}, submit=False)

    refused = (await mine.push(refusals=True))["statuses"][0]
    mine.session["chain"] = theirs.session["chain"]
    mine.record("note", "01900000-0000-7000-8000-000000000000", value="n")
    foreign = await client.post(
        "/api/sync/push",
        content=mine.body(),
        headers={**mine.headers, "Content-Type": "application/json"},
    )

    assert refused["code"] == "not_permitted"
    assert foreign.status_code == 404


async def test_a_known_file_tells_a_neighbour_nothing(client: AsyncClient, world: World) -> None:
    """Whether another organisation has a file cannot be asked by its hash."""
    photo = b"\xff\xd8\xffthe same photo"
    ours = await signed_in(client, world, "p09", a_device(world))
    await uploaded(client, ours, photo)
    theirs = await signed_in(client, await a_neighbour(world), "q09", a_device(world))

    known = await begun(client, ours, photo)
    unknown = await begun(client, theirs, photo)

    assert known.headers["upload-offset"] == str(len(photo))
    assert unknown.headers["upload-offset"] == "0"
