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
    more = await jobs.take_more(shell, job, PHOTOS_IN_ONE_CHILD)
    hashes = [one["sha256"] for one in (job.payload, *more)]
    await progress("derive", 10)
    return {"made": await derived.derive(shell, job.organisation, hashes)}
