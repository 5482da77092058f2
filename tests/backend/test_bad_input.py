"""Bad input gets a clear problem, nothing is lost, and never a 500."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.worlds import World, a_device, signed_in

if TYPE_CHECKING:
    from httpx import AsyncClient

JSON = {"Content-Type": "application/json"}
DEEP = b"[" * 100_000


@pytest.mark.parametrize(
    ("content", "headers", "status", "code"),
    [
        (DEEP, JSON, 400, "body_unreadable"),
        (b'{"email":"\xff\xfe","password":"x"}', JSON, 400, "body_unreadable"),
        (b'{"email":"a@b.c"', JSON, 400, "body_unreadable"),
        (b'{"email":"a@b.c","password":"x","is_admin":true}', JSON, 400, "field_invalid"),
        (b'{"email":"a@b.c"}', JSON, 400, "field_invalid"),
        (b'{"email":7,"password":"x"}', JSON, 400, "field_invalid"),
        (b'{"email":"a@b.c","password":""}', JSON, 400, "field_invalid"),
        (b"<x/>", {"Content-Type": "application/xml"}, 415, "content_type"),
        (b"", JSON, 400, "field_invalid"),
    ],
)
async def test_a_bad_body_is_explained(
    client: AsyncClient, content: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    """Each kind of broken body has its own code, a sentence in both languages and a request id."""
    response = await client.post("/api/session", content=content, headers=headers)
    problem = response.json()

    assert (response.status_code, problem["code"]) == (status, code)
    assert problem["message"]["en"]
    assert problem["message"]["zh-Hans"]
    assert problem["request_id"] == response.headers["x-request-id"]
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "query",
    ["?unknown=1", "?limit=1&limit=2", "?limit=0", "?limit=201", "?limit=x", "?sort=colour",
     "?after=nonsense", "?due_before=yesterday", "?overdue=maybe"],
)  # fmt: skip
async def test_a_bad_query_is_refused(client: AsyncClient, world: World, query: str) -> None:
    """Unknown, doubled and malformed parameters are told, not ignored."""
    officer = await signed_in(client, world, "p05")

    response = await client.get(f"/api/actions{query}", headers=officer.headers)

    assert response.status_code == 400, response.text


@pytest.mark.parametrize(
    "value",
    [
        {"event": ""},
        {"event": "fly"},
        {"event": "reassign", "owner": "not-an-id", "reason": "x"},
        {"event": "submit", "files": ["zz"]},
        {"event": "request_extension", "extension": {"add_days": 10**9}, "reason": "x"},
        {"event": "request_extension", "extension": {"add_days": 1, "until": 5}, "reason": "x"},
        {"event": "regrade", "severity": "deadly", "reason": "x"},
        {"event": "contain", "text": "x" * 20_000},
        {"event": "verify", "state": "closed"},
    ],
)
async def test_a_bad_move_is_refused(
    client: AsyncClient, world: World, value: dict[str, Any]
) -> None:
    """Fields that are not of their form never reach the rules."""
    officer = await signed_in(client, world, "p05")
    unknown = "01900000-0000-7000-8000-000000000000"

    response = await client.post(
        f"/api/actions/{unknown}/moves", json=value, headers=officer.headers
    )

    assert response.status_code in {400, 404}, response.text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Upload-Length", "-1"),
        ("Upload-Length", "1e9"),
        ("Upload-Length", "999999999999"),
        ("Upload-Metadata", "sha256 !!!"),
        ("Upload-Metadata", "sha256 Li4vLi4vZXRjL3Bhc3N3ZA=="),
        ("Tus-Resumable", "0.2.2"),
    ],
)
async def test_a_bad_transfer_is_refused(
    client: AsyncClient, world: World, name: str, value: str
) -> None:
    """Sizes, hashes and paths of a sender are not believed."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    headers = {
        **tablet.headers,
        "Tus-Resumable": "1.0.0",
        "Upload-Length": "5",
        "Upload-Metadata": "sha256 " + "YWI=",
        name: value,
    }

    response = await client.post("/api/files", headers=headers)

    assert response.status_code in {400, 412, 413}, response.text


async def test_control_characters_do_not_reach_the_database(
    client: AsyncClient, world: World
) -> None:
    """NUL in a text is refused or kept out; PostgreSQL would answer with a 500."""
    officer = await signed_in(client, world, "p05")

    answers = [
        await client.get("/api/actions?owner=%00", headers=officer.headers),
        await client.get("/api/inspections/%00", headers=officer.headers),
        await client.post("/api/session", json={"email": "a\x00@b.c", "password": "x"}),
    ]

    assert [one.status_code < 500 for one in answers] == [True] * 3, [one.text for one in answers]
