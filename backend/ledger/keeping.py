"""A log that goes on after a copy was put back (protocol.md §7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend.clock import instant_text
from backend.ledger import queries, service

if TYPE_CHECKING:
    from backend.ids import Random
    from backend.plumbing.database.transaction import Transaction
    from backend.plumbing.shell import Shell

RANDOM_BYTES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """How a log goes on: under which origin, behind how many entries of the one before."""

    before: str
    origin: str
    epoch: str
    size: int


async def restored(shell: Shell, tx: Transaction, organisation: str, by: str) -> Restored:
    """Go on under a new epoch; its first entry says where the copy ended.

    Devices see the epoch, and send what this past has not received. `by` is a person or `operator`.
    """
    await tx.lock_log(organisation)
    head = await service.tree_head(tx, organisation)
    epoch = next_epoch(await service.epoch(tx, organisation), shell.random)
    origin = f"{head.origin.rsplit('/', 1)[0]}/{epoch}"
    await queries.restart_log(tx, organisation, epoch, origin)
    now = shell.clock.now()
    body = service.server_body(
        shell,
        "restored",
        {
            "from": head.origin,
            "size": head.size,
            "root": head.root.hex(),
            "at": instant_text(now),
            "by": by,
        },
    )
    entry = service.entry_with(organisation, "restored", organisation, body)
    await service.append(tx, organisation, now, [entry])
    return Restored(before=head.origin, origin=origin, epoch=epoch, size=head.size)


def next_epoch(before: str, random: Random) -> str:
    """`n.RANDOM`, never used before: one copy may be put back twice, and both differ."""
    number = int(before.split(".", 1)[0]) + 1
    return f"{number}.{random.bytes(RANDOM_BYTES).hex()}"
