"""Bring a database to the schema of this version."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from alembic.config import Config


MIGRATIONS = Path(__file__).parents[1] / "migrations"
SQLITE = "sqlite:///"
VERSION_TABLE, VERSION_SQL = "alembic_version", "SELECT version_num FROM alembic_version"


class DatabaseUnusableError(Exception):
    """The database is none of ours, newer than this program, or away; the message is for operators."""


def alembic_config(address: str) -> Config:
    """Alembic's configuration for a database address of ours."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.set_main_option("sqlalchemy.url", _alchemy_url(address).replace("%", "%%"))
    return config


def migrate(address: str, revision: str = "head") -> None:
    """Upgrade to `revision`; nothing happens when the database is there already.

    Raises DatabaseUnusableError for what is no database of ours, is of a newer version or away.
    """
    if _is_at(address, revision):
        return
    import asyncpg
    from alembic import command
    from sqlalchemy.exc import DBAPIError, OperationalError

    try:
        _demand_known(address)
        command.upgrade(alembic_config(address), revision)
    except (OSError, OperationalError, asyncpg.PostgresError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise DatabaseUnusableError(f"{shown(address)} cannot be used: {cause}") from error


def shown(address: str) -> str:
    """The database as it may be told: a file's path, or the address without its password."""
    if address.startswith(SQLITE):
        return address.removeprefix(SQLITE)
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _is_at(address: str, revision: str) -> bool:
    """Asked of the file itself, because loading Alembic takes a third of the start."""
    if not address.startswith(SQLITE):
        return False
    path = Path(address.removeprefix(SQLITE))
    if path.is_dir():
        raise DatabaseUnusableError(f"{path} is a folder and no database")
    if not path.exists() or path.stat().st_size == 0:
        return False
    found = _sqlite_revision(path)
    _demand_revision(address, found)
    return revision == "head" and found == max(_revisions())


def _sqlite_revision(path: Path) -> str | None:
    """The version of a database file; None for one without a table."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            tables = {
                name for (name,) in connection.execute("SELECT name FROM sqlite_master").fetchall()
            }
            if not tables:
                return None
            if VERSION_TABLE not in tables:
                raise DatabaseUnusableError(
                    f"{path} is a database of another program: choose another folder with --data"
                )
            row = connection.execute(VERSION_SQL).fetchone()
    except sqlite3.DatabaseError as error:
        raise DatabaseUnusableError(
            f"{path} cannot be used: {error}. If it is a copy, put back a whole one"
        ) from error
    return row[0] if row else None


def _demand_known(address: str) -> None:
    """A database server's version, before anything is changed in it."""
    if address.startswith(SQLITE):
        return
    _demand_revision(address, asyncio.run(_postgres_revision(address)))


async def _postgres_revision(address: str) -> str | None:
    import asyncpg

    connection = await asyncpg.connect(address)
    try:
        if await connection.fetchval("SELECT to_regclass($1)", VERSION_TABLE) is None:
            return None
        return await connection.fetchval(VERSION_SQL)
    finally:
        await connection.close()


def _demand_revision(address: str, found: str | None) -> None:
    if found is not None and found not in _revisions():
        raise DatabaseUnusableError(
            f"{shown(address)} is of a newer version of Fieldseal ({found}; this one knows "
            f"{max(_revisions())}): start the newer version, or put back a copy from before"
        )


def _revisions() -> frozenset[str]:
    return frozenset(one.name.split("_")[0] for one in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def _alchemy_url(address: str) -> str:
    for old in ("postgresql://", "postgres://"):
        if address.startswith(old):
            return "postgresql+asyncpg://" + address.removeprefix(old)
    return address
