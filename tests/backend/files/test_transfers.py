"""Files come in pieces over bad networks, are checked whole, and count once."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from httpx import ASGITransport, AsyncClient

from backend.files import service
from backend.plumbing.protocol import SPOKEN
from tests.backend.files.transfers import (
    TUS,
    asked,
    begun,
    by_chain,
    digest,
    metadata,
    sent,
    uploaded,
)
from tests.backend.matters import DAY_MS
from tests.worlds import Tablet, World, a_device, an_app, signed_in

if TYPE_CHECKING:
    from pathlib import Path

CONTENT = b"\xff\xd8\xff" + bytes(range(256)) * 40


async def a_tablet(client: AsyncClient, world: World, key: str = "p09") -> Tablet:
    """A person with a new device."""
    return await signed_in(client, world, key, a_device(world))


def stored(world: World, content: bytes) -> Path:
    """Where the file lies when it is whole."""
    known = digest(content)
    folder = world.shell.settings.data / "objects" / world.house.organisation / known[:2]
    return folder / known


async def test_a_transfer_goes_on_where_it_was_broken_off(
    client: AsyncClient, world: World
) -> None:
    """After a lost connection the tablet asks how much is there and sends only the rest."""
    tablet = await a_tablet(client, world)
    address = (await begun(client, tablet, CONTENT)).headers["location"]
    first = await sent(client, tablet, address, 0, CONTENT[:4000])
    told = await asked(client, tablet, address)
    rest = await sent(client, tablet, address, 4000, CONTENT[4000:])
    whole = await asked(client, tablet, address)

    assert (first.status_code, first.headers["upload-offset"]) == (204, "4000")
    assert (told.headers["upload-offset"], told.headers["upload-length"]) == (
        "4000", str(len(CONTENT)),
    )  # fmt: skip
    assert told.headers["cache-control"] == "no-store"
    assert (rest.status_code, whole.headers["upload-offset"]) == (204, str(len(CONTENT)))
    assert stored(world, CONTENT).read_bytes() == CONTENT
    assert all(one.headers["tus-resumable"] == "1.0.0" for one in (first, told, rest, whole))
    assert "upload-expires" in first.headers


async def test_bytes_at_another_offset_are_refused(client: AsyncClient, world: World) -> None:
    """Neither a gap nor a repetition gets into a file."""
    tablet = await a_tablet(client, world)
    address = (await begun(client, tablet, CONTENT)).headers["location"]
    await sent(client, tablet, address, 0, CONTENT[:4000])

    ahead = await sent(client, tablet, address, 5000, CONTENT[5000:])
    again = await sent(client, tablet, address, 0, CONTENT[:4000])
    rest = await sent(client, tablet, address, 4000, CONTENT[4000:])

    assert [ahead.status_code, again.status_code, rest.status_code] == [409, 409, 204]
    assert ahead.json()["code"] == "offset_wrong"
    assert stored(world, CONTENT).read_bytes() == CONTENT


async def test_a_file_that_is_not_what_was_announced_starts_again(
    client: AsyncClient, world: World
) -> None:
    """One flipped byte on the way: 460, nothing is kept, and the same transfer begins at 0."""
    tablet = await a_tablet(client, world)
    address = (await begun(client, tablet, CONTENT)).headers["location"]

    wrong = await sent(client, tablet, address, 0, CONTENT[:-1] + b"!")
    told = await asked(client, tablet, address)
    right = await sent(client, tablet, address, 0, CONTENT)

    assert (wrong.status_code, wrong.json()["code"]) == (460, "hash_wrong")
    assert told.headers["upload-offset"] == "0"
    assert right.status_code == 204


async def test_a_file_that_is_known_needs_no_bytes(client: AsyncClient, world: World) -> None:
    """The second tablet of whoever may read the photo is told that it is complete."""
    await uploaded(client, await a_tablet(client, world), CONTENT)
    other = await a_tablet(client, world)

    known = await begun(client, other, CONTENT)
    told = await asked(client, other, known.headers["location"])
    lied = await begun(client, other, CONTENT, length=7)

    assert (known.status_code, known.headers["upload-offset"]) == (201, str(len(CONTENT)))
    assert told.headers["upload-offset"] == told.headers["upload-length"] == str(len(CONTENT))
    assert lied.headers["upload-offset"] == "0"


async def test_limits_are_told_before_anything_is_stored(world: World) -> None:
    """A file above its limit is refused at once, a piece above its limit leaves nothing behind."""
    settings = replace(world.shell.settings, file_bytes_max=9_000, patch_bytes_max=4_000)
    small = World(replace(world.shell, settings=settings), world.house, world.published)
    transport = ASGITransport(an_app(small.shell))
    async with AsyncClient(
        transport=transport, base_url="http://testserver", headers=SPOKEN
    ) as client:
        tablet = await a_tablet(client, small)
        content = CONTENT[:9_000]
        large = await begun(client, tablet, CONTENT)
        none = await begun(client, tablet, b"", length=0)
        address = (await begun(client, tablet, content)).headers["location"]
        piece = await sent(client, tablet, address, 0, content[:4_001])
        told = await asked(client, tablet, address)
        parts = [
            await sent(client, tablet, address, at, content[at : at + 4_000])
            for at in (0, 4_000, 8_000)
        ]
        beyond = await sent(client, tablet, address, 9_000, b"x")

    assert [large.status_code, none.status_code, piece.status_code] == [413, 413, 413]
    assert told.headers["upload-offset"] == "0"
    assert [one.status_code for one in parts] == [204] * 3
    assert beyond.status_code == 413
    assert stored(small, content).exists()


async def test_the_limits_are_those_of_the_protocol(world: World) -> None:
    """25 MB a file and 5 MB a piece, unless the operator says otherwise."""
    settings = world.shell.settings

    assert (settings.file_bytes_max, settings.patch_bytes_max) == (25_000_000, 5_000_000)


async def test_a_transfer_ends_after_a_week(client: AsyncClient, world: World) -> None:
    """What was begun and left is gone: the tablet is told to begin again, the bytes are swept."""
    tablet = await a_tablet(client, world)
    address = (await begun(client, tablet, CONTENT)).headers["location"]
    await sent(client, tablet, address, 0, CONTENT[:4000])
    world.clock.at += 7 * DAY_MS
    late = await sent(client, tablet, address, 4000, CONTENT[4000:])
    told = await asked(client, tablet, address)
    world.clock.at += 1
    swept = await service.sweep(world.shell)

    uploads = world.shell.settings.data / "uploads"
    assert (late.status_code, late.json()["code"], told.status_code) == (410, "upload_gone", 410)
    assert swept == 1
    assert list(uploads.iterdir()) == []


async def test_what_no_operation_names_is_swept_after_a_month(
    client: AsyncClient, world: World
) -> None:
    """A file nobody attached goes after 30 days, unless a tablet was just told it is here."""
    tablet = await a_tablet(client, world)
    await uploaded(client, tablet, CONTENT)
    world.clock.at += 29 * DAY_MS
    early = await service.sweep(world.shell)
    kept = stored(world, CONTENT).exists()
    await begun(client, tablet, CONTENT)
    world.clock.at += 2 * DAY_MS
    await service.sweep(world.shell)
    told = stored(world, CONTENT).exists()
    world.clock.at += 8 * DAY_MS
    await service.sweep(world.shell)

    assert (early, kept, told) == (1, True, True)
    assert not stored(world, CONTENT).exists()


async def test_a_chain_token_uploads_and_does_not_read(client: AsyncClient, world: World) -> None:
    """The token that outlives a session delivers photos; it shows nobody's."""
    tablet = await a_tablet(client, world)
    await client.delete("/api/session", headers=tablet.headers)

    begin = await begun(client, tablet, CONTENT, headers=by_chain(tablet))
    moved = await client.patch(
        begin.headers["location"],
        content=CONTENT,
        headers={
            **by_chain(tablet), **TUS, "Upload-Offset": "0",
            "Content-Type": "application/offset+octet-stream",
        },
    )  # fmt: skip
    read = await client.get(f"/api/files/{digest(CONTENT)}", headers=by_chain(tablet))

    assert [begin.status_code, moved.status_code, read.status_code] == [201, 204, 403]


