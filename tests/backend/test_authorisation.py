"""Every route against every kind of caller; a route without a row here fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backend.permissions import ROLES, Permission
from tests.worlds import World, a_device, an_app, signed_in

if TYPE_CHECKING:
    from httpx import AsyncClient

UNKNOWN = "01900000-0000-7000-8000-000000000000"
# operation id: permission that its route must state
EXPECTED = {
    "SignIn": "public",
    "GetSession": "signed_in",
    "SignOut": "signed_in",
    "ListPeople": "signed_in",
    "ListSites": "signed_in",
    "ListCalendars": "standards.read",
    "ListTemplates": "standards.read",
    "ListTemplateVersions": "standards.read",
    "GetDocument": "standards.read",
    "Push": "push",
    "Pull": "signed_in",
    "ListQuarantine": "quarantine.settle",
    "ImportRescueFile": "quarantine.settle",
    "AdmitOperation": "quarantine.settle",
    "DismissOperation": "quarantine.settle",
    "ListInspections": "inspections.read",
    "GetInspection": "inspections.read",
    "ListActions": "actions.read",
    "GetAction": "actions.read",
    "ExplainDeadline": "actions.read",
    "ListCandidates": "actions.move",
    "MoveAction": "actions.move",
    "PreviewActionMove": "actions.move",
    "ListNonconformities": "actions.read",
    "GetNonconformity": "actions.read",
    "MoveNonconformity": "actions.move",
    "PreviewNonconformityMove": "actions.move",
    "BeginUpload": "upload",
    "FilesKnown": "upload",
    "UploadProgress": "upload",
    "Upload": "upload",
    "GetFile": "signed_in",
    "GetThumbnail": "signed_in",
    "BuildPack": "packs.build",
    "ListPacks": "packs.read",
    "GetPackFile": "packs.read",
    "GetLedgerKey": "signed_in",
    "GetJob": "packs.read",
    "CancelJob": "packs.build",
    "ResumeJob": "packs.build",
    "Live": "public",
    "Ready": "public",
    "Metrics": "metrics",
}
# Somebody with these roles and no others, from the demo's people.
CALLERS = {
    "director": "p01",
    "manager+verifier": "p03",
    "officer": "p06",
    "administrator+owner": "p07",
    "auditor": "p08",
    "inspector": "p09",
    "owner+inspector": "p14",
}
BODIES = {
    "MoveAction": {"event": "verify"},
    "PreviewActionMove": {"event": "verify"},
    "MoveNonconformity": {"event": "plan"},
    "PreviewNonconformityMove": {"event": "plan"},
    "DismissOperation": {"reason": "seen"},
    "FilesKnown": {"sha256": []},
    "BuildPack": {"from": "2026-11-01", "to": "2026-11-30", "lang": "en"},
}


def routes_of(world: World) -> dict[str, tuple[str, str, str]]:
    """Operation id → method, path, stated permission; from the running application."""
    found: dict[str, tuple[str, str, str]] = {}
    for route in an_app(world.shell).routes:
        for handler in getattr(route, "route_handlers", ()):
            if (
                not handler.operation_id
                or not handler.include_in_schema
                or handler.http_methods == {"OPTIONS"}
            ):
                continue
            method = next(iter(handler.http_methods - {"OPTIONS"}))
            name = handler.operation_id
            found[str(name)] = (method, route.path_format, str(handler.opt["permission"]))
    return found


def address(path: str) -> str:
    """The path with unknown ids in it."""
    parts = [
        "x" * 64 if "sha256" in part else UNKNOWN if "{" in part else part
        for part in path.split("/")
    ]
    return "/".join(parts)


async def test_every_route_states_the_permission_that_was_decided(world: World) -> None:
    """A new route fails here until somebody has decided who may use it."""
    stated = {name: permission for name, (_, _, permission) in routes_of(world).items()}

    assert stated == {name: EXPECTED[name] for name in stated}
    assert set(EXPECTED) == set(stated)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nonsense"}])
async def test_nobody_in_particular_gets_nothing(
    client: AsyncClient, world: World, headers: dict[str, str]
) -> None:
    """Without a session, and with a token that is none, every door but the public ones is shut."""
    wrong: list[str] = []
    for name, (method, path, permission) in routes_of(world).items():
        if permission in {"public", "metrics"}:
            continue
        response = await client.request(
            method, address(path), headers=headers, json=BODIES.get(name)
        )
        if response.status_code != 401:
            wrong.append(f"{name}: {response.status_code}")

    assert wrong == []


@pytest.mark.parametrize("who", sorted(CALLERS))
async def test_roles_open_the_doors_they_should_and_no_other(
    client: AsyncClient, world: World, who: str
) -> None:
    """403 exactly where none of the person's roles is named, never a 500."""
    person = await signed_in(client, world, CALLERS[who])
    roles = {role["role"] for role in person.session["person"]["roles"]}
    wrong: list[str] = []
    for name, (method, path, permission) in routes_of(world).items():
        if permission in {"public", "metrics"} or name == "SignOut":
            continue
        allowed = bool(ROLES[Permission(permission)] & roles)
        response = await client.request(
            method, address(path), headers=person.headers, json=BODIES.get(name)
        )
        if (response.status_code == 403) == allowed or response.status_code >= 500:
            wrong.append(f"{name}: {response.status_code}, allowed {allowed}")

    assert wrong == []


async def test_a_chain_token_pushes_and_does_nothing_else(
    client: AsyncClient, world: World
) -> None:
    """The token that outlives a session delivers work; it reads and changes nothing."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    headers = {"Authorization": f"Bearer {tablet.session['chain_token']}"}
    wrong: list[str] = []
    for name, (method, path, permission) in routes_of(world).items():
        if permission in {"public", "metrics", "push", "upload"}:
            continue
        response = await client.request(
            method, address(path), headers=headers, json=BODIES.get(name)
        )
        if response.status_code != 403:
            wrong.append(f"{name}: {response.status_code}")
    tablet.record("note", UNKNOWN, value="n")
    pushed = await client.post(
        "/api/sync/push",
        content=tablet.body(),
        headers={**headers, "Content-Type": "application/json"},
    )

    assert wrong == []
    assert pushed.status_code == 200


async def test_a_cookie_alone_from_another_site_is_not_enough(
    client: AsyncClient, world: World
) -> None:
    """Another site cannot act with a signed-in browser's cookie."""
    await signed_in(client, world, "p05")

    bare = await client.delete("/api/session")
    foreign = await client.delete(
        "/api/session", headers={"Fieldseal-Protocol": "1", "Origin": "http://evil.example"}
    )
    own = await client.delete(
        "/api/session", headers={"Fieldseal-Protocol": "1", "Origin": "http://testserver"}
    )

    assert [bare.status_code, foreign.status_code, own.status_code] == [403, 403, 204]


async def test_guessing_passwords_becomes_slow(client: AsyncClient, world: World) -> None:
    """After five failures the account answers 429 for a while, also to the right password."""
    body = {"email": "p05@harbourline.example", "password": "wrong"}
    statuses = [(await client.post("/api/session", json=body)).status_code for _ in range(6)]
    world.clock.at += 120_000
    later = await client.post("/api/session", json={**body, "password": "a-password-for-tests"})

    assert statuses == [401] * 5 + [429]
    assert later.status_code == 200
