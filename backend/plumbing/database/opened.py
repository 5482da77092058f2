"""Which engine an address means."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from backend.plumbing.database.engine_postgres import PostgresDatabase
from backend.plumbing.database.engine_sqlite import SqliteDatabase

if TYPE_CHECKING:
    from backend.plumbing.database.transaction import Database

SQLITE = "sqlite:///"


def database_from(address: str) -> Database:
    """The engine for `sqlite:///FILE` or `postgresql://…`; raises ValueError for another."""
    if address.startswith(SQLITE):
        return SqliteDatabase(Path(address.removeprefix(SQLITE)))
    if address.startswith(("postgresql://", "postgres://")):
        return PostgresDatabase(address)
    raise ValueError("DATABASE_URL starts with sqlite:/// or postgresql://")
