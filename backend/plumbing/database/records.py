"""Rows with types: a query names the record that it gives, field for field in the order of its columns.

A record stands beside the tables of its feature (`records.py`) and is built straight from the engine's
tuple. That the names of a statement's columns are the record's fields is checked when the statement
first runs; that a record of a whole table has its columns and types is held by a test.
"""

from __future__ import annotations

import typing
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from piccolo.query.base import Query

    from backend.plumbing.database.transaction import Transaction

# Stands where a value comes when a prepared statement runs; the statement holds `?` there.
GIVEN: Any = "?"


class Record(msgspec.Struct, frozen=True, gc=False):
    """One row as a query gives it; changed only by `msgspec.structs.replace`."""


Kind = TypeVar("Kind", bound=Record)


@lru_cache(maxsize=1024)
def names(kind: type[Record]) -> tuple[str, ...]:
    """The record's fields, which are the columns of its statement."""
    return kind.__struct_fields__


@lru_cache(maxsize=1024)
def columns(kind: type[Record], table: str = "") -> str:
    """`id, site` or `a.id, a.site`: what a statement selects for this record."""
    prefix = f"{table}." if table else ""
    return ", ".join(f"{prefix}{name}" for name in names(kind))


@lru_cache(maxsize=1024)
def _flags(kind: type[Record]) -> tuple[int, ...]:
    """Places of yes-or-no fields: SQLite gives 0 and 1 for them."""
    hints = typing.get_type_hints(kind)
    return tuple(at for at, name in enumerate(names(kind)) if hints[name] in {bool, bool | None})


def made(kind: type[Kind], rows: Iterable[Sequence[Any]]) -> list[Kind]:
    """The engine's tuples as records."""
    flags = _flags(kind)
    if not flags:
        return [kind(*row) for row in rows]
    found: list[Kind] = []
    for row in rows:
        values = list(row)
        for at in flags:
            values[at] = None if values[at] is None else bool(values[at])
        found.append(kind(*values))
    return found


@lru_cache(maxsize=4096)
def check(kind: type[Record], sql: str, found: tuple[str, ...]) -> None:
    """Raises AssertionError when a statement's columns are not the record's fields."""
    assert found == names(kind), f"{kind.__name__} has {names(kind)}, the statement {found}: {sql}"


def written(query: Query[Any, Any]) -> str:
    """The text of a statement that Piccolo built with `GIVEN` for its values."""
    (built,) = query.querystrings
    return built.compile_string(engine_type="sqlite")[0]


def written_many(query: Query[Any, Any]) -> Callable[[int], str]:
    """The same for a statement with one `is_in([GIVEN])`: its text for so many values."""
    first, second = written(query).split(f" IN ({GIVEN})")

    @lru_cache(maxsize=512)
    def text(count: int) -> str:
        return f"{first} IN ({', '.join('?' * count)}){second}"

    return text


async def insert_records(
    tx: Transaction, table: str, rows: Sequence[Record], more: str = ""
) -> None:
    """Insert whole records of one kind."""
    if rows:
        values = [msgspec.structs.astuple(row) for row in rows]
        await tx.insert_many(table, names(type(rows[0])), values, more)
