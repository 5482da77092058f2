"""Bring a database to the schema of this version."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.config import Config


def alembic_config(address: str) -> Config:
    """Alembic's configuration for a database address of ours."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[1] / "migrations"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("sqlalchemy.url", _alchemy_url(address).replace("%", "%%"))
    return config


def migrate(address: str, revision: str = "head") -> None:
    """Upgrade to `revision`; nothing happens when the database is there already."""
    from alembic import command

    command.upgrade(alembic_config(address), revision)


def _alchemy_url(address: str) -> str:
    for old in ("postgresql://", "postgres://"):
        if address.startswith(old):
            return "postgresql+asyncpg://" + address.removeprefix(old)
    return address
