"""What the tests of packs share: an inspection that failed, an order, its job, its file."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from backend.evidence import jobs as pack_jobs
from backend.plumbing import jobs
from tests.backend.matters import first_failing, inspect
from tests.worlds import Tablet, World, a_device, signed_in

if TYPE_CHECKING:
    from pathlib import Path

    from httpx import AsyncClient

PERIOD = {"from": "2026-11-01", "to": "2026-11-30", "lang": "en"}


async def a_failure(client: AsyncClient, world: World, site: str = "sha-pd") -> str:
    """An inspection with one major nonconformity, received by the server; gives its id."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    question, bad, _ = await first_failing(world)
    subject = await inspect(tablet, world, {question: bad}, site=site)
    await tablet.push()
    return subject


async def ordered(client: AsyncClient, tablet: Tablet, **more: Any) -> dict[str, str]:
    """An accepted order: its job and its pack."""
    body = {**PERIOD, **more}
    response = await client.post("/api/evidence-packs", json=body, headers=tablet.headers)
    assert response.status_code == 202, response.text
    return response.json()


async def work(world: World) -> None:
    """Do what is in the queue."""
    await jobs.run_pending(world.shell, {"pack": pack_jobs.build})


async def job_of(client: AsyncClient, tablet: Tablet, order: dict[str, str]) -> dict[str, Any]:
    """How far the order's job is."""
    response = await client.get(f"/api/jobs/{order['job']}", headers=tablet.headers)
    assert response.status_code == 200, response.text
    return response.json()


async def state_of(client: AsyncClient, tablet: Tablet, order: dict[str, str]) -> str:
    """The pack's state in the list."""
    listed = (await client.get("/api/evidence-packs", headers=tablet.headers)).json()
    return next(one["state"] for one in listed["items"] if one["id"] == order["pack"])


async def downloaded(
    client: AsyncClient, tablet: Tablet, order: dict[str, str], target: Path
) -> Path:
    """The finished pack as a file."""
    response = await client.get(
        f"/api/evidence-packs/{order['pack']}/file", headers=tablet.headers
    )
    assert response.status_code == 200, response.text
    await asyncio.to_thread(target.write_bytes, response.content)
    return target
