"""Indexes: each has a name of its own, so that the database really has it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from backend.schema import schema
from tests.backend.counting import plan_of

if TYPE_CHECKING:
    from tests.worlds import World


def test_no_two_indexes_share_a_name() -> None:
    """Two of one name would be one in the database, and nobody would be told which."""
    names = Counter(
        str(index.name) for table in schema().tables.values() for index in table.indexes
    )

    assert [name for name, count in names.items() if count > 1] == []


async def test_an_operation_is_found_by_its_id_whatever_became_of_it(world: World) -> None:
    """A push asks whether its ids are known: a lookup each, however long the ledger has grown."""
    if world.shell.database.kind != "sqlite":
        return
    sql = "SELECT id, hash FROM operation WHERE organisation = ? AND id IN (?, ?)"
    async with world.shell.database.reading() as reader:
        plan = await plan_of(reader, sql, (world.house.organisation, "a", "b"))

    assert [step for step in plan if "organisation=? AND id=?" in step] == plan
