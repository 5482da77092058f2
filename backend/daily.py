"""What is done once a day for each organisation: watches that ended, swept transfers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend.files import service as files
from backend.findings import service as findings
from backend.findings import watching
from backend.findings.desk import Desk
from backend.findings.opening import Opened
from backend.inspections import service as inspections
from backend.plumbing import jobs

if TYPE_CHECKING:
    from backend.plumbing.jobs import Job, Progress
    from backend.plumbing.shell import Shell

DAY_MS = 86_400_000


async def run(shell: Shell, job: Job, progress: Progress) -> dict[str, Any]:
    """The daily job: it asks for its successor in the same breath."""
    await progress("daily", 1)
    await daily_work(shell, job.organisation)
    swept = await files.sweep(shell)
    await ask(shell, job.organisation, shell.clock.now() + DAY_MS)
    return {"swept": swept}


async def ask(shell: Shell, organisation: str, at: int) -> None:
    """Put the day's work in the queue; a day has one."""
    async with shell.database.transaction() as tx:
        await jobs.ask(
            shell,
            tx,
            organisation,
            jobs.Wanted(kind="daily", key=str(at // DAY_MS), run_at=at),
        )


async def daily_work(shell: Shell, organisation: str) -> None:
    """Judge the watches whose window has ended."""
    async with shell.database.transaction() as tx:
        await tx.lock_log(organisation)
        desk = Desk(shell, organisation)
        await watching.judge_ended(tx, desk, inspections.later_of(tx, organisation))
        if desk.steps:
            await findings.flush(shell, tx, desk, Opened([], [], []), {})
