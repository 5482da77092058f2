"""A device that cannot send any more: its rescue file brings everything, once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from backend.plumbing import age
from backend.rescue import service
from tests.backend.files.transfers import a_photo, digest
from tests.backend.matters import FAILS, inspect
from tests.backend.rescue.rescue_files import a_stranger, line, plain, sealed
from tests.backend.sync.test_issued_anew import counts, issue_anew
from tests.worlds import Tablet, World, a_device, signed_in

if TYPE_CHECKING:
    from pathlib import Path

    from httpx import AsyncClient, Response

QUESTION, BAD, GOOD = FAILS["major"]
BINARY = {"Content-Type": "application/octet-stream"}


async def key_of(client: AsyncClient, tablet: Tablet) -> str:
    """The key that each pull hands out."""
    return (await client.get("/api/sync/pull", headers=tablet.headers)).json()["rescue_key"]


async def given(client: AsyncClient, officer: Tablet, content: bytes) -> Response:
    """The officer drops a file on the inbox."""
    return await client.post(
        "/api/sync/rescue", content=content, headers={**officer.headers, **BINARY}
    )


def photographed(tablet: Tablet, subject: str, photo: bytes) -> None:
    """A photo at the inspection."""
    value = {"file": digest(photo), "bytes": len(photo), "type": "image/jpeg", "source": "camera"}
    tablet.record("attach", subject, value=value)


async def test_what_a_device_could_not_send_arrives_by_hand_and_once(
    client: AsyncClient, world: World
) -> None:
    """Known is known, new is judged like a push; the file again, and the device itself, change nothing."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    officer = await signed_in(client, world, "p05")
    subject = await inspect(tablet, world, {QUESTION: BAD}, submit=False)
    await tablet.push()
    photo = a_photo((5, 5, 80))
    photographed(tablet, subject, photo)
    await inspect(tablet, world, {QUESTION: BAD})
    body, everything = tablet.body(), [*tablet.sent, *tablet.waiting]
    content = sealed(plain(world, tablet, everything, [photo]), await key_of(client, tablet))

    first = await given(client, officer, content)
    there = await counts(world)
    again = await given(client, officer, content)
    headers = {**tablet.headers, "Content-Type": "application/json"}
    late = (await client.post("/api/sync/push", content=body, headers=headers)).json()

    assert first.status_code == 200, first.text
    said = first.json()
    assert (said["known"], said["new"], said["refused"]) == (
        len(tablet.sent), len(tablet.waiting), 0,
    )  # fmt: skip
    assert (said["files_known"], said["files_new"], said["device_name"]) == (0, 1, "T-07")
    assert (again.json()["known"], again.json()["new"]) == (len(everything), 0)
    assert again.json()["files_known"] == 1
    assert {one["status"] for one in late["statuses"]} == {"ok"}
    assert await counts(world) == there


async def test_a_chain_that_this_server_never_knew_is_issued_anew(
    client: AsyncClient, world: World
) -> None:
    """After a restore the device's chain is unknown: its work goes on a chain of that person."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    officer = await signed_in(client, world, "p05")
    await inspect(tablet, world, {QUESTION: BAD})
    lost = [
        json.dumps({**json.loads(text), "chain": a_device(world)}).encode()
        for text in tablet.waiting
    ]
    content = sealed(plain(world, tablet, lost), await key_of(client, tablet))

    first = (await given(client, officer, content)).json()
    there = await counts(world)
    again = (await given(client, officer, content)).json()
    later = await signed_in(client, world, "p09", a_device(world))
    issue_anew(later, tablet.waiting)
    answer = await later.push()

    assert (first["known"], first["new"], first["refused"]) == (0, len(lost), 0)
    assert (again["known"], again["new"]) == (len(lost), 0)
    assert there["inspection"] == 1
    assert {one["status"] for one in answer["statuses"]} == {"ok"}
    assert await counts(world) == there


async def test_a_gap_in_the_chain_strands_nothing(client: AsyncClient, world: World) -> None:
    """An operation that the device lost leaves a gap: what is left goes on another chain."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    officer = await signed_in(client, world, "p05")
    await inspect(tablet, world, {QUESTION: BAD}, submit=False)
    await tablet.push()
    await inspect(tablet, world, {QUESTION: BAD}, submit=False)
    lost, *left = tablet.waiting
    await inspect(tablet, world, {QUESTION: GOOD}, submit=False)
    left = [text for text in tablet.waiting if text != lost]
    content = sealed(plain(world, tablet, left), await key_of(client, tablet))

    said = (await given(client, officer, content)).json()

    # The answer whose start was lost is kept and shown; the other inspection is whole.
    assert (said["new"], said["refused"]) == (2, 1)


