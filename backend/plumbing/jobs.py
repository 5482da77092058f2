"""Work after the answer: asked for in a transaction, claimed by one worker, never lost."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog

from backend.ids import new_id
from backend.plumbing.database.records import Record, columns
from backend.plumbing.database.transaction import only

if TYPE_CHECKING:
    import asyncio

    from backend.clock import Milliseconds
    from backend.plumbing.database.transaction import Reader, Transaction
    from backend.plumbing.shell import Shell

log = structlog.get_logger()

LEASE_MS = 60_000
PAUSE_MS = 1_000
ATTEMPTS_MAX = 5
RETRY_MS = 30_000
# Only the worker whose claim was the last one may write: an earlier one lost its lease.
OURS = "organisation = ? AND id = ? AND state = 'running' AND attempts = ?"


class JobRow(Record, frozen=True):
    """A piece of work as it stands in the queue."""

    organisation: str
    id: str
    kind: str
    key: str
    state: str
    attempts: int
    percent: int
    phase: str
    payload: str
    result: str | None
    error: str | None
    asked_by: str | None

    @property
    def given(self) -> dict[str, Any]:
        """What the work gave; nothing before it is done."""
        return json.loads(self.result or "{}")


FIELDS = columns(JobRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A claimed piece of work."""

    organisation: str
    id: str
    kind: str
    attempts: int
    payload: dict[str, Any]


class CancelledJobError(Exception):
    """Somebody cancelled the job while it ran."""


