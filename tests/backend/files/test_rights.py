"""A hash is no secret: naming one as evidence shows nobody a file that whoever named it does not have."""

from __future__ import annotations

import asyncio
import hashlib
import zipfile
from typing import TYPE_CHECKING

import pytest
from alembic import command
from httpx import ASGITransport, AsyncClient, Response

from backend.plumbing.migrate import alembic_config
from backend.plumbing.protocol import SPOKEN
from tests.backend.evidence.orders import downloaded, ordered, work
from tests.backend.files.transfers import a_photo, asked, begun, by_chain, digest, sent, uploaded
from tests.backend.matters import Desks, a_matter, inspect
from tests.worlds import Tablet, World, a_device, a_shell, an_app, opened, signed_in

if TYPE_CHECKING:
    from pathlib import Path

PHOTO = a_photo((12, 90, 200))


async def attach(tablet: Tablet, world: World, site: str, content: bytes = PHOTO) -> str:
    """An own inspection there that names the photo; gives its id."""
    subject = await inspect(tablet, world, {}, site=site, submit=False)
    value = {
        "file": digest(content), "bytes": len(content), "type": "image/jpeg", "source": "camera",
    }  # fmt: skip
    tablet.record("attach", subject, value=value, section="identity", question="notice_shown")
    await tablet.push()
    return subject


async def at(client: AsyncClient, world: World, key: str) -> Tablet:
    """A person with a new device."""
    return await signed_in(client, world, key, a_device(world))


async def read(client: AsyncClient, world: World, *keys: str) -> list[int]:
    """What each of these people is answered when they ask for the photo and for its small copy."""
    found: list[int] = []
    for key in keys:
        who = await signed_in(client, world, key)
        whole = await client.get(f"/api/files/{digest(PHOTO)}", headers=who.headers)
        small = await client.get(f"/api/files/{digest(PHOTO)}/thumb", headers=who.headers)
        # There is no small copy yet: who may see the photo is told to wait for it.
        assert ("retry-after" in small.headers) == (whole.status_code == 200)
        found.append(whole.status_code)
    return found


@pytest.mark.parametrize("first", ["attach", "upload"])
async def test_an_attach_of_a_known_hash_shows_the_photo_to_nobody_else(
    client: AsyncClient, world: World, first: str
) -> None:
    """An inspector of another region names the hash, before or after the photo came: nothing is shown."""
    owner, thief = await at(client, world, "p09"), await at(client, world, "p11")
    if first == "attach":
        await attach(thief, world, "szx-ft")
    await attach(owner, world, "sha-pd")
    await uploaded(client, owner, PHOTO)
    if first == "upload":
        await attach(thief, world, "szx-ft")

    assert await read(client, world, "p09", "p10", "p05", "p11", "p17") == [
        200,
        200,
        200,
        404,
        404,
    ]


async def test_announcing_a_hash_is_not_having_the_file(client: AsyncClient, world: World) -> None:
    """Who may not read it is asked for every byte; half of them show nothing, all of them do."""
    owner, other = await at(client, world, "p09"), await at(client, world, "p11")
    await uploaded(client, owner, PHOTO)
    await attach(other, world, "szx-ft")
    start = await begun(client, other, PHOTO)
    address = start.headers["location"]
    announced = await read(client, world, "p11", "p17")
    await sent(client, other, address, 0, PHOTO[:100])
    half = await read(client, world, "p11", "p17")
    wrong = await sent(client, other, address, 100, bytes(len(PHOTO) - 100))
    spoilt = await read(client, world, "p11", "p17")
    whole = await sent(client, other, address, 0, PHOTO)
    told = await asked(client, other, address)

    assert start.headers["upload-offset"] == "0"
    assert announced == half == spoilt == [404, 404]
    assert (wrong.status_code, whole.status_code) == (460, 204)
    assert told.headers["upload-offset"] == str(len(PHOTO))
    assert await read(client, world, "p11", "p17") == [200, 200]
    assert (await begun(client, other, PHOTO)).headers["upload-offset"] == str(len(PHOTO))


async def test_asking_what_is_known_says_nothing_of_others_files(
    client: AsyncClient, world: World
) -> None:
    """After a restore a device asks by hash: what its person never sent is theirs to send."""
    owner, other = await at(client, world, "p09"), await at(client, world, "p11")
    await uploaded(client, owner, PHOTO)
    answers = [
        (
            await client.post(
                "/api/files/known", json={"sha256": [digest(PHOTO)]}, headers=by_chain(who)
            )
        ).json()["missing"]
        for who in (owner, other)
    ]

    assert answers == [[], [digest(PHOTO)]]


async def test_who_could_read_it_before_passes_it_on(client: AsyncClient, world: World) -> None:
    """An officer of all sites names a photo at another place: its people see it from then on."""
    owner, officer = await at(client, world, "p09"), await at(client, world, "p05")
    await uploaded(client, owner, PHOTO)
    before = await read(client, world, "p11", "p17")
    await attach(officer, world, "szx-ft")

    assert before == [404, 404]
    assert await read(client, world, "p11", "p17") == [200, 200]


