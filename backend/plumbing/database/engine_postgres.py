"""PostgreSQL through asyncpg's pool, with the same face as SQLite."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import errno
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar, cast

import asyncpg
from asyncpg.exceptions import _base

from backend.plumbing.database import records
from backend.plumbing.database.transaction import (
    BadTextError,
    Database,
    DatabaseBusyError,
    Kind,
    Row,
    StatementError,
    Transaction,
    marks,
    numbered,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence

    from backend.plumbing.database.transaction import Reader

Given = TypeVar("Given")
Made = TypeVar("Made", bound=records.Record)

POOL_MAX = 12
AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.DeadlockDetectedError,
    ConnectionError,
    TimeoutError,
)


class PostgresReader:
    """Statements on one connection of the pool."""

    kind: Kind = "postgres"

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    async def fetch(self, sql: str, args: Sequence[object] = ()) -> list[Row]:
        return [dict(row) for row in await self._connection.fetch(numbered(sql), *args)]

    async def records(self, kind: type[Made], sql: str, args: Sequence[object] = ()) -> list[Made]:
        rows = await self._connection.fetch(numbered(sql), *args)
        if rows:
            records.check(kind, sql, tuple(rows[0].keys()))
        return records.made(kind, rows)


class PostgresTransaction(PostgresReader):
    """A connection inside BEGIN … COMMIT."""

    async def execute(self, sql: str, args: Sequence[object] = ()) -> int:
        status = await self._connection.execute(numbered(sql), *args)
        count = status.rsplit(" ", 1)[-1]
        return int(count) if count.isdigit() else 0

    async def execute_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        if rows:
            await self._connection.executemany(numbered(sql), rows)

    async def insert_many(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]], more: str = ""
    ) -> None:
        if not rows:
            return
        sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks(len(columns))}) {more}"  # noqa: S608 - names come from the code
        await self._connection.executemany(numbered(sql), rows)

    async def lock_log(self, organisation: str) -> None:
        """Writers of one organisation wait here for each other, until the transaction ends."""
        await self._connection.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"log:{organisation}"
        )

    @asynccontextmanager
    async def savepoint(self) -> AsyncGenerator[None]:
        async with self._connection.transaction():
            yield


class PostgresDatabase(Database):
    """A PostgreSQL server, shared by as many replicas as one likes."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._pool: asyncpg.Pool | None = None

    @property
    def kind(self) -> Kind:
        return "postgres"

    async def open(self) -> None:
        self._pool = await asyncpg.create_pool(self._dsn, min_size=1, max_size=POOL_MAX)

    async def close(self) -> None:
        assert self._pool is not None
        await self._pool.close()

    async def read(self, work: Callable[[Reader], Coroutine[Any, Any, Given]]) -> Given:
        async with self.reading() as reader:
            return await work(reader)

    async def transact(
        self, work: Callable[[Transaction], Coroutine[Any, Any, Given]], *, durable: bool = True
    ) -> Given:
        async with self.transaction(durable=durable) as tx:
            return await work(tx)

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[PostgresReader]:
        """One snapshot for all statements inside."""
        async with (
            self._connection() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield PostgresReader(connection)

    @asynccontextmanager
    async def transaction(self, *, durable: bool = True) -> AsyncGenerator[Transaction]:
        async with self._connection() as connection, connection.transaction():
            if not durable:
                await connection.execute("SET LOCAL synchronous_commit = off")
            yield PostgresTransaction(connection)

    @asynccontextmanager
    async def _connection(self) -> AsyncGenerator[asyncpg.Connection]:
        assert self._pool is not None, "the database was never opened"
        try:
            async with self._pool.acquire() as connection:
                yield cast("asyncpg.Connection", connection)
        except (
            asyncpg.CharacterNotInRepertoireError,
            asyncpg.UntranslatableCharacterError,
        ) as error:
            raise BadTextError from error
        except _base.DataError as error:  # a value that its column's type cannot hold
            raise StatementError(str(error)) from error
        except AWAY as error:
            await self._pool.expire_connections()
            raise DatabaseBusyError(str(error)) from error
        except asyncpg.DiskFullError as error:
            raise OSError(errno.ENOSPC, str(error)) from error
        except asyncpg.PostgresError as error:
            raise StatementError(str(error)) from error