async def test_what_the_rules_refuse_waits_for_the_officer(
    client: AsyncClient, world: World
) -> None:
    """A closed account strands nothing: its work is kept with the reason."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    officer = await signed_in(client, world, "p05")
    await inspect(tablet, world, {QUESTION: BAD}, submit=False)
    content = sealed(plain(world, tablet, tablet.waiting), await key_of(client, tablet))
    async with world.shell.database.transaction() as tx:
        await tx.execute("UPDATE person SET disabled = ? WHERE id = ?", (True, tablet.person))

    said = (await given(client, officer, content)).json()
    inbox = (await client.get("/api/sync/quarantine", headers=officer.headers)).json()["items"]

    assert (said["new"], said["refused"]) == (0, 2)
    assert {one["code"] for one in inbox} == {"not_permitted"}


@pytest.mark.parametrize(
    "spoiled",
    [
        "a text",
        "cut",
        "flipped",
        "of another house",
        "counts",
        "hash",
        "huge",
        "no person",
        "lines",
    ],
)
async def test_a_file_that_is_not_whole_does_nothing_by_halves(
    client: AsyncClient, world: World, spoiled: str
) -> None:
    """A sentence, and nothing taken in."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    officer = await signed_in(client, world, "p05")
    await inspect(tablet, world, {QUESTION: BAD}, submit=False)
    key, photo = await key_of(client, tablet), a_photo()
    content = plain(world, tablet, tablet.waiting, [photo])
    good = sealed(content, key)
    flipped = bytearray(good)
    flipped[len(good) // 2] ^= 1
    files = {
        "a text": b"age-encryption.org/v1\nnot really",
        "cut": good[:-40],
        "flipped": bytes(flipped),
        "of another house": sealed(content, a_stranger()),
        "counts": sealed(content.replace(b'"operations": 2', b'"operations": 9'), key),
        "hash": sealed(content.replace(photo[-30:], bytes(30)), key),
        "huge": sealed(content.replace(b'"bytes": ', b'"bytes": 9999999'), key),
        "no person": sealed(plain(world, tablet, tablet.waiting, person=a_device(world)), key),
        "lines": sealed(content[:-3] + line({}) + b"x", key),
    }
    there = await counts(world)

    answer = await given(client, officer, files[spoiled])

    assert (answer.status_code, answer.json()["code"]) == (422, "rescue_unreadable"), answer.text
    assert await counts(world) == there
    assert list((world.shell.settings.data / "tmp").iterdir()) == []


async def test_the_ledger_says_who_took_in_which_file(
    client: AsyncClient, world: World, tmp_path: Path
) -> None:
    """What came by hand can be told from what came by the network; a second time enters nothing."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    await inspect(tablet, world, {QUESTION: BAD}, submit=False)
    content = sealed(
        plain(world, tablet, tablet.waiting), age.recipient(world.shell, world.house.organisation)
    )
    path = tmp_path / "T-07.fsrescue"
    path.write_bytes(content)

    for _ in range(2):
        await service.take_in(world.shell, None, path, "operator")
    async with world.shell.database.reading() as reader:
        rows = await reader.fetch(
            "SELECT body FROM ledger_entry WHERE kind = 'event' AND body LIKE '%rescued%'"
        )
    (body,) = [json.loads(row["body"]) for row in rows]
    said: dict[str, Any] = {key: body[key] for key in ("event", "actor", "person", "file")}

    assert said == {
        "event": "rescued", "actor": "operator", "person": tablet.person, "file": digest(content),
    }  # fmt: skip
    assert body["operations"] == 2
