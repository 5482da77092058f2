"""The log in the hand of one transaction: entries get their numbers at once and are written together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backend.ledger import queries, service
from backend.ledger.service import NewEntry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend.clock import Milliseconds
    from backend.ledger.records import LogRow
    from backend.plumbing.database.transaction import Transaction


@dataclass(slots=True)
class Pen:
    """The log's head as it was read under its lock, and what is to be entered."""

    log: LogRow
    entries: list[NewEntry] = field(default_factory=list[NewEntry])

    def enter(self, entries: Sequence[NewEntry]) -> int:
        """Enter these in order; gives the first one's `seq`."""
        first = self.log.size + len(self.entries)
        self.entries += entries
        return first

    async def close(self, tx: Transaction, now: Milliseconds) -> None:
        """Write what was entered; nothing can be entered afterwards."""
        await service.append_behind(tx, self.log, now, self.entries)


async def taken(tx: Transaction, organisation: str) -> Pen:
    """Take the pen; the log's lock must be held until it is closed."""
    return Pen(await queries.log_of(tx, organisation))
