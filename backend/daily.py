"""What is done once a day for each organisation, and at stop."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import structlog

from backend.clock import instant_text
from backend.evidence import service as evidence
from backend.files import service as files
from backend.findings import service as findings
from backend.findings import watching
from backend.findings.desk import Desk
from backend.findings.opening import Opened
from backend.inspections import service as inspections
from backend.ledger import pen as ledger_pen
from backend.people import service as people
from backend.plumbing import jobs
from backend.programme import service as programme
from backend.sites import service as sites
from backend.templates import service as templates

if TYPE_CHECKING:
    from backend.plumbing.jobs import Job, Progress
    from backend.plumbing.shell import Shell

log = structlog.get_logger()
DAY_MS = 86_400_000


async def run(shell: Shell, job: Job, progress: Progress) -> dict[str, Any]:
    """The daily job; its successor is asked for first, so that no failure ends the days."""
    await ask(shell, job.organisation, shell.clock.now() + DAY_MS)
    await progress("daily", 1)
    await daily_work(shell, job.organisation)
    await progress("programme", 40)
    planned = await plan(shell, job.organisation)
    await progress("files", 60)
    await warn_of_calendars(shell, job.organisation)
    swept = await files.sweep(shell)
    signed = await evidence.sign_heads(shell, job.organisation)
    return {"planned": planned, "swept": swept, "signed": signed}


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
            pen = await ledger_pen.taken(tx, organisation)
            await findings.flush(shell, tx, pen, desk, Opened([], [], []))


async def plan(shell: Shell, organisation: str) -> int:
    """Plan the inspections of the next days; gives how many are new."""
    today = date.fromisoformat(instant_text(shell.clock.now())[:10])
    async with shell.database.transaction() as tx:
        await tx.lock_log(organisation)
        versions = await templates.in_force(tx, organisation)
        return await programme.extend(shell, tx, organisation, today, versions=versions)


async def warn_of_calendars(shell: Shell, organisation: str) -> None:
    """A line in the log for each calendar that needs its next version."""
    for one in await sites.calendars(shell, organisation):
        if one.alarm is not None:
            log.warning(
                "calendar_alarm",
                calendar=one.key,
                version=one.version,
                why=one.alarm.why,
                first_day=one.alarm.first_day,
                days_left=one.alarm.days_left,
            )


async def sign_all(shell: Shell) -> None:
    """At stop: sign the ledgers as they stand."""
    async with shell.database.reading() as reader:
        houses = await people.organisations(reader)
    for house in houses:
        await evidence.sign_heads(shell, house.id)
