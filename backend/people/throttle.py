"""Slows guessing down, per account and per address, without locking anybody out."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from backend.people import queries
from backend.problems import RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend.plumbing.database.transaction import Transaction
    from backend.plumbing.shell import Shell

FREE_TRIES = 5
DELAY_MAX_MS = 60_000
FORGOTTEN_AFTER_MS = 86_400_000


async def demand_patience(shell: Shell, keys: Sequence[str]) -> None:
    """Raise `too_many` while a delay runs: 1, 2, 4 … 60 s after the fifth failure."""
    now = shell.clock.now()
    async with shell.database.reading() as reader:
        rows = await queries.failures(reader, [_name(key) for key in keys])
    ends = [row["last_at"] + _delay(row["failures"]) for row in rows]
    wait = max((end - now for end in ends), default=0)
    if wait > 0:
        raise RefusedError("too_many", retry_after_seconds=-(-wait // 1000))


async def remember_failure(shell: Shell, keys: Sequence[str]) -> None:
    """Count one more failure for each key."""
    now = shell.clock.now()
    async with shell.database.transaction() as tx:
        for key in keys:
            await queries.count_failure(tx, _name(key), now, now - FORGOTTEN_AFTER_MS)


async def forget(tx: Transaction, keys: Sequence[str]) -> None:
    """A success wipes the account's count; the address keeps its own."""
    for key in keys:
        await queries.forget_failures(tx, _name(key))


def _name(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _delay(failures: int) -> int:
    if failures < FREE_TRIES:
        return 0
    return min(DELAY_MAX_MS, 1000 << min(failures - FREE_TRIES, 6))
