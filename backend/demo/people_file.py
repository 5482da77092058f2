"""The demo people's drawn passwords: kept once in DATA/demo-people.txt, readable by the owner only."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backend.demo.people import MAIL_HOST, memberships

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from backend.ids import Random

FILE_NAME = "demo-people.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPerson:
    """One line of the file."""

    email: str
    password: str
    roles: str
    scope: str
    name: str


def drawn(document: dict[str, Any], random: Random, password: str | None) -> list[DemoPerson]:
    """A password for everybody: drawn, or the one given for tests."""
    people: list[DemoPerson] = []
    for one in document["people"]:
        held = memberships(one)
        people.append(
            DemoPerson(
                email=f"{one['key']}@{MAIL_HOST}",
                password=password or base64.b32encode(random.bytes(10)).decode().lower(),
                roles=",".join(dict.fromkeys(each["role"] for each in held)),
                scope=",".join(dict.fromkeys(each["scope"] for each in held)),
                name=one["name"]["en"],
            )
        )
    return people


def write_people(data: Path, people: Iterable[DemoPerson]) -> None:
    """Tab-separated: e-mail, password, roles, scope, name."""
    path = data / FILE_NAME
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        for one in people:
            fields = (one.email, one.password, one.roles, one.scope, one.name)
            file.write("\t".join(fields) + "\n")


def read_people(data: Path) -> list[DemoPerson]:
    """The people that were written."""
    lines = (data / FILE_NAME).read_text(encoding="utf-8").splitlines()
    return [
        DemoPerson(email=email, password=password, roles=roles, scope=scope, name=name)
        for email, password, roles, scope, name in (line.split("\t") for line in lines)
    ]
