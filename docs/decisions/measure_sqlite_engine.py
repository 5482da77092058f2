"""The figures of 0002: sixty transactions at once that read a number and write it back."""  # noqa: INP001

from __future__ import annotations

import asyncio
import collections
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from piccolo.columns import Integer
from piccolo.engine.sqlite import SQLiteEngine
from piccolo.table import Table

from backend.plumbing.database.engine_sqlite import SqliteDatabase

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

TASKS = 60


def _database(path: Path) -> Path:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE number (id INTEGER PRIMARY KEY, value INTEGER)")
    connection.execute("INSERT INTO number VALUES (1, 0)")
    connection.commit()
    connection.close()
    return path


async def _measured(name: str, one: Callable[[], Awaitable[None]], path: Path) -> None:
    start = time.perf_counter()
    results = await asyncio.gather(*(one() for _ in range(TASKS)), return_exceptions=True)
    seconds = time.perf_counter() - start
    failures = collections.Counter(str(one) for one in results if isinstance(one, Exception))
    (value,) = sqlite3.connect(path).execute("SELECT value FROM number").fetchone()
    sys.stdout.write(
        f"{name}: {failures.total()} of {TASKS} failed {dict(failures)}, "
        f"the number is {value}, {seconds:.2f} s\n"
    )


async def main() -> None:
    """Piccolo's own engine, then ours."""
    folder = Path(tempfile.mkdtemp())
    engine = SQLiteEngine(path=str(_database(folder / "piccolo")))

    class Number(Table, tablename="number", db=engine):
        value = Integer()

    async def theirs() -> None:
        async with engine.transaction():
            (row,) = await Number.select()
            await Number.update({Number.value: row["value"] + 1}, force=True)

    await _measured("Piccolo's engine", theirs, folder / "piccolo")
    database = SqliteDatabase(_database(folder / "ours"))
    await database.open()

    async def mine() -> None:
        async with database.transaction() as tx:
            (row,) = await tx.fetch("SELECT value FROM number")
            await tx.execute("UPDATE number SET value = ?", (row["value"] + 1,))

    await _measured("our engine", mine, folder / "ours")
    await database.close()


if __name__ == "__main__":
    asyncio.run(main())
