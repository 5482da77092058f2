"""Rows with types: built from the engine's tuples, held against their statement and their table."""

import importlib
import pkgutil
import types
import typing

import pytest
from piccolo.columns import BigInt, Boolean, Column, Integer, Text, Varchar
from piccolo.table import Table

import backend
from backend.people.tables import Organisation
from backend.plumbing.database.records import (
    GIVEN,
    Record,
    columns,
    insert_records,
    names,
    written,
    written_many,
)
from backend.plumbing.database.shape import columns_of, named
from backend.plumbing.database.transaction import only
from tests.worlds import World

COLUMN_TYPES: dict[type[Column], type] = {
    Varchar: str,
    Text: str,
    BigInt: int,
    Integer: int,
    Boolean: bool,
}


class Counted(Record, frozen=True):
    organisation: str
    id: str
    n: int


class Yes(Record, frozen=True):
    plain: int
    yes: bool
    maybe: bool | None


async def test_a_record_is_what_was_inserted(world: World) -> None:
    """What goes in as a record comes out equal to it."""
    row = Counted(world.house.organisation, "series", 3)
    async with world.shell.database.transaction() as tx:
        await insert_records(tx, "counter", [row])
        await insert_records(tx, "counter", [])
        sql = (
            f"SELECT {columns(Counted, 'c')} FROM counter c WHERE c.organisation = ? AND c.id = ?"  # noqa: S608 - names of a record
        )
        assert await only(tx, Counted, sql, (world.house.organisation, "series")) == row
        assert await only(tx, Counted, sql, (world.house.organisation, "other")) is None


async def test_a_column_under_another_name_is_refused(world: World) -> None:
    """A misspelt column is a bug that the first run of its statement tells."""
    async with world.shell.database.reading() as reader:
        with pytest.raises(AssertionError, match="Counted"):
            await reader.records(
                Counted, "SELECT id AS organisation, id AS known, 1 AS n FROM organisation"
            )


async def test_yes_and_no_are_booleans_on_both_engines(world: World) -> None:
    """SQLite gives 0 and 1."""
    async with world.shell.database.reading() as reader:
        (row,) = await reader.records(Yes, "SELECT 1 AS plain, 1 AS yes, NULL AS maybe")
    assert row.plain == 1
    assert row.yes is True
    assert row.maybe is None


async def test_a_prepared_statement_is_what_piccolo_builds(world: World) -> None:
    """Built once, for each length of a list."""
    by_id = written(Organisation.select(Organisation.id).where(Organisation.id == GIVEN))
    many = written_many(Organisation.select(Organisation.id).where(Organisation.id.is_in([GIVEN])))
    assert many(3).count("?") == 3
    assert many(3) is many(3)
    async with world.shell.database.reading() as reader:
        one = await reader.fetch(by_id, (world.house.organisation,))
        assert one == await reader.fetch(many(2), (world.house.organisation, "nobody"))
        assert [row["id"] for row in one] == [world.house.organisation]


def _record_modules() -> list[types.ModuleType]:
    found = pkgutil.walk_packages(backend.__path__, "backend.")
    return [importlib.import_module(one.name) for one in found if one.name.endswith(".records")]


def _whole() -> list[tuple[type[Record], type[Table]]]:
    return [pair for module in _record_modules() for pair in getattr(module, "WHOLE", {}).items()]


def test_a_record_of_a_whole_table_has_its_columns_and_types() -> None:
    """For every pair in a `WHOLE` of the features."""
    for kind, table in _whole():
        hints = typing.get_type_hints(kind)
        wanted: dict[str, object] = {}
        for column in columns_of(table):
            name, null = named(column)
            plain = COLUMN_TYPES[type(column)]
            wanted[name] = plain | None if null else plain
        assert names(kind) == tuple(wanted), kind
        # A literal of the names that a check allows is a text.
        found = {
            name: str if typing.get_origin(one) is typing.Literal else one
            for name, one in hints.items()
        }
        assert found == wanted, kind