async def test_a_transfer_is_its_senders_alone(client: AsyncClient, world: World) -> None:
    """Whoever guesses the address of a transfer can neither see nor spoil it."""
    tablet, other = await a_tablet(client, world), await a_tablet(client, world, "p10")
    address = (await begun(client, tablet, CONTENT)).headers["location"]

    told = await asked(client, other, address)
    spoilt = await sent(client, other, address, 0, b"x")

    assert [told.status_code, spoilt.status_code] == [410, 410]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Upload-Length": "-1"}, 400),
        ({"Upload-Length": "1e3"}, 400),
        ({"Upload-Length": "９"}, 400),
        ({"Upload-Metadata": "sha256 !!"}, 400),
        ({"Upload-Metadata": ""}, 400),
        ({"Upload-Metadata": metadata("../../etc/passwd")}, 400),
        ({"Upload-Metadata": metadata("AB" * 32)}, 400),
    ],
)
async def test_a_bad_announcement_is_refused(
    client: AsyncClient, world: World, headers: dict[str, str], status: int
) -> None:
    """Another tus, a length that is none, a hash that is none: told before a byte is taken."""
    tablet = await signed_in(client, world, "p09")
    good = {**TUS, "Upload-Length": "9", "Upload-Metadata": metadata(digest(b"x"))}
    given = {name: text.encode() for name, text in {**good, **headers}.items()}

    response = await client.post("/api/files", headers={**tablet.headers, **given})

    assert response.status_code == status, response.text


