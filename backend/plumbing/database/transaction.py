"""What a feature may ask of a database, and how Piccolo's queries become statements."""

# pyright: reportUnknownMemberType=false

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

from piccolo.engine.sqlite import SQLiteEngine

from backend.plumbing.database.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence
    from contextlib import AbstractAsyncContextManager


Given = TypeVar("Given")
Made = TypeVar("Made", bound=Record)
Row = dict[str, Any]
Values = dict[str, Any]
Kind = Literal["sqlite", "postgres"]


class DatabaseBusyError(Exception):
    """The database is locked or away; nothing was done and the caller may try again."""


class BadTextError(Exception):
    """A text that the database cannot hold (NUL); nothing was done."""


class StatementError(Exception):
    """The database refused a statement: a bug of ours; nothing was done."""


class Reader(Protocol):
    """Reads rows; placeholders are `?` on both engines."""

    @property
    def kind(self) -> Kind: ...

    async def fetch(self, sql: str, args: Sequence[object] = ()) -> list[Row]: ...

    async def records(self, kind: type[Made], sql: str, args: Sequence[object] = ()) -> list[Made]:
        """Rows as records: the statement's columns are the record's fields, in their order."""
        ...


class Transaction(Reader, Protocol):
    """An open transaction: what is written here is seen together or not at all."""

    async def execute(self, sql: str, args: Sequence[object] = ()) -> int: ...

    async def execute_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        """The same statement for each of these."""
        ...

    async def insert_many(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]], more: str = ""
    ) -> None: ...

    async def lock_log(self, organisation: str) -> None: ...

    def savepoint(self) -> AbstractAsyncContextManager[None]: ...


class Database(Protocol):
    """One database, opened once a process."""

    @property
    def kind(self) -> Kind: ...

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def read(self, work: Callable[[Reader], Coroutine[Any, Any, Given]]) -> Given:
        """One snapshot in one hop: `work` awaits nothing but its reader."""
        ...

    async def transact(
        self, work: Callable[[Transaction], Coroutine[Any, Any, Given]], *, durable: bool = True
    ) -> Given:
        """A transaction in one hop to the writer's thread: `work` awaits nothing but its transaction.

        What it changes in memory besides is changed in that thread, while nobody else writes.
        """
        ...

    def reading(self) -> AbstractAsyncContextManager[Reader]: ...

    def transaction(self, *, durable: bool = True) -> AbstractAsyncContextManager[Transaction]:
        """Write together or not at all; without `durable` a power cut may undo it whole.

        Only for what nobody was promised: a transfer that has begun can be begun again.
        """
        ...


class StatementWriter(SQLiteEngine):
    """Lets Piccolo write statements with `?`; the statements are run by our own engines."""

    def __init__(self) -> None:
        super().__init__(path=":memory:")


WRITER = StatementWriter()


@lru_cache(maxsize=1024)
def numbered(sql: str) -> str:
    """The statement with `$1, $2, …` for `?`, as PostgreSQL wants; no literal holds a `?`."""
    first, *others = sql.split("?")
    return first + "".join(f"${place}{part}" for place, part in enumerate(others, 1))


async def only(
    reader: Reader, kind: type[Made], sql: str, args: Sequence[object] = ()
) -> Made | None:
    """The only record, or nothing; more than one is a bug of the caller."""
    rows = await reader.records(kind, sql, args)
    assert len(rows) <= 1, f"{len(rows)} rows where one was meant: {sql}"
    return rows[0] if rows else None


async def one(reader: Reader, sql: str, args: Sequence[object] = ()) -> Row | None:
    """The only row, or nothing; more than one is a bug of the caller."""
    rows = await reader.fetch(sql, args)
    assert len(rows) <= 1, f"{len(rows)} rows where one was meant: {sql}"
    return rows[0] if rows else None


def marks(count: int) -> str:
    """`?, ?, ?` for a list of that many values."""
    return ", ".join("?" * count)
