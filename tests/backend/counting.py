"""A database that remembers what it was asked: how many statements, and how they would be run."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from backend.plumbing.database.transaction import compiled

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

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
    async def transaction(self) -> AsyncGenerator[Transaction]:
        async with self.real.transaction() as tx:
            yield tx


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

    async def select(self, query: Any) -> list[Row]:
        sql, args = compiled(query)
        return await self.fetch(sql, args)


async def plan_of(reader: Reader, sql: str, args: Sequence[object]) -> list[str]:
    """How SQLite would run a statement, step by step."""
    return [row["detail"] for row in await reader.fetch(f"EXPLAIN QUERY PLAN {sql}", args)]
