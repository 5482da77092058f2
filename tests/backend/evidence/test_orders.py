"""Orders that are refused, cancelled and taken up again; whose packs and jobs one may touch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backend.evidence import jobs as pack_jobs
from backend.plumbing import jobs
from tests.backend.evidence.orders import (
    PERIOD,
    a_failure,
    job_of,
    ordered,
    state_of,
    work,
)
from tests.worlds import World, signed_in

if TYPE_CHECKING:
    from httpx import AsyncClient

    from backend.plumbing.shell import Shell


@pytest.mark.parametrize(
    "wrong",
    [
        {"from": "2026-12-01"},
        {"from": "2026-02-30"},
        {"from": "0001-01-01"},
        {"to": "9999-12-31"},
        {"sites": []},
        {"sites": ["01900000-0000-7000-8000-000000000000"]},
        {"lang": "de"},
        {"more": 1},
    ],
)
async def test_an_order_that_cannot_be_built_is_refused(
    client: AsyncClient, world: World, wrong: dict[str, object]
) -> None:
    """What no pack can be made of is said at once, not by a job that fails later."""
    auditor = await signed_in(client, world, "p08")

    response = await client.post(
        "/api/evidence-packs", json={**PERIOD, **wrong}, headers=auditor.headers
    )
    listed = (await client.get("/api/evidence-packs", headers=auditor.headers)).json()

    assert response.status_code == 400, response.text
    assert response.json()["code"] == "field_invalid"
    assert listed["items"] == []


async def test_an_order_that_waits_can_be_cancelled_and_resumed(
    client: AsyncClient, packing: World
) -> None:
    """Cancelled before it began, the pack says so at once; resumed, it is issued."""
    await a_failure(client, packing)
    auditor = await signed_in(client, packing, "p08")
    order = await ordered(client, auditor)

    gone = await client.delete(f"/api/jobs/{order['job']}", headers=auditor.headers)
    cancelled = await state_of(client, auditor, order)
    file = f"/api/evidence-packs/{order['pack']}/file"
    early = await client.get(file, headers=auditor.headers)
    await client.post(f"/api/jobs/{order['job']}/resume", headers=auditor.headers)
    building = await state_of(client, auditor, order)
    await work(packing)

    assert gone.status_code == 204
    assert (cancelled, building) == ("cancelled", "building")
    assert early.status_code == 404
    assert await state_of(client, auditor, order) == "issued"


async def test_an_order_cancelled_at_work_leaves_nothing_half(
    client: AsyncClient, packing: World
) -> None:
    """The child ends, its half pack is swept, and no entry says that a pack was issued."""
    auditor = await signed_in(client, packing, "p08")
    order = await ordered(client, auditor)
    door = f"/api/jobs/{order['job']}"

    async def stopped(shell: Shell, job: jobs.Job, progress: jobs.Progress) -> dict[str, object]:
        async def told(phase: str, percent: int) -> None:
            await client.delete(door, headers=auditor.headers)
            await progress(phase, percent)

        return await pack_jobs.build(shell, job, told)

    await jobs.run_pending(packing.shell, {"pack": stopped})
    left = list((packing.shell.settings.data / "tmp").iterdir())

    assert await state_of(client, auditor, order) == "cancelled"
    assert (await job_of(client, auditor, order))["state"] == "cancelled"
    assert left == []


async def test_a_pack_that_is_issued_stays_issued(client: AsyncClient, packing: World) -> None:
    """Cancelling what is finished takes nothing away."""
    auditor = await signed_in(client, packing, "p08")
    order = await ordered(client, auditor)
    await work(packing)

    await client.delete(f"/api/jobs/{order['job']}", headers=auditor.headers)

    assert await state_of(client, auditor, order) == "issued"
    assert (await job_of(client, auditor, order))["state"] == "done"


async def test_only_jobs_of_packs_are_shown_and_stopped(client: AsyncClient, world: World) -> None:
    """The server's own daily work is nobody's to read or to stop."""
    auditor = await signed_in(client, world, "p08")
    async with world.shell.database.transaction() as tx:
        daily = await jobs.ask(
            world.shell, tx, world.house.organisation, jobs.Wanted(kind="daily", key="1")
        )

    answers = [
        await client.request(method, f"/api/jobs/{daily}{more}", headers=auditor.headers)
        for method, more in (("GET", ""), ("DELETE", ""), ("POST", "/resume"))
    ]

    assert [one.status_code for one in answers] == [404, 404, 404]
