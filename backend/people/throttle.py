"""Slows guessing down, per account and per address, without locking anybody out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend.people import queries
from backend.plumbing.peers import counted
from backend.problems import RefusedError

if TYPE_CHECKING:
    from backend.clock import Milliseconds
    from backend.people.records import ThrottleRow
    from backend.plumbing.database.transaction import Transaction
    from backend.plumbing.shell import Shell

FREE_TRIES = 5
ACCOUNT_FREE = 50
ADDRESS_FREE = 100
DELAY_MAX_MS = 60_000
FORGOTTEN_AFTER_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Count:
    """One count of failures; beyond `free` each one makes the next wait."""

    id: str
    free: int


@dataclass(frozen=True, slots=True)
class Tries:
    """The counts a try falls under: `own` is wiped by a success, `shared` only spared this try."""

    own: tuple[Count, ...]
    shared: tuple[Count, ...] = ()


def tries(account: str, address: str, device: str | None) -> Tries:
    """With a device that the person has a chain on only that device's count holds.

    So nobody who does not hold the device can make it wait.
    """
    if device is not None:
        return Tries((_count(FREE_TRIES, "device", account, device),))
    at = counted(address)
    return Tries(
        (_count(FREE_TRIES, "pair", account, at), _count(ACCOUNT_FREE, "account", account)),
        (_count(ADDRESS_FREE, "address", at),),
    )


async def claim(shell: Shell, given: Tries) -> None:
    """Count a failure ahead of the check; raises `too_many` while a delay runs, and counts nothing.

    Counted first, so that a thousand tries at once are no more than as many one after another. An account
    that nobody failed at from this address keeps its first try, whatever its neighbours did.
    """
    now = shell.clock.now()
    counts = sorted((*given.own, *given.shared), key=lambda one: one.id)
    async with shell.database.transaction() as tx:
        for one in counts:
            await queries.hold_failures(tx, one.id)
        rows = {row.id: row for row in await queries.failures(tx, [one.id for one in counts])}
        first = not _fresh(rows[given.own[0].id], now)
        wait = max(_wait(rows[one.id], one, now) for one in (given.own if first else counts))
        if wait > 0:
            raise RefusedError("too_many", retry_after_seconds=-(-wait // 1000))
        for one in counts:
            await queries.count_failure(tx, one.id, now, now - FORGOTTEN_AFTER_MS)


async def settle(tx: Transaction, given: Tries) -> None:
    """The password was right: the account's counts are wiped, the address is spared this try."""
    for one in given.own:
        await queries.forget_failures(tx, one.id)
    for one in given.shared:
        await queries.spare_failure(tx, one.id)


def _count(free: int, *names: str) -> Count:
    return Count(hashlib.sha256("\0".join(names).encode()).hexdigest(), free)


def _fresh(row: ThrottleRow, now: Milliseconds) -> int:
    """The failures that are not forgotten yet."""
    return row.failures if row.last_at >= now - FORGOTTEN_AFTER_MS else 0


def _wait(row: ThrottleRow, one: Count, now: Milliseconds) -> int:
    beyond = _fresh(row, now) - one.free
    delay = min(DELAY_MAX_MS, 1000 << min(beyond, 6)) if beyond >= 0 else 0
    return row.last_at + delay - now
