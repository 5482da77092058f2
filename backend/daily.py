"""What is done once a day for each organisation: watches that ended, swept transfers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.findings import service as findings
from backend.findings import watching
from backend.findings.desk import Desk
from backend.findings.opening import Opened
from backend.inspections import service as inspections

if TYPE_CHECKING:
    from backend.plumbing.shell import Shell


async def daily_work(shell: Shell, organisation: str) -> None:
    """Judge the watches whose window has ended."""
    async with shell.database.transaction() as tx:
        await tx.lock_log(organisation)
        desk = Desk(shell, organisation)
        await watching.judge_ended(tx, desk, inspections.later_of(tx, organisation))
        if desk.steps:
            await findings.flush(shell, tx, desk, Opened([], [], []), {})
