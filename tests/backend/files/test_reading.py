"""Who may see a file, how it is handed out, and the small copies that screens show."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from backend.files import derived
from backend.files.jobs import derive
from backend.files.sniffing import sniffed
from backend.plumbing import jobs
from tests.backend.files.transfers import a_photo, digest, uploaded
from tests.backend.matters import inspect
from tests.worlds import Tablet, World, a_device, signed_in

if TYPE_CHECKING:
    from httpx import AsyncClient, Response

PHOTO = a_photo()
# The beginning of a JPEG and then nothing that one could show.
BROKEN = b"\xff\xd8\xff\xe0" + b"\0" * 500


async def attached(client: AsyncClient, world: World, content: bytes) -> Tablet:
    """A photo that is evidence of an inspection in Shanghai; gives the tablet it came from."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    subject = await inspect(tablet, world, {}, submit=False)
    value = {
        "file": digest(content), "bytes": len(content), "type": "image/jpeg", "source": "camera",
    }  # fmt: skip
    place = {"section": "identity", "question": "notice_shown"}
    tablet.record("attach", subject, value=value, **place)
    await tablet.push()
    await uploaded(client, tablet, content)
    return tablet


async def read(client: AsyncClient, who: Tablet, address: str, **headers: str) -> Response:
    """A file as this person is given it."""
    return await client.get(f"/api/files/{address}", headers={**who.headers, **headers})


async def copies(world: World) -> int:
    """Do what waits for the copier."""
    return await jobs.run_pending(world.shell, {"derive": derive})


async def test_a_file_is_seen_where_it_is_evidence_and_by_its_sender(
    client: AsyncClient, world: World
) -> None:
    """Colleagues of the site see the photo; those of another region hear of nothing."""
    sender = await attached(client, world, PHOTO)
    others = [await signed_in(client, world, key) for key in ("p10", "p14", "p05", "p11", "p17")]

    statuses = [(await read(client, who, digest(PHOTO))).status_code for who in (sender, *others)]
    thumbs = [(await read(client, who, f"{digest(PHOTO)}/thumb")).json() for who in others[-2:]]

    assert statuses == [200, 200, 200, 200, 404, 404]
    assert [one["code"] for one in thumbs] == ["not_found"] * 2


async def test_a_file_nobody_uses_is_its_senders(client: AsyncClient, world: World) -> None:
    """Before its operation has come, a photo is seen by whoever sent it and by those of all sites."""
    sender = await signed_in(client, world, "p09", a_device(world))
    await uploaded(client, sender, PHOTO)
    same_site, officer = [await signed_in(client, world, key) for key in ("p10", "p05")]

    statuses = [
        (await read(client, who, digest(PHOTO))).status_code
        for who in (sender, same_site, officer)
    ]

    assert statuses == [200, 404, 200]


async def test_a_document_is_saved_under_its_own_name(client: AsyncClient, world: World) -> None:
    """Who opens it gets the name that it was given under; what is no file name is not repeated."""
    content = b"PK\x03\x04 record"
    tablet = await signed_in(client, world, "p09", a_device(world))
    await uploaded(client, tablet, content)
    address = f"/api/files/{digest(content)}"

    async def saved_as(name: str) -> str:
        answer = await client.get(address, params={"name": name}, headers=tablet.headers)
        assert answer.content == content
        return answer.headers["content-disposition"]

    assert await saved_as("记录.docx") == (
        f"attachment; filename=\"{digest(content)}.docx\"; filename*=UTF-8''%E8%AE%B0%E5%BD%95.docx"
    )
    for bad in ("../a.docx", "a\r\nX: 1", "x" * 300, "page.html\x00"):
        assert await saved_as(bad) == f'attachment; filename="{digest(content)}.bin"'


