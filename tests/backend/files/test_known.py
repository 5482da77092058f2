"""Which files are here: a row and its bytes; what a device was told before a restore may be gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.plumbing.objects import object_key
from tests.backend.files.transfers import a_photo, begun, by_chain, digest, sent, uploaded
from tests.worlds import World, a_device, signed_in

if TYPE_CHECKING:
    from httpx import AsyncClient


async def test_known_is_what_has_a_row_and_its_bytes(client: AsyncClient, world: World) -> None:
    """A folder older than the database, or a database older than the folder: both lack the file."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    whole, without_bytes, without_row = (a_photo((shade, 9, 9)) for shade in (10, 90, 170))
    hashes = [await uploaded(client, tablet, one) for one in (whole, without_bytes, without_row)]
    organisation = world.house.organisation
    world.shell.objects.path(object_key(organisation, hashes[1])).unlink()
    async with world.shell.database.transaction() as tx:
        await tx.execute("DELETE FROM file WHERE sha256 = ?", (hashes[2],))
    never = digest(b"never sent")

    answer = await client.post(
        "/api/files/known",
        json={"sha256": [hashes[2], hashes[0], never, hashes[1], never]},
        headers=by_chain(tablet),
    )

    assert answer.status_code == 200, answer.text
    assert answer.json() == {"missing": [hashes[2], never, hashes[1]]}


async def test_a_file_whose_bytes_are_gone_is_taken_again(
    client: AsyncClient, world: World
) -> None:
    """The row alone does not make a file known: the transfer asks for every byte."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    photo = a_photo((3, 80, 9))
    sha256 = await uploaded(client, tablet, photo)
    path = world.shell.objects.path(object_key(world.house.organisation, sha256))
    path.unlink()

    start = await begun(client, tablet, photo)
    done = await sent(client, tablet, start.headers["location"], 0, photo)

    assert start.headers["upload-offset"] == "0"
    assert done.status_code == 204, done.text
    assert path.read_bytes() == photo


async def test_another_organisations_files_are_not_known_here(
    client: AsyncClient, world: World
) -> None:
    """Asking by hash says nothing about a neighbour: rows are looked for in one's own house."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    sha256 = await uploaded(client, tablet, a_photo((1, 2, 90)))
    async with world.shell.database.transaction() as tx:
        await tx.execute(
            "INSERT INTO organisation (id, key, title, default_language, created_at) "
            "VALUES (?, 'other', '{}', 'en', 0)",
            (a_device(world),),
        )
        await tx.execute(
            "UPDATE file SET organisation = (SELECT id FROM organisation WHERE key = 'other')"
        )

    answer = await client.post(
        "/api/files/known", json={"sha256": [sha256]}, headers=tablet.headers
    )

    assert answer.json() == {"missing": [sha256]}


async def test_too_many_or_no_hashes_are_refused_in_words(
    client: AsyncClient, world: World
) -> None:
    """A thousand a question; what is no hash is named."""
    tablet = await signed_in(client, world, "p09", a_device(world))

    many = await client.post(
        "/api/files/known",
        json={"sha256": [digest(b"%d" % one) for one in range(1_001)]},
        headers=tablet.headers,
    )
    none = await client.post("/api/files/known", json={"sha256": ["ABC"]}, headers=tablet.headers)

    assert (many.status_code, many.json()["code"]) == (400, "field_invalid")
    assert (none.status_code, none.json()["errors"][0]["field"]) == (400, "sha256")
    assert "ABC" in none.json()["errors"][0]["message"]["en"]