Progress = Callable[[str, int], Awaitable[None]]
Work = Callable[["Shell", Job, Progress], Awaitable[dict[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Work to be done once per kind and key, not before `run_at`."""

    kind: str
    key: str
    payload: dict[str, Any] = field(default_factory=dict[str, Any])
    run_at: Milliseconds = 0
    asked_by: str | None = None


async def ask(shell: Shell, tx: Transaction, organisation: str, wanted: Wanted) -> str:
    """Put work in the queue once per key; gives the job's id."""
    known = await only(
        tx,
        JobRow,
        f"SELECT {FIELDS} FROM job WHERE organisation = ? AND kind = ? AND key = ?",
        (organisation, wanted.kind, wanted.key),
    )
    if known is not None:
        return known.id
    job = new_id(shell.clock.now(), shell.random)
    await tx.insert_many(
        "job",
        (
            "organisation", "id", "kind", "key", "state", "run_at", "lease_until", "attempts", "percent",
            "phase", "payload", "asked_by",
        ),
        [
            (
                organisation, job, wanted.kind, wanted.key, "queued", wanted.run_at, 0, 0, 0, "",
                json.dumps(wanted.payload), wanted.asked_by,
            )
        ],
    )  # fmt: skip
    return job


async def job_by_id(reader: Reader, organisation: str, job: str) -> JobRow | None:
    """A job of this organisation, or none."""
    return await only(
        reader,
        JobRow,
        f"SELECT {FIELDS} FROM job WHERE organisation = ? AND id = ?",
        (organisation, job),
    )


async def cancel(tx: Transaction, organisation: str, job: str) -> bool:
    """Stop a job that has not ended; what it did so far is kept for `resume`."""
    changed = await tx.execute(
        "UPDATE job SET state = 'cancelled' "
        "WHERE organisation = ? AND id = ? AND state IN ('queued', 'running')",
        (organisation, job),
    )
    return changed > 0


async def resume(tx: Transaction, organisation: str, job: str) -> bool:
    """Queue a failed or cancelled job again."""
    changed = await tx.execute(
        "UPDATE job SET state = 'queued', attempts = 0, run_at = 0, error = NULL "
        "WHERE organisation = ? AND id = ? AND state IN ('failed', 'cancelled')",
        (organisation, job),
    )
    return changed > 0


async def again(tx: Transaction, organisation: str, job: str) -> bool:
    """Queue a job again whose result got lost."""
    changed = await tx.execute(
        "UPDATE job SET state = 'queued', attempts = 0, run_at = 0, percent = 0 "
        "WHERE organisation = ? AND id = ? AND state = 'done'",
        (organisation, job),
    )
    return changed > 0


async def take_more(shell: Shell, job: Job, limit: int) -> list[Job]:
    """Queued jobs of the same kind that are due, claimed with this one: many in one child.

    Their lease ends as that of any other: what is not ended by then is done again.
    """
    now = shell.clock.now()
    async with shell.database.transaction() as tx:
        skip = "FOR UPDATE SKIP LOCKED" if tx.kind == "postgres" else ""
        rows = await tx.records(
            JobRow,
            f"SELECT {FIELDS} FROM job WHERE organisation = ? AND kind = ? AND state = 'queued' "
            f"AND run_at <= ? ORDER BY run_at, id LIMIT ? {skip}",
            (job.organisation, job.kind, now, limit),
        )
        return [await _claimed(tx, row, now) for row in rows]


async def end(shell: Shell, job: Job, result: dict[str, Any]) -> None:
    """Note that a job is done, unless it was cancelled or is somebody else's by now."""
    async with shell.database.transaction() as tx:
        await tx.execute(
            f"UPDATE job SET state = 'done', percent = 100, result = ? WHERE {OURS}",
            (json.dumps(result), *_ours(job)),
        )


async def run_pending(shell: Shell, kinds: dict[str, Work]) -> int:
    """Do everything that is due now, one after the other; gives how many jobs ran."""
    done = 0
    while (job := await _claim(shell, sorted(kinds))) is not None:
        await _perform(shell, job, kinds[job.kind])
        done += 1
    return done


async def loop(shell: Shell, kinds: dict[str, Work], asleep: asyncio.Event) -> None:
    """Run jobs until cancelled; `asleep` is set when nothing is left to do."""
    while True:
        try:
            await run_pending(shell, kinds)
        except Exception:
            log.exception("job_loop")
        asleep.set()
        await shell.clock.sleep_until(shell.clock.now() + PAUSE_MS)


async def _claim(shell: Shell, kinds: list[str]) -> Job | None:
    now = shell.clock.now()
    async with shell.database.transaction() as tx:
        # A job that ended every worker that took it is not taken for ever.
        await tx.execute(
            "UPDATE job SET state = 'failed', error = 'no worker came back from it' "
            "WHERE state = 'running' AND lease_until < ? AND attempts >= ?",
            (now, ATTEMPTS_MAX),
        )
        skip = "FOR UPDATE SKIP LOCKED" if tx.kind == "postgres" else ""
        rows = await tx.records(
            JobRow,
            f"SELECT {FIELDS} FROM job WHERE kind IN ({', '.join('?' * len(kinds))}) "
            "AND run_at <= ? AND (state = 'queued' OR (state = 'running' AND lease_until < ?)) "
            f"ORDER BY run_at, id LIMIT 1 {skip}",
            (*kinds, now, now),
        )
        return await _claimed(tx, rows[0], now) if rows else None


async def _claimed(tx: Transaction, row: JobRow, now: Milliseconds) -> Job:
    await tx.execute(
        "UPDATE job SET state = 'running', lease_until = ?, attempts = attempts + 1 "
        "WHERE organisation = ? AND id = ?",
        (now + LEASE_MS, row.organisation, row.id),
    )
    return Job(
        organisation=row.organisation,
        id=row.id,
        kind=row.kind,
        attempts=row.attempts + 1,
        payload=json.loads(row.payload),
    )


def _ours(job: Job) -> tuple[str, str, int]:
    return job.organisation, job.id, job.attempts


async def _perform(shell: Shell, job: Job, work: Work) -> None:
    async def progress(phase: str, percent: int) -> None:
        await _report(shell, job, phase, percent)

    try:
        result = await work(shell, job, progress)
    except CancelledJobError:
        return
    except Exception as error:
        log.exception("job_failed", kind=job.kind, job=job.id, attempt=job.attempts)
        await _fail(shell, job, error)
        return
    await end(shell, job, result)


async def _report(shell: Shell, job: Job, phase: str, percent: int) -> None:
    async with shell.database.transaction() as tx:
        changed = await tx.execute(
            f"UPDATE job SET phase = ?, percent = ?, lease_until = ? WHERE {OURS}",
            (phase, percent, shell.clock.now() + LEASE_MS, *_ours(job)),
        )
    if not changed:
        raise CancelledJobError


async def _fail(shell: Shell, job: Job, error: Exception) -> None:
    final = job.attempts >= ATTEMPTS_MAX
    async with shell.database.transaction() as tx:
        await tx.execute(
            f"UPDATE job SET state = ?, run_at = ?, error = ? WHERE {OURS}",
            (
                "failed" if final else "queued",
                shell.clock.now() + RETRY_MS * job.attempts,
                f"{type(error).__name__}: {error}"[:2000].replace("\0", ""),
                *_ours(job),
            ),
        )
