"""Alembic's door: runs the migrations on either engine, in one transaction."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import context
from sqlalchemy import event
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from backend.schema import schema

if TYPE_CHECKING:
    import sqlite3

LOCK = 72450  # any number, the same for all replicas: they may start at once


def sqlite_engine(url: str) -> sa.Engine:
    """An engine whose BEGIN is ours, so that DDL is transactional on SQLite too."""
    engine = sa.create_engine(url)

    def opened(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "busy_timeout=60000", "foreign_keys=0"):
            connection.execute(f"PRAGMA {pragma}")

    def begun(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "connect", opened)
    event.listen(engine, "begin", begun)

    return engine


def migrate_with(connection: sa.Connection) -> None:
    """Run the migrations on this connection, all or none."""
    context.configure(
        connection=connection,
        target_metadata=schema(),
        render_as_batch=True,
        transactional_ddl=True,
        compare_type=True,
        autogenerate_plugins=["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"],
    )
    with context.begin_transaction():
        context.run_migrations()


async def migrate_postgres(url: str) -> None:
    """PostgreSQL through asyncpg, the driver the server uses as well."""
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.execute(sa.text("SET lock_timeout = '10s'"))
        await connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({LOCK})"))
        await connection.run_sync(migrate_with)
        await connection.commit()
    await engine.dispose()


def run() -> None:
    """Migrate the database that the configuration names."""
    url = context.config.get_main_option("sqlalchemy.url") or ""
    if not url.startswith("sqlite"):
        asyncio.run(migrate_postgres(url))
        return
    engine = sqlite_engine(url)
    with engine.connect() as connection:
        migrate_with(connection)
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        assert not broken, f"foreign keys broken by the migration: {broken[:5]}"
        connection.commit()
    engine.dispose()


run()
