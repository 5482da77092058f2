"""What must be true, remembered outside of everything that is simulated."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

Core = str
PLACE = ("chain", "seq", "prev")


@dataclass(frozen=True, slots=True, kw_only=True)
class ViolationError(Exception):
    """A promise that was broken: which one, and what was seen."""

    promise: str
    what: str

    def __str__(self) -> str:
        return f"{self.promise}: {self.what}"


@dataclass(slots=True)
class Truth:
    """Everything that people entered, and everything that they were told."""

    # By operation: what it says, on which tablet, by whom.
    entered: dict[str, tuple[Core, int, str]] = field(default_factory=dict[str, Any])
    photos: dict[str, tuple[int, str]] = field(default_factory=dict[str, Any])
    # Operations that this past of the server has answered `ok`.
    acknowledged: set[str] = field(default_factory=set[str])
    # By tablet and person: the last past whose pull was heard whole.
    heard: dict[tuple[int, str], int] = field(default_factory=dict[Any, int])
    poisoned: set[str] = field(default_factory=set[str])

    def enter(self, tablet: int, result: dict[str, Any], *, poison: bool = False) -> None:
        """A deed is on the disk of a tablet: from now on it may not be lost."""
        for one in result["operations"]:
            self.entered[one["id"]] = (core_of(one), tablet, one["actor"])
            if poison:
                self.poisoned.add(one["id"])
        for sha256 in result["files"]:
            self.photos[sha256] = (tablet, "")


def core_of(operation: dict[str, Any]) -> Core:
    """The hash of what an operation says, whatever its place in a chain."""
    said = {key: value for key, value in operation.items() if key not in PLACE}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def demand(promise: str, *, kept: bool, what: str = "") -> None:
    """Raise ViolationError unless the promise was kept."""
    if not kept:
        raise ViolationError(promise=promise, what=what)
