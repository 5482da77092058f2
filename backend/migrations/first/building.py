"""Columns, keys and indexes as revision 0001 writes them; frozen with it."""

from __future__ import annotations

from typing import Any, NamedTuple

import sqlalchemy as sa
from alembic import op

Columns = tuple[str, ...]


class Reference(NamedTuple):
    """These columns name a row of that table."""

    columns: Columns
    table: str
    to: Columns


class Index(NamedTuple):
    """Columns that are searched together; `where` makes it partial."""

    columns: Columns
    unique: bool
    where: str | None


def ident(called: str, *, null: bool = False) -> sa.Column[Any]:
    """A UUID as text."""
    return name(called, 36, null=null)


def digest(called: str, *, null: bool = False) -> sa.Column[Any]:
    """A SHA-256 in hex."""
    return name(called, 64, null=null)


def day(called: str, *, null: bool = False) -> sa.Column[Any]:
    """A calendar date, or a word as short."""
    return name(called, 10, null=null)


def name(called: str, length: int = 80, *, null: bool = False) -> sa.Column[Any]:
    """A short text in byte order."""
    plain = sa.String(length=length)
    sorted_by_bytes = sa.String(length=length, collation="C")
    return sa.Column(called, plain.with_variant(sorted_by_bytes, "postgresql"), nullable=null)


def long_text(called: str, *, null: bool = False) -> sa.Column[Any]:
    """Text of any length in byte order."""
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return sa.Column(called, kind, nullable=null)


def big(called: str, *, null: bool = False) -> sa.Column[Any]:
    """A moment in milliseconds, or another number beyond 2^31."""
    return sa.Column(called, sa.BigInteger(), nullable=null)


def count(called: str, *, null: bool = False) -> sa.Column[Any]:
    """A whole number below 2^31."""
    return sa.Column(called, sa.Integer(), nullable=null)


def flag(called: str, *, null: bool = False) -> sa.Column[Any]:
    """Yes or no."""
    return sa.Column(called, sa.Boolean(), nullable=null)


def reference(columns: Columns, to: str, there: Columns = ("organisation", "id")) -> Reference:
    """These columns name a row of another table."""
    return Reference(columns, to, there)


ORGANISATION = reference(("organisation",), "organisation", ("id",))


def index(*columns: str, unique: bool = False, where: str | None = None) -> Index:
    """An index, named after its columns."""
    return Index(columns, unique, where)


def table(
    called: str,
    columns: tuple[sa.Column[Any], ...],
    *,
    key: Columns = ("organisation", "id"),
    references: tuple[Reference, ...] = (),
    checks: tuple[tuple[str, str], ...] = (),
    indexes: tuple[Index, ...] = (),
) -> None:
    """Make a table with its keys, checks (name and SQL) and indexes."""
    op.create_table(
        called,
        *columns,
        *(sa.CheckConstraint(sql, name=op.f(f"ck_{called}_{check}")) for check, sql in checks),
        *(
            sa.ForeignKeyConstraint(
                one.columns,
                [f"{one.table}.{column}" for column in one.to],
                name=op.f(f"fk_{called}_{'_'.join(one.columns)}"),
            )
            for one in references
        ),
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{called}")),
    )
    for one in indexes:
        where = None if one.where is None else sa.text(one.where)
        op.create_index(
            op.f(f"ix_{called}_{'_'.join(one.columns)}"),
            called,
            list(one.columns),
            unique=one.unique,
            sqlite_where=where,
            postgresql_where=where,
        )
