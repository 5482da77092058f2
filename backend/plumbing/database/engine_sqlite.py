"""SQLite as one writer and a few readers, each connection owned by one thread.

Measured: Piccolo's own engine opens a connection per query and fails 59 of 60 concurrent
read-then-write transactions; this one fails none (docs/decisions/0002-sqlite-engine.md).
"""

from __future__ import annotations

import asyncio
import contextvars
import errno
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar, cast

from backend.plumbing.database import records
from backend.plumbing.database.transaction import (
    Database,
    DatabaseBusyError,
    Kind,
    Row,
    StatementError,
    Transaction,
    marks,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
    from pathlib import Path

    from backend.plumbing.database.transaction import Reader

Given = TypeVar("Given")
Made = TypeVar("Made", bound=records.Record)

BUSY_MS = 10_000
READERS = 3
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=1",
    f"PRAGMA busy_timeout={BUSY_MS}",
    "PRAGMA cache_size=-32768",
    "PRAGMA temp_store=MEMORY",
)


def told(work: Callable[[], Given]) -> Given:
    """Do it, and tell what SQLite raises in our own words."""
    try:
        return work()
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise DatabaseBusyError(str(error)) from error
        if "full" in str(error):
            raise OSError(errno.ENOSPC, str(error)) from error
        raise StatementError(str(error)) from error
    except (sqlite3.Error, OverflowError) as error:
        raise StatementError(str(error)) from error


class Connection:
    """One sqlite3 connection and the thread that owns it."""

    def __init__(self, path: Path, pragmas: Sequence[str], name: str) -> None:
        self._path, self._pragmas = path, pragmas
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._raw: sqlite3.Connection | None = None

    async def open(self) -> None:
        await self._hop(self._connect)

    async def close(self) -> None:
        await self.call(lambda raw: raw.close())
        self._thread.shutdown()

    async def call(self, work: Callable[[sqlite3.Connection], Given]) -> Given:
        """Run work in the connection's thread; it ends even when the caller is cancelled."""
        return await self._hop(lambda: work(self._opened()))

    async def run(self, work: Callable[[], Given]) -> Given:
        """Work in the connection's own thread."""
        future = asyncio.get_running_loop().run_in_executor(self._thread, work)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            await asyncio.wait([future])
            raise

    async def _hop(self, work: Callable[[], Given]) -> Given:
        return await self.run(lambda: told(work))

    def _opened(self) -> sqlite3.Connection:
        assert self._raw is not None, "the connection was never opened"
        return self._raw

    def _connect(self) -> None:
        self._raw = sqlite3.connect(
            self._path,
            timeout=BUSY_MS / 1000,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=512,
        )
        for pragma in self._pragmas:
            self._raw.execute(pragma).fetchall()


class Held:
    """The connection inside its own thread: what is asked of it is done at once."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self._raw = raw

    async def call(self, work: Callable[[sqlite3.Connection], Given]) -> Given:
        return told(lambda: work(self._raw))


class InlineConnection(Connection):
    """Works in the caller's thread: for the simulator, where everything waits for everything."""

    async def run(self, work: Callable[[], Given]) -> Given:
        return work()


class SqliteReader:
    """Statements on one connection."""

    kind: Kind = "sqlite"

    def __init__(self, connection: Connection | Held) -> None:
        self._connection = connection

    async def fetch(self, sql: str, args: Sequence[object] = ()) -> list[Row]:
        def work(raw: sqlite3.Connection) -> list[Row]:
            cursor = raw.execute(sql, tuple(args))
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor]

        return await self._connection.call(work)

    async def records(self, kind: type[Made], sql: str, args: Sequence[object] = ()) -> list[Made]:
        def work(raw: sqlite3.Connection) -> list[Made]:
            cursor = raw.execute(sql, tuple(args))
            records.check(kind, sql, tuple(column[0] for column in cursor.description))
            return records.made(kind, cursor.fetchall())

        return await self._connection.call(work)


