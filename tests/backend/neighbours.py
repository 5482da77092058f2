"""A second organisation in the same database: whatever it has is not there for the first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend.demo import past
from backend.demo.people import settle
from backend.people import queries as people_queries
from backend.plumbing.yaml_files import parse_yaml, read_yaml
from backend.templates import service as templates
from tests.worlds import CHEAP_HASH, World

if TYPE_CHECKING:
    from typing import Any


async def a_neighbour(world: World) -> World:
    """Another house of the same shape, with people q01, q02 … and one checklist."""
    text = past.ORGANISATION.read_text(encoding="utf-8")
    text = re.sub(r"\bp(\d\d)\b", r"q\1", text).replace("key: harbourline", "key: neighbour", 1)
    document: dict[str, Any] = parse_yaml(text.encode(), "neighbour.yaml").data
    shell = world.shell
    async with shell.database.transaction() as tx:
        house = await settle(shell, tx, document)
        for known in house.people.values():
            await people_queries.set_password(tx, house.organisation, known, CHEAP_HASH)
        await tx.lock_log(house.organisation)
        published = await templates.publish(
            shell,
            tx,
            house.organisation,
            read_yaml(past.PUBLISHED["data-handling"]).data,
            read_yaml(past.PACK).data,
        )
    return World(shell, house, {"data-handling": published})
