"""A checklist of 300 questions with 30 dependencies: what W7 and the tests of long forms fill."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from backend.demo import past
from backend.people import service as people
from backend.plumbing.yaml_files import read_yaml
from backend.programme import service as programme
from backend.user_command import with_shell

if TYPE_CHECKING:
    from backend.plumbing.shell import Shell

LIBRARY_PART = "safety/electrical-and-tools.yaml"
QUESTIONS = 300
EVERY = 10
"""One question in ten is shown only where the one before it fails."""


def authored(key: str, sections: int) -> dict[str, Any]:
    """The checklist as an author writes it, in so many sections of the same length.

    Kind, response sets, scoring and places come from a checklist of the library.
    """
    document = read_yaml(past.LIBRARY / LIBRARY_PART).data
    document["key"] = key
    document["title"] = {"en": f"Long round {sections}", "zh-Hans": f"长巡检 {sections}"}
    document["examples"] = []
    length = QUESTIONS // sections
    document["sections"] = [
        {
            "key": f"part{at}",
            "title": {"en": f"Part {at + 1}", "zh-Hans": f"第{at + 1}部分"},
            "questions": [_question(at * length + index) for index in range(length)],
        }
        for at in range(sections)
    ]
    return document


def _question(number: int) -> dict[str, Any]:
    told = f"Is item {number + 1} of this round in good order and within its date?"
    question = {
        "key": f"q{number}",
        "type": "choice",
        "text": {"en": told, "zh-Hans": f"本次巡检第{number + 1}项是否完好且在有效期内？"},
        "response_set": "yes_no_na",
        "required": True,
        "weight": 1 + number % 5,
    }
    if number % EVERY == EVERY - 1:
        question["show_if"] = f'q{number - 1} == "no"'
    return question


async def publish(shell: Shell) -> None:
    """Put the checklist in force twice, in ten sections and in one; the server must be stopped."""
    async with shell.database.transaction() as tx:
        (house,) = await people.organisations(tx)
        await tx.lock_log(house.id)
        for key, sections in (("long-parts", 10), ("long-whole", 1)):
            pack = read_yaml(past.PACK).data
            await programme.put_in_force(shell, tx, house.id, authored(key, sections), pack)


if __name__ == "__main__":
    parser = ArgumentParser(description="Publish the long checklists into DATA.")
    parser.add_argument("--data", required=True)
    with_shell(parser.parse_args().data, publish)
