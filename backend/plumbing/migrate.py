"""Bring a database to the schema of this version."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.config import Config


MIGRATIONS = Path(__file__).parents[1] / "migrations"


def alembic_config(address: str) -> Config:
    """Alembic's configuration for a database address of ours."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.set_main_option("sqlalchemy.url", _alchemy_url(address).replace("%", "%%"))
    return config


def migrate(address: str, revision: str = "head") -> None:
    """Upgrade to `revision`; nothing happens when the database is there already."""
    if revision == "head" and _is_at_head(address):
        return
    from alembic import command

    command.upgrade(alembic_config(address), revision)


def _is_at_head(address: str) -> bool:
    """Asked of the file itself, because loading Alembic takes a third of the start."""
    if not address.startswith("sqlite:///"):
        return False
    path = Path(address.removeprefix("sqlite:///"))
    if not path.exists():
        return False
    newest = max(one.name.split("_")[0] for one in (MIGRATIONS / "versions").glob("0*.py"))
    with closing(sqlite3.connect(path)) as connection:
        try:
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.OperationalError:
            return False
    return found == (newest,)


def _alchemy_url(address: str) -> str:
    for old in ("postgresql://", "postgres://"):
        if address.startswith(old):
            return "postgresql+asyncpg://" + address.removeprefix(old)
    return address
