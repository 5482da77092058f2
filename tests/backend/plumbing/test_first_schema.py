"""The first revision is frozen: databases in use have been made by it."""

from __future__ import annotations

import asyncio
import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg

from backend.plumbing.migrate import migrate
from tests.conftest import a_database

if TYPE_CHECKING:
    import pytest

# For each engine and table the SHA-256 of what is dumped of it, as the first writing of 0001 made it.
KEPT = Path(__file__).parent / "first_schema.json"
POSTGRES = (
    "SELECT table_name, concat_ws(' ', ordinal_position, column_name, data_type, "
    "character_maximum_length, collation_name, is_nullable, column_default) "
    "FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid) "
    "FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
)


def hashed(lines: list[tuple[str, str]]) -> dict[str, str]:
    """A hash for each table, of its lines in their order."""
    by_table: dict[str, list[str]] = {}
    for table, line in sorted(lines):
        if table != "alembic_version":
            by_table.setdefault(table, []).append(" ".join(line.split()))
    return {
        table: hashlib.sha256("\n".join(said).encode()).hexdigest()
        for table, said in by_table.items()
    }


def of_sqlite(path: Path) -> dict[str, str]:
    """Statements and what SQLite understood of them."""
    with closing(sqlite3.connect(path)) as raw:
        lines: list[tuple[str, str]] = raw.execute(
            "SELECT tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"
        ).fetchall()
        for table in {table for table, _ in lines}:
            for pragma in ("table_info", "foreign_key_list", "index_list"):
                lines += [(table, str(row)) for row in raw.execute(f"PRAGMA {pragma}({table})")]
    return hashed(lines)


async def of_postgres(address: str) -> dict[str, str]:
    """Columns, constraints and indexes."""
    connection = await asyncpg.connect(address)
    try:
        lines = [tuple(row) for sql in POSTGRES for row in await connection.fetch(sql)]
    finally:
        await connection.close()
    return hashed(lines)


def dumped(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """What revision 0001 makes on this engine."""
    if engine == "sqlite":
        path = tmp_path / "first.sqlite3"
        migrate(f"sqlite:///{path}", "0001")
        return of_sqlite(path)
    with a_database(request.getfixturevalue("postgres_dsn")) as address:
        migrate(address, "0001")
        return asyncio.run(of_postgres(address))


def test_the_first_schema_when_its_writing_changes(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """What 0001 makes is byte for byte what it always made, whichever way it is written."""
    made = dumped(engine, request, tmp_path)

    assert made == json.loads(KEPT.read_text())[engine]
    assert len(made) == 35
