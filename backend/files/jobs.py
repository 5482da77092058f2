"""Timed work of files: smaller copies of photos."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend.files import derived
from backend.plumbing import jobs

if TYPE_CHECKING:
    from backend.plumbing.jobs import Job, Progress
    from backend.plumbing.shell import Shell

PHOTOS_IN_ONE_CHILD = 100


async def derive(shell: Shell, job: Job, progress: Progress) -> dict[str, Any]:
    """Make the copies of this photo, and of others that wait, in one child process."""
    await progress("derive", 10)
    more = await jobs.take_more(shell, job, PHOTOS_IN_ONE_CHILD)
    hashes = [one.payload["sha256"] for one in (job, *more)]
    made = await derived.derive(shell, job.organisation, hashes)
    for one in more:
        await jobs.end(shell, one, {"made": int(one.payload["sha256"] in made)})
    return {"made": int(job.payload["sha256"] in made)}
