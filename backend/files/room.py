"""How many transfers may be begun and not finished."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.files import queries
from backend.problems import RefusedError

if TYPE_CHECKING:
    from backend.permissions import Caller
    from backend.plumbing.database.transaction import Transaction
    from backend.plumbing.shell import Shell


async def demand(shell: Shell, tx: Transaction, caller: Caller, length: int) -> None:
    """Bounds on what is begun and not finished, by number and bytes; raises `transfers_open`."""
    bounds = shell.settings
    await tx.lock_log(caller.organisation)
    now = shell.clock.now()
    for person, count_max, bytes_max in (
        (caller.person, bounds.transfers_person_max, bounds.transfer_bytes_person_max),
        (None, bounds.transfers_house_max, bounds.transfer_bytes_house_max),
    ):
        count, held = await queries.open_transfers(tx, caller.organisation, person, now)
        if count >= count_max or held + length > max(bytes_max, bounds.file_bytes_max):
            more: dict[str, object] = {
                "open": count,
                "open_max": count_max,
                "bytes": held,
                "bytes_max": bytes_max,
            }
            raise RefusedError("transfers_open", more=more, retry_after_seconds=60)
