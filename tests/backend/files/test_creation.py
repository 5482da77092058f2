"""A file whose bytes come with its announcement."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from backend.files.service import WRITE_BYTES
from backend.plumbing.objects import object_key
from tests.backend.counting import Listening
from tests.backend.files.transfers import TUS, asked, digest, metadata, sent
from tests.worlds import a_device, signed_in

if TYPE_CHECKING:
    from httpx import AsyncClient, Response

    from tests.worlds import Tablet, World


async def created(
    client: AsyncClient, tablet: Tablet, content: bytes, first: bytes | None = None
) -> Response:
    """A transfer is opened with its first bytes, or with all of them."""
    return await client.post(
        "/api/files",
        content=content if first is None else first,
        headers={
            **tablet.headers,
            **TUS,
            "Upload-Length": str(len(content)),
            "Upload-Metadata": metadata(digest(content)),
            "Content-Type": "application/offset+octet-stream",
        },
    )


async def test_a_file_arrives_whole_in_one_request(client: AsyncClient, world: World) -> None:
    """It is stored under its hash, and its transfer says that nothing is left to send."""
    tablet = await signed_in(client, world, "p14", a_device(world))
    content = os.urandom(300_000)

    answer = await created(client, tablet, content)
    told = await asked(client, tablet, answer.headers["location"])

    assert (answer.status_code, answer.headers["upload-offset"]) == (201, "300000")
    assert told.headers["upload-offset"] == told.headers["upload-length"] == "300000"
    key = object_key(world.house.organisation, digest(content))
    assert world.shell.objects.path(key).read_bytes() == content
    assert (await client.get(f"/api/files/{digest(content)}", headers=tablet.headers)).content == (
        content
    )


async def test_larger_files_and_first_pieces_go_on_as_a_transfer(
    client: AsyncClient, world: World
) -> None:
    """What came counts; the rest is sent at its offset."""
    tablet = await signed_in(client, world, "p14", a_device(world))
    for size, first in (
        (WRITE_BYTES * 2, WRITE_BYTES * 2),
        (WRITE_BYTES * 2, 70_000),
        (9_000, 4_000),
    ):
        content = os.urandom(size)
        answer = await created(client, tablet, content, content[:first])
        assert (answer.status_code, answer.headers["upload-offset"]) == (201, str(first))
        if first < size:
            place = answer.headers["location"]
            rest = await sent(client, tablet, place, first, content[first:])
            assert rest.status_code == 204
        got = await client.get(f"/api/files/{digest(content)}", headers=tablet.headers)
        assert got.content == content


async def test_a_known_file_is_complete_whatever_comes_with_it(
    client: AsyncClient, world: World
) -> None:
    """Its bytes are here already."""
    tablet = await signed_in(client, world, "p14", a_device(world))
    content = os.urandom(5_000)
    await created(client, tablet, content)

    again = await created(client, tablet, content, b"")
    twice = await created(client, tablet, content)

    assert [one.headers["upload-offset"] for one in (again, twice)] == ["5000", "5000"]


async def test_other_bytes_than_announced_leave_nothing(client: AsyncClient, world: World) -> None:
    """Neither a file nor a transfer nor anything in the folder."""
    tablet = await signed_in(client, world, "p14", a_device(world))
    content = os.urandom(5_000)

    wrong = await created(client, tablet, content, os.urandom(5_000))
    longer = await created(client, tablet, content, content + b"x")

    assert (wrong.status_code, wrong.json()["code"]) == (460, "hash_wrong")
    assert longer.json()["code"] == "too_large"
    folder = world.shell.settings.data / "uploads"
    assert not folder.exists() or list(folder.iterdir()) == []
    async with world.shell.database.reading() as reader:
        for table in ("upload", "file"):
            (row,) = await reader.fetch(f"SELECT COUNT(*) AS n FROM {table}")  # noqa: S608 - our own
            assert row["n"] == 0, table


async def test_a_small_file_costs_one_transaction(client: AsyncClient, world: World) -> None:
    """The announcement itself writes nothing."""
    tablet = await signed_in(client, world, "p14", a_device(world))
    listening = Listening(world.shell.database)
    real, transactions = listening.real, []

    class Counting(Listening):
        async def transact(self, work: Any, *, durable: bool = True) -> Any:
            transactions.append(durable)
            return await real.transact(work, durable=durable)

    object.__setattr__(world.shell, "database", Counting(real))
    try:
        answer = await created(client, tablet, os.urandom(2_000))
    finally:
        object.__setattr__(world.shell, "database", real)

    assert answer.status_code == 201
    assert transactions == [True]
