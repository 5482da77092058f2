"""Publishes a checklist that asks for places: none of the library does. The server must be stopped."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[4]))

from backend.demo import past
from backend.people import service as people
from backend.plumbing.yaml_files import read_yaml
from backend.programme import service as programme
from backend.user_command import with_shell

if TYPE_CHECKING:
    from backend.plumbing.shell import Shell

QUESTIONS = [
    {
        "key": key,
        "type": "geo",
        "text": {"en": f"Where is {en}?", "zh-Hans": f"{zh}在哪里？"},
        "required": False,
        "weight": 0,
    }
    for key, en, zh in (("board", "the board", "配电箱"), ("gate", "the gate", "大门"))
]


async def publish(shell: Shell) -> None:
    """Put the library's first checklist in force under another name, with two places in it."""
    path = past.LIBRARY / "safety/electrical-and-tools.yaml"
    authored = read_yaml(path).data
    authored["key"] = "places"
    authored["title"] = {"en": "Places", "zh-Hans": "位置"}
    authored["sections"][1]["questions"][:0] = QUESTIONS
    async with shell.database.transaction() as tx:
        (house,) = await people.organisations(tx)
        await tx.lock_log(house.id)
        await programme.put_in_force(shell, tx, house.id, authored, read_yaml(past.PACK).data)


if __name__ == "__main__":
    parser = ArgumentParser()
    parser.add_argument("--data", required=True)
    with_shell(parser.parse_args().data, publish)