async def test_open_transfers_are_bounded_for_one_person_and_for_all(
    client: AsyncClient, world: World
) -> None:
    """The bound is told with what to do; finished and expired transfers do not count."""
    settings = replace(world.shell.settings, transfers_person_max=2, transfers_house_max=3)
    app = an_app(replace(world.shell, settings=settings))
    async with AsyncClient(
        transport=ASGITransport(app), base_url="http://testserver", headers=SPOKEN
    ) as bounded:
        one, two = [
            await signed_in(bounded, world, key, a_device(world)) for key in ("p09", "p13")
        ]
        await uploaded(bounded, one, b"finished")
        statuses = [
            (await begun(bounded, who, content)).status_code
            for who, content in ((one, b"a"), (one, b"bb"), (one, b"c"), (two, b"d"), (two, b"e"))
        ]
        refused = (await begun(bounded, one, b"f")).json()
        world.clock.at += 7 * 86_400_000
        after = await begun(bounded, one, b"g")

    assert statuses == [201, 201, 429, 201, 429]
    assert (refused["code"], refused["open"], refused["open_max"]) == ("transfers_open", 2, 2)
    assert refused["message"]["zh-Hans"]
    assert after.status_code == 201


async def test_announced_bytes_are_bounded(client: AsyncClient, world: World) -> None:
    """What is announced counts in full: three files of 25 MB do not fit in 60 MB."""
    settings = replace(world.shell.settings, transfer_bytes_person_max=60_000_000)
    app = an_app(replace(world.shell, settings=settings))
    async with AsyncClient(
        transport=ASGITransport(app), base_url="http://testserver", headers=SPOKEN
    ) as bounded:
        who = await signed_in(bounded, world, "p09", a_device(world))
        statuses = [
            (await begun(bounded, who, content, length=25_000_000)).status_code
            for content in (b"a", b"b", b"c")
        ]

    assert statuses == [201, 201, 429]


async def test_what_came_before_a_cut_is_kept(client: AsyncClient, world: World) -> None:
    """A connection that breaks in the middle is no bug: what arrived is here, and it goes on."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    content = b"0123456789" * 50
    address = (await begun(client, tablet, content)).headers["location"]
    messages = iter(
        [
            {"type": "http.request", "body": content[:300], "more_body": True},
            {"type": "http.disconnect"},
        ]
    )
    told: list[Any] = []

    async def receive() -> Any:
        return next(messages)

    async def send(message: Any) -> None:
        told.append(message)

    headers = {
        **SPOKEN, **tablet.headers, **TUS, "Upload-Offset": "0", "Host": "testserver",
        "Content-Type": "application/offset+octet-stream", "Content-Length": str(len(content)),
    }  # fmt: skip
    scope = {
        "type": "http", "method": "PATCH", "path": address, "raw_path": address.encode(),
        "query_string": b"", "root_path": "", "scheme": "http", "http_version": "1.1",
        "server": ("testserver", 80), "client": ("127.0.0.1", 1), "state": {},
        "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
    }  # fmt: skip
    await an_app(world.shell)(scope, receive, send)
    progress = await client.head(address, headers={**tablet.headers, **TUS})
    rest = await sent(client, tablet, address, 300, content[300:])

    assert told[0]["status"] == 400
    assert json.loads(told[1]["body"])["code"] == "transfer_cut"
    assert progress.headers["upload-offset"] == "300"
    assert rest.status_code == 204
