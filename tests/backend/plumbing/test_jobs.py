"""Work after the answer: once for each key, by one worker at a time, never lost."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from backend.plumbing import jobs
from backend.plumbing.jobs import ATTEMPTS_MAX, LEASE_MS, RETRY_MS, Job, Wanted

if TYPE_CHECKING:
    from backend.plumbing.jobs import Progress
    from backend.plumbing.shell import Shell
    from tests.worlds import World


@dataclass(slots=True)
class Worker:
    """Real work of a test: notes what it was given, and fails or dies when it is told to."""

    done: list[str] = field(default_factory=list[str])
    failing: int = 0
    dying: int = 0

    async def __call__(self, shell: Shell, job: Job, progress: Progress) -> dict[str, Any]:
        await progress("work", 50)
        if self.dying:
            self.dying -= 1
            raise KeyboardInterrupt  # the process ends without a word
        if self.failing:
            self.failing -= 1
            raise ValueError("the photo is\0broken")
        await asyncio.sleep(0)
        self.done.append(job.payload["name"])
        return {"by": job.attempts, "at": shell.clock.now()}


async def ask(world: World, name: str, key: str | None = None, run_at: int = 0) -> str:
    """Put a piece of work into the queue."""
    wanted = Wanted(kind="test", key=key or name, payload={"name": name}, run_at=run_at)
    async with world.shell.database.transaction() as tx:
        return await jobs.ask(world.shell, tx, world.house.organisation, wanted)


async def row_of(world: World, job: str) -> jobs.JobRow:
    """The job as it stands."""
    async with world.shell.database.reading() as reader:
        found = await jobs.job_by_id(reader, world.house.organisation, job)
    assert found is not None
    return found


async def run(world: World, worker: Worker) -> int:
    """Do what is due."""
    return await jobs.run_pending(world.shell, {"test": worker})


async def test_work_is_done_once_for_each_key(world: World) -> None:
    """Asked for twice it is one job; done it is not done again; what is not due waits."""
    worker = Worker()
    first, second = await ask(world, "a"), await ask(world, "again", key="a")
    await ask(world, "later", run_at=world.clock.now() + 1)

    ran = [await run(world, worker), await run(world, worker)]
    world.clock.at += 1
    ran.append(await run(world, worker))

    assert first == second
    assert ran == [1, 0, 1]
    assert worker.done == ["a", "later"]
    assert (await row_of(world, first)).state == "done"


async def test_two_workers_never_take_the_same(world: World) -> None:
    """Two loops beside each other share the work: each piece once, none left."""
    names = [f"{at:02d}" for at in range(24)]
    for name in names:
        await ask(world, name)
    workers = [Worker(), Worker()]

    ran = await asyncio.gather(*(run(world, worker) for worker in workers))

    assert sum(ran) == len(names)
    assert sorted([*workers[0].done, *workers[1].done]) == names


async def test_a_worker_that_dies_leaves_its_work_to_the_next(world: World) -> None:
    """Nothing is told when a process is killed: after its lease somebody else takes over."""
    job, worker = await ask(world, "a"), Worker(dying=1)
    with pytest.raises(KeyboardInterrupt):
        await run(world, worker)
    at_once = await run(world, worker)
    world.clock.at += LEASE_MS + 1

    ran = await run(world, worker)
    row = await row_of(world, job)

    assert (at_once, ran) == (0, 1)
    assert (row.state, row.attempts) == ("done", 2)


async def test_work_that_kills_every_worker_is_not_taken_for_ever(world: World) -> None:
    """After five workers that never came back the job has failed and the queue goes on."""
    job, worker = await ask(world, "a"), Worker(dying=ATTEMPTS_MAX)
    for _ in range(ATTEMPTS_MAX):
        with pytest.raises(KeyboardInterrupt):
            await run(world, worker)
        world.clock.at += LEASE_MS + 1
    await ask(world, "b")

    ran = await run(world, worker)
    row = await row_of(world, job)

    assert (ran, worker.done) == (1, ["b"])
    assert (row.state, row.error) == ("failed", "no worker came back from it")


async def test_a_failure_is_tried_again_later_and_at_last_told(world: World) -> None:
    """Each try waits longer; the fifth is the last, with the reason kept."""
    job, worker = await ask(world, "a"), Worker(failing=ATTEMPTS_MAX)
    states: list[str] = []
    for attempt in range(1, ATTEMPTS_MAX + 1):
        await run(world, worker)
        states.append((await row_of(world, job)).state)
        assert await run(world, worker) == 0
        world.clock.at += RETRY_MS * attempt

    row = await row_of(world, job)

    assert states == ["queued"] * (ATTEMPTS_MAX - 1) + ["failed"]
    assert row.error == "ValueError: the photo isbroken"
    assert worker.done == []


async def test_a_cancelled_job_ends_and_can_be_resumed(world: World) -> None:
    """Stopped before or within its work it offers nothing; resumed it begins with fresh tries."""
    job, worker = await ask(world, "a"), Worker()

    async def stopped(shell: Shell, job: Job, progress: Progress) -> dict[str, Any]:
        await change(world, "cancel", job.id)
        await progress("work", 60)
        raise AssertionError("a cancelled job goes on")

    ran = await jobs.run_pending(world.shell, {"test": stopped})
    cancelled = await row_of(world, job)
    nothing = await run(world, worker)
    resumed = await change(world, "resume", job)
    again = await run(world, worker)
    ended = [await change(world, "cancel", job), await change(world, "resume", job)]

    assert (ran, cancelled.state, cancelled.result) == (1, "cancelled", None)
    assert (nothing, resumed, again, worker.done) == (0, True, 1, ["a"])
    assert ended == [False, False]


async def change(world: World, how: str, job: str) -> bool:
    """Cancel or resume."""
    act = jobs.cancel if how == "cancel" else jobs.resume
    async with world.shell.database.transaction() as tx:
        return await act(tx, world.house.organisation, job)


async def test_a_cancelled_job_stays_cancelled_when_its_work_ends_all_the_same(
    world: World,
) -> None:
    """Neither a late result nor a late failure brings it back."""
    jobs_by_end: dict[str, str] = {}
    for end in ("result", "failure"):
        jobs_by_end[end] = await ask(world, end)

        async def late(shell: Shell, job: Job, progress: Progress) -> dict[str, Any]:
            await change(world, "cancel", job.id)
            if job.payload["name"] == "failure":
                raise ValueError("too late")
            return {}

        await jobs.run_pending(world.shell, {"test": late})

    states = [(await row_of(world, job)).state for job in jobs_by_end.values()]

    assert states == ["cancelled", "cancelled"]


async def test_a_worker_whose_lease_ended_writes_nothing_any_more(world: World) -> None:
    """The first of two finishes last: the result is that of the one who holds the work now."""
    job, second = await ask(world, "a"), Worker()

    async def slow(shell: Shell, job: Job, progress: Progress) -> dict[str, Any]:
        world.clock.at += LEASE_MS + 1
        await run(world, second)
        return {"by": "the slow one"}

    await jobs.run_pending(world.shell, {"test": slow})
    row = await row_of(world, job)

    assert second.done == ["a"]
    assert row.result == f'{{"by": 2, "at": {world.clock.now()}}}'


async def test_what_was_taken_with_another_comes_back_when_the_worker_dies(world: World) -> None:
    """Many small pieces in one child are many leases: none is done before it is done."""
    first, second = await ask(world, "a"), await ask(world, "b")

    async def dying(shell: Shell, job: Job, progress: Progress) -> dict[str, Any]:
        more = await jobs.take_more(shell, job, 10)
        assert [one.payload["name"] for one in more] == ["b"]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await jobs.run_pending(world.shell, {"test": dying})
    states = [(await row_of(world, job)).state for job in (first, second)]
    world.clock.at += LEASE_MS + 1
    worker = Worker()
    ran = await run(world, worker)

    assert states == ["running", "running"]
    assert (ran, worker.done) == (2, ["a", "b"])


async def test_jobs_of_another_house_are_not_there(world: World) -> None:
    """A job is found only by its own organisation."""
    job = await ask(world, "a")

    async with world.shell.database.reading() as reader:
        foreign = await jobs.job_by_id(reader, world.person("p05"), job)

    assert foreign is None
