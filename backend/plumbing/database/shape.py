"""Columns of our tables and what Piccolo cannot say about a table: keys, references, checks.

Both engines get the same few types: text in byte order, integers, booleans. Instants are integer
milliseconds, ids and JSON are text (protocol.md §12).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from piccolo.columns import BigInt, Boolean, Integer, Text, Varchar

from backend.plumbing.database.transaction import WRITER

if TYPE_CHECKING:
    from piccolo.columns import Column
    from piccolo.table import Table, TableMeta

__all__ = ["WRITER"]  # tables name it in their class line

ID_LENGTH = 36
HASH_LENGTH = 64
SEVERITIES = ("observation", "minor", "major", "critical")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """These columns name a row of that table."""

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...] = ("organisation", "id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Columns that are searched together; `where` makes it partial."""

    columns: tuple[str, ...]
    where: str | None = None
    unique: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The database's own constraints on one table."""

    key: tuple[str, ...] = ("organisation", "id")
    references: tuple[Reference, ...] = ()
    indexes: tuple[Index, ...] = ()
    checks: dict[str, str] = field(default_factory=dict[str, str])


class Shaped:
    """A table with its shape; `tables.py` of each feature defines them."""

    shape: ClassVar[Shape] = Shape()


def ident(*, null: bool = False, key: bool = False) -> Varchar:
    """A UUID as text."""
    return Varchar(ID_LENGTH, null=null, default=None if null else "", primary_key=key)


def digest(*, null: bool = False, key: bool = False) -> Varchar:
    """A SHA-256 in hex."""
    return Varchar(HASH_LENGTH, null=null, default=None if null else "", primary_key=key)


def name(length: int = 80, *, null: bool = False) -> Varchar:
    """A short code or key."""
    return Varchar(length, null=null, default=None if null else "")


def long_text(*, null: bool = False) -> Text:
    """Text of any length, also JSON."""
    return Text(null=null, default=None if null else "")


def moment(*, null: bool = False) -> BigInt:
    """Milliseconds since 1970-01-01T00:00:00Z."""
    return BigInt(null=null, default=None if null else 0)


def count(*, null: bool = False) -> Integer:
    """A whole number below 2^31."""
    return Integer(null=null, default=None if null else 0)


def flag() -> Boolean:
    """Yes or no."""
    return Boolean(default=False)


def day(*, null: bool = False) -> Varchar:
    """A calendar date `YYYY-MM-DD`."""
    return Varchar(10, null=null, default=None if null else "")


def one_of(column: str, *names: str) -> str:
    """The check that a column holds one of these names."""
    return f"{column} IN ({', '.join(repr(one) for one in names)})"


def meta_of(table: type[Table]) -> TableMeta:
    """What Piccolo knows about the table."""
    return table._meta  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - Piccolo has no other door


def named(column: Column) -> tuple[str, bool]:
    """A column's name, and whether it may be empty."""
    meta = column._meta  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - Piccolo has no other door
    return meta.name, meta.null


def columns_of(table: type[Table]) -> list[Column]:
    """The table's columns in the order they were written."""
    return list(meta_of(table).columns)
