"""What a cache may keep: what its hash names, and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.worlds import World, an_app, signed_in

if TYPE_CHECKING:
    from httpx import AsyncClient


async def test_no_cache_keeps_what_is_personal(client: AsyncClient, world: World) -> None:
    """Every address of the program, right or refused, says `no-store`; no route is left out."""
    who = await signed_in(client, world, "p05")
    seen, kept = 0, {}
    for route in an_app(world.shell).routes:
        path = re.sub(r"\{[^}]*\}", "0" * 64, route.path)
        if not path.startswith(("/api", "/health", "/metrics")):
            continue
        for method in getattr(route, "methods", ()):
            answer = await client.request(method, path, headers=who.headers)
            seen += 1
            if answer.headers.get("cache-control") != "no-store":
                kept[f"{method} {path}"] = answer.headers.get("cache-control")

    assert seen > 30
    assert kept == {}


async def test_what_its_hash_names_is_kept_for_ever(client: AsyncClient, world: World) -> None:
    """A published checklist is asked for once; only the person's own browser keeps it."""
    who = await signed_in(client, world, "p05")
    published = next(iter(world.published.values()))

    answer = await client.get(f"/api/documents/{published.template}", headers=who.headers)

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