async def test_a_photo_that_comes_later_was_not_readable_before(
    client: AsyncClient, world: World
) -> None:
    """Naming an unknown hash gives no right, not even an officer of all sites, until the file is sent."""
    owner, officer = await at(client, world, "p09"), await at(client, world, "p05")
    await attach(officer, world, "szx-ft")
    await uploaded(client, owner, PHOTO)
    before = await read(client, world, "p11")
    told = await begun(client, officer, PHOTO)

    assert before == [404]
    assert told.headers["upload-offset"] == str(len(PHOTO))
    assert await read(client, world, "p11") == [200]


async def test_a_move_with_a_hash_shows_nothing_and_counts_as_not_received(
    client: AsyncClient, world: World
) -> None:
    """An owner names another region's photo as evidence: it is not here, and nothing rests on it."""
    foreign = await at(client, world, "p11")
    await attach(foreign, world, "szx-ft")
    await uploaded(client, foreign, PHOTO)
    matter = await a_matter(client, world)
    desks = Desks(client, world)
    action = f"actions/{matter.action}"
    for event, more in (("accept", {}), ("start", {}), ("submit", {"files": [digest(PHOTO)]})):
        await desks.does("p14", action, event, **more)
    refused = await desks.tries("p05", action, "verify")
    seen = await read(client, world, "p14", "p09", "p11")
    await uploaded(client, await at(client, world, "p14"), PHOTO)

    assert (refused.status_code, refused.json()["code"]) == (409, "evidence_not_received")
    assert seen == [404, 404, 200]
    assert await read(client, world, "p14", "p09", "p11") == [200, 200, 200]
    assert await desks.does("p05", action, "verify")


async def test_a_pack_holds_no_photo_that_was_only_named(
    client: AsyncClient, packing: World, tmp_path: Path
) -> None:
    """The pack of the place where a foreign hash was named lacks its bytes; its own photos are in it."""
    own = a_photo((200, 10, 10))
    owner, thief = await at(client, packing, "p09"), await at(client, packing, "p11")
    await attach(owner, packing, "sha-pd")
    await uploaded(client, owner, PHOTO)
    await attach(thief, packing, "szx-ft")
    await attach(thief, packing, "szx-ft", own)
    await uploaded(client, thief, own)
    officer = await signed_in(client, packing, "p05")
    held: dict[str, set[str]] = {}
    for key in ("szx-ft", "sha-pd"):
        order = await ordered(client, officer, sites=[packing.site(key)])
        await work(packing)
        path = await downloaded(client, officer, order, tmp_path / f"{key}.zip")
        with zipfile.ZipFile(path) as pack:
            held[key] = {
                hashlib.sha256(pack.read(name)).hexdigest() for name in pack.namelist()
            } & {digest(PHOTO), digest(own)}

    assert held == {"szx-ft": {digest(own)}, "sha-pd": {digest(PHOTO)}}


async def lacking(client: AsyncClient, world: World, key: str) -> Response:
    """What a person's device is told when it asks for the photo."""
    who = await signed_in(client, world, key)
    body = {"sha256": [digest(PHOTO)]}
    return await client.post("/api/files/known", json=body, headers=who.headers)


async def test_older_uses_show_what_their_senders_sent(client: AsyncClient, world: World) -> None:
    """A database of the version before: the first sender is known, a hash that was named stays closed."""
    owner, thief, officer = [await at(client, world, key) for key in ("p09", "p11", "p05")]
    await attach(owner, world, "sha-pd")
    await uploaded(client, owner, PHOTO)
    await attach(thief, world, "szx-ft")
    colleague = await at(client, world, "p10")
    await attach(colleague, world, "sha-pd")
    other = a_photo((1, 1, 1))
    await uploaded(client, owner, other)
    await attach(officer, world, "szx-ft", other)
    config = alembic_config(world.shell.settings.database)
    for step, to in ((command.downgrade, "0003"), (command.upgrade, "head")):
        await asyncio.to_thread(step, config, to)
    await asyncio.to_thread(command.check, config)
    known = world.shell.settings
    async with opened(a_shell(known.data, known.database, seed=12)) as shell:
        later = World(shell, world.house, world.published)
        transport = ASGITransport(an_app(shell), raise_app_exceptions=False)
        async with AsyncClient(
            transport=transport, base_url="http://testserver", headers=SPOKEN
        ) as anew:
            statuses = await read(anew, later, "p09", "p10", "p05", "p11", "p17")
            again = await signed_in(anew, later, "p11")
            missing = [
                (await lacking(anew, later, key)).json()["missing"]
                for key in ("p09", "p10", "p11")
            ]
            passed_on = await anew.get(f"/api/files/{digest(other)}", headers=again.headers)

    assert statuses == [200, 200, 200, 404, 404]
    assert missing == [[], [], [digest(PHOTO)]]
    assert passed_on.status_code == 200
