"""A database that remembers what it was asked: how many statements, and how they would be run."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence

    from backend.plumbing.database.transaction import Database, Made, Reader, Row, Transaction


@dataclass(slots=True)
class Listening:
    """Passes everything on to the real database and notes each read."""

    real: Database
    asked: list[tuple[str, tuple[object, ...]]] = field(default_factory=list[Any])

    @property
    def kind(self) -> Any:
        return self.real.kind

    async def open(self) -> None:
        await self.real.open()

    async def close(self) -> None:
        await self.real.close()

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[Reader]:
        async with self.real.reading() as reader:
            yield Ear(reader, self.asked)

    @asynccontextmanager
    async def transaction(self, *, durable: bool = True) -> AsyncGenerator[Transaction]:
        async with self.real.transaction(durable=durable) as tx:
            yield Hand(tx, self.asked)

    async def read(self, work: Callable[[Reader], Coroutine[Any, Any, Any]]) -> Any:
        return await self.real.read(lambda reader: work(Ear(reader, self.asked)))

    async def transact(
        self, work: Callable[[Transaction], Coroutine[Any, Any, Any]], *, durable: bool = True
    ) -> Any:
        return await self.real.transact(lambda tx: work(Hand(tx, self.asked)), durable=durable)


@dataclass(slots=True)
class Ear:
    """A reader whose statements are noted."""

    real: Reader
    asked: list[tuple[str, tuple[object, ...]]]

    @property
    def kind(self) -> Any:
        return self.real.kind

    async def fetch(self, sql: str, args: Sequence[object] = ()) -> list[Row]:
        self.asked.append((sql, tuple(args)))
        return await self.real.fetch(sql, args)

    async def records(self, kind: type[Made], sql: str, args: Sequence[object] = ()) -> list[Made]:
        self.asked.append((sql, tuple(args)))
        return await self.real.records(kind, sql, args)


@dataclass(slots=True)
class Hand(Ear):
    """A transaction whose statements are noted."""

    real: Transaction

    async def execute(self, sql: str, args: Sequence[object] = ()) -> int:
        self.asked.append((sql, tuple(args)))
        return await self.real.execute(sql, args)

    async def execute_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        if rows:
            self.asked.append((sql, ()))
        await self.real.execute_many(sql, rows)

    async def insert_many(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]], more: str = ""
    ) -> None:
        if rows:
            self.asked.append((f"INSERT INTO {table}", ()))
        await self.real.insert_many(table, columns, rows, more)

    async def lock_log(self, organisation: str) -> None:
        await self.real.lock_log(organisation)

    def savepoint(self) -> Any:
        return self.real.savepoint()


async def plan_of(reader: Reader, sql: str, args: Sequence[object]) -> list[str]:
    """How SQLite would run a statement, step by step."""
    return [row["detail"] for row in await reader.fetch(f"EXPLAIN QUERY PLAN {sql}", args)]