class SqliteTransaction(SqliteReader):
    """The writer's connection between BEGIN IMMEDIATE and COMMIT."""

    async def execute(self, sql: str, args: Sequence[object] = ()) -> int:
        return await self._connection.call(lambda raw: raw.execute(sql, tuple(args)).rowcount)

    async def execute_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        if rows:
            await self._connection.call(lambda raw: raw.executemany(sql, rows))

    async def insert_many(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]], more: str = ""
    ) -> None:
        if not rows:
            return
        sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks(len(columns))}) {more}"  # noqa: S608 - names come from the code
        await self._connection.call(lambda raw: raw.executemany(sql, rows))

    async def lock_log(self, organisation: str) -> None:
        """The only writer holds every organisation's log."""
        assert organisation

    @asynccontextmanager
    async def savepoint(self) -> AsyncGenerator[None]:
        await self.execute("SAVEPOINT inner_step")
        try:
            yield
        except BaseException:
            await self.execute("ROLLBACK TO inner_step")
            await self.execute("RELEASE inner_step")
            raise
        await self.execute("RELEASE inner_step")


class SqliteDatabase(Database):
    """The embedded database: one file."""

    def __init__(self, path: Path, connection: type[Connection] = Connection) -> None:
        self._writer = connection(path, PRAGMAS, "sqlite-writer")
        self._readers = [
            connection(path, (*PRAGMAS, "PRAGMA query_only=1"), f"sqlite-reader-{place}")
            for place in range(READERS)
        ]
        self._free: asyncio.LifoQueue[Connection] = asyncio.LifoQueue()
        self._lock = asyncio.Lock()

    @property
    def kind(self) -> Kind:
        return "sqlite"

    async def open(self) -> None:
        await self._writer.open()
        for reader in self._readers:
            await reader.open()
            self._free.put_nowait(reader)

    async def close(self) -> None:
        for connection in (*self._readers, self._writer):
            await connection.close()

    async def read(self, work: Callable[[Reader], Coroutine[Any, Any, Given]]) -> Given:
        connection = await self._free.get()

        def whole(raw: sqlite3.Connection) -> Given:
            raw.execute("BEGIN")
            try:
                return driven(work(SqliteReader(Held(raw))))
            finally:
                _end_reading(raw)

        try:
            return await _in_context(connection, whole)
        finally:
            self._free.put_nowait(connection)

    async def transact(
        self, work: Callable[[Transaction], Coroutine[Any, Any, Given]], *, durable: bool = True
    ) -> Given:
        def whole(raw: sqlite3.Connection) -> Given:
            _begin(raw, durable=durable)
            try:
                given = driven(work(SqliteTransaction(Held(raw))))
                raw.execute("COMMIT")
            except BaseException:
                _roll_back(raw)
                raise
            return given

        async with self._lock:
            return await _in_context(self._writer, whole)

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[SqliteReader]:
        """One snapshot for all statements inside."""
        connection = await self._free.get()
        try:
            await connection.call(lambda raw: raw.execute("BEGIN"))
            yield SqliteReader(connection)
        finally:
            await connection.call(_end_reading)
            self._free.put_nowait(connection)

    @asynccontextmanager
    async def transaction(self, *, durable: bool = True) -> AsyncGenerator[Transaction]:
        async with self._lock:
            await self._writer.call(lambda raw: _begin(raw, durable=durable))
            try:
                yield SqliteTransaction(self._writer)
            except BaseException:
                await self._writer.call(_roll_back)
                raise
            try:
                await self._writer.call(lambda raw: raw.execute("COMMIT"))
            except BaseException:
                await self._writer.call(_roll_back)
                raise


def driven(work: Coroutine[Any, Any, Given]) -> Given:
    """Run what never waits but for its own connection, to its end, in this thread."""
    try:
        work.send(None)
    except StopIteration as end:
        return cast("Given", end.value)
    work.close()
    raise RuntimeError("inside one hop nothing may be awaited but the database")


async def _in_context(
    connection: Connection, whole: Callable[[sqlite3.Connection], Given]
) -> Given:
    """One hop that logs under the same request as its caller."""
    context = contextvars.copy_context()
    return await connection.call(lambda raw: context.run(whole, raw))


def _begin(raw: sqlite3.Connection, *, durable: bool) -> None:
    # In WAL mode NORMAL leaves the commit's fsync to the next durable one; the order is kept.
    raw.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
    raw.execute("BEGIN IMMEDIATE")


def _roll_back(raw: sqlite3.Connection) -> None:
    if raw.in_transaction:
        raw.execute("ROLLBACK")


def _end_reading(raw: sqlite3.Connection) -> None:
    if raw.in_transaction:
        raw.execute("COMMIT")
