"""Alembic owns the schema, Piccolo's tables are the same, and both ways work with data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import command
from alembic.script import ScriptDirectory

from backend.plumbing.migrate import alembic_config, migrate

if TYPE_CHECKING:
    from tests.worlds import World


def test_tables_and_migrations_say_the_same(address: str) -> None:
    """`alembic check` finds nothing to do on either engine."""
    command.check(alembic_config(address))


def test_down_and_up_again_ends_at_the_same_schema(address: str) -> None:
    """A migration can be taken back and made again."""
    config = alembic_config(address)

    command.downgrade(config, "base")
    command.upgrade(config, "head")

    command.check(config)


def test_there_is_one_head(address: str) -> None:
    """Two developers' migrations never lie side by side."""
    assert address
    assert len(ScriptDirectory.from_config(alembic_config(address)).get_heads()) == 1


async def test_migrating_again_keeps_what_is_there(world: World) -> None:
    """A second start finds the same people."""
    import asyncio

    await asyncio.to_thread(migrate, world.shell.settings.database)
    async with world.shell.database.reading() as reader:
        rows = await reader.fetch("SELECT COUNT(*) AS n FROM person")

    assert rows[0]["n"] == 20