async def test_an_original_is_an_attachment_that_no_browser_runs(
    client: AsyncClient, world: World
) -> None:
    """Byte for byte, under its real type, sandboxed, and kept by the browser for ever."""
    sender = await attached(client, world, PHOTO)

    answer = await read(client, sender, digest(PHOTO))

    assert answer.content == PHOTO
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"] == (f'attachment; filename="{digest(PHOTO)}.jpg"')
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    ("wanted", "status", "part"),
    [
        ("bytes=0-9", 206, slice(0, 10)),
        ("bytes=10-", 206, slice(10, None)),
        ("bytes=-5", 206, slice(-5, None)),
        ("bytes=0-999999999", 206, slice(0, None)),
        ("bytes=0-1,5-6", 200, slice(0, None)),
        ("lines=1-2", 200, slice(0, None)),
        ("bytes=-0", 416, None),
        ("bytes=99999999-", 416, None),
        ("bytes=9-2", 416, None),
    ],
)
async def test_a_range_gives_just_these_bytes(
    client: AsyncClient, world: World, wanted: str, status: int, part: slice | None
) -> None:
    """A download that broke off goes on; a range that is none is refused, never cut wrong."""
    sender = await attached(client, world, PHOTO)

    answer = await read(client, sender, digest(PHOTO), Range=wanted)

    assert answer.status_code == status
    if part is not None:
        assert answer.content == PHOTO[part]
        assert answer.headers["content-length"] == str(len(PHOTO[part]))
    if status == 206 and part is not None:
        first, last = part.indices(len(PHOTO))[:2]
        assert answer.headers["content-range"] == f"bytes {first}-{last - 1}/{len(PHOTO)}"


async def test_the_type_is_what_the_bytes_are(client: AsyncClient, world: World) -> None:
    """A page that calls itself a photo is handed out as bytes, never as a page."""
    page = b"<html><script>alert(1)</script></html>"
    sender = await attached(client, world, page)

    answer = await read(client, sender, digest(page))

    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].endswith('.bin"')


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x18ftypheic", "image/heic"),
        (b"%PDF-1.7", "application/pdf"),
        (b"\0\0\0\x1cftypM4A ", "audio/mp4"),
        (b"OggS", "audio/ogg"),
        (b"<svg xmlns=", "application/octet-stream"),
        (b"PK\x03\x04", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_a_type_is_known_by_its_first_bytes(head: bytes, kind: str) -> None:
    """Formats are told by their own marks; everything else is just bytes."""
    assert sniffed(head) == kind


async def test_small_copies_are_upright_and_without_metadata(
    client: AsyncClient, world: World
) -> None:
    """The screen's picture stands the right way up and says nothing of camera or place."""
    sender = await attached(client, world, PHOTO)
    early = await read(client, sender, f"{digest(PHOTO)}/thumb")
    ran = await copies(world)

    answer = await read(client, sender, f"{digest(PHOTO)}/thumb")
    with Image.open(io.BytesIO(answer.content)) as thumb:
        shown = thumb.size, dict(thumb.getexif())
    folder = derived.derived_folder(world.shell, world.house.organisation, digest(PHOTO))
    with Image.open(folder / "1000.jpg") as large:
        large_size = large.size

    assert (early.status_code, early.headers["retry-after"]) == (404, "2")
    assert ran == 1
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert shown == ((240, 320), {})
    assert large_size == (480, 640)


async def test_a_broken_picture_costs_nobody_elses_copy(client: AsyncClient, world: World) -> None:
    """One photo that cannot be read: the others get their copies, and nobody waits for it."""
    sender = await attached(client, world, PHOTO)
    others = [a_photo((at, at, at)) for at in (10, 20)]
    for content in (BROKEN, *others):
        await uploaded(client, sender, content)
    # The bytes of one are gone altogether: the child must not stumble over that either.
    lost = others.pop()
    world.shell.objects.path(
        f"{world.house.organisation}/{digest(lost)[:2]}/{digest(lost)}"
    ).unlink()
    ran = await copies(world)

    got = {
        name: (await read(client, sender, f"{digest(content)}/thumb")).status_code
        for name, content in (("photo", PHOTO), ("other", others[0]), ("broken", BROKEN))
    }
    broken = await read(client, sender, f"{digest(BROKEN)}/thumb")
    states = await _states(world)

    assert ran == 1
    assert got == {"photo": 200, "other": 200, "broken": 404}
    assert "retry-after" not in broken.headers
    assert states == ["done"] * 4


async def test_copies_that_got_lost_are_made_again(client: AsyncClient, world: World) -> None:
    """A backup holds originals only: after a restore the copies come back when they are asked for."""
    sender = await attached(client, world, PHOTO)
    await copies(world)
    folder = derived.derived_folder(world.shell, world.house.organisation, digest(PHOTO))
    for copy in folder.iterdir():
        copy.unlink()
    missing = await read(client, sender, f"{digest(PHOTO)}/thumb")
    ran = await copies(world)

    assert (missing.status_code, missing.headers["retry-after"]) == (404, "2")
    assert ran == 1
    assert (await read(client, sender, f"{digest(PHOTO)}/thumb")).status_code == 200


async def _states(world: World) -> list[Any]:
    async with world.shell.database.reading() as reader:
        rows = await reader.fetch("SELECT state FROM job WHERE kind = 'derive'")
    return [row["state"] for row in rows]
