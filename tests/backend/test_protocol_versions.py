"""Which version of the protocol a caller speaks: refused in words where the server cannot follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backend.plumbing import protocol
from tests.backend.files.transfers import TUS, by_chain, digest, metadata
from tests.backend.matters import inspect
from tests.backend.test_authorisation import BODIES, UNKNOWN, address, routes_of
from tests.worlds import PASSWORD, World, a_device, signed_in

if TYPE_CHECKING:
    from httpx import AsyncClient, Response

HEADER = protocol.HEADER
DEVICE = {"Push", "Pull", "BeginUpload", "FilesKnown", "UploadProgress", "Upload"}


SIGN_IN = {"email": "p05@harbourline.example", "password": PASSWORD}


def _is_refused(answer: Response, code: str) -> bool:
    """Whether an answer is this refusal, whole; one to HEAD has no body."""
    if answer.request.method == "HEAD":
        return answer.status_code == 400
    problem = answer.json() if answer.status_code == 400 else {}
    if problem.get("code") != code:
        return False
    window = (problem["oldest"], problem["newest"])
    said = [problem["message"][language] for language in ("en", "zh-Hans")]
    return window == (protocol.OLDEST, protocol.NEWEST) and all(said)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ([], "protocol_missing"),
        (["x"], "protocol_missing"),
        ([""], "protocol_missing"),
        (["1.0"], "protocol_missing"),
        (["-1"], "protocol_missing"),
        (["01"], "protocol_missing"),
        (["１".encode()], "protocol_missing"),
        (["1, 1"], "protocol_missing"),
        (["1", "1"], "protocol_missing"),
        (["9" * 5_000], "protocol_missing"),
        (["0"], "protocol_older"),
        (["2"], "protocol_newer"),
    ],
)
async def test_what_changes_something_says_a_version_that_is_spoken(
    client: AsyncClient, world: World, said: list[str | bytes], code: str
) -> None:
    """Every unsafe door and every door of devices refuses in both languages, and says the window."""
    officer = await signed_in(client, world, "p05", a_device(world))
    del client.headers[HEADER]
    given = [(HEADER.encode(), one if isinstance(one, bytes) else one.encode()) for one in said]
    bearer = [(b"Authorization", officer.headers["Authorization"].encode())]
    wrong: list[str] = []
    for name, (method, path, permission) in routes_of(world).items():
        if permission == "metrics" or name == "SignOut":
            continue
        body = {**BODIES, "SignIn": SIGN_IN}.get(name)
        kind = [(b"Content-Type", b"application/json")] if body is None else []
        answer = await client.request(
            method, address(path), headers=[*given, *bearer, *kind], json=body
        )
        asked = name in DEVICE - {"Pull"} if code == "protocol_older" else False
        refused = (method != "GET" or name in DEVICE) and not asked
        if refused != _is_refused(answer, code):
            wrong.append(f"{name}: {answer.status_code} {answer.text[:120]}")

    assert wrong == []


async def test_older_apps_still_deliver(client: AsyncClient, world: World) -> None:
    """Operations and photos of an app that was never updated come in; it fetches nothing new."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    client.headers[HEADER] = "0"
    await inspect(tablet, world, {}, submit=False)

    pushed = await tablet.push()
    begun = await client.post(
        "/api/files",
        headers={
            **by_chain(tablet), **TUS, "Upload-Length": "1",
            "Upload-Metadata": metadata(digest(b"x")),
        },
    )  # fmt: skip
    pulled = await client.get("/api/sync/pull", headers=tablet.headers)

    assert pushed["received_through"] == 1
    assert begun.status_code == 201
    assert (pulled.status_code, pulled.json()["code"]) == (400, "protocol_older")


async def test_nobody_in_particular_is_told_to_sign_in_first(client: AsyncClient) -> None:
    """A version is asked of those who may: without a session there is nothing else to say."""
    del client.headers[HEADER]

    answer = await client.post(f"/api/actions/{UNKNOWN}/moves", json={"event": "verify"})

    assert answer.status_code == 401


def test_the_window_goes_two_versions_back() -> None:
    """This version and two before it, as far as there were any."""
    assert max(1, protocol.NEWEST - 2) == protocol.OLDEST
    for version in range(protocol.OLDEST, protocol.NEWEST + 1):
        protocol.demand_spoken([str(version)], delivers=False)
