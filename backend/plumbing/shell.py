"""What every service is handed: the world, as values that tests can replace."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from litestar.di import NamedDependency
from litestar.params import SkipValidation

from backend.plumbing.snapshots import Snapshots

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend.clock import Clock
    from backend.ids import Random
    from backend.plumbing.database.transaction import Database
    from backend.plumbing.objects import Objects
    from backend.settings import Settings

Made = TypeVar("Made")

SNAPSHOT_BYTES_MAX = 32_000_000


class Cache(Generic[Made]):
    """Keeps what was made from immutable things, by their hash; the oldest leaves first."""

    def __init__(self, size_max: int) -> None:
        self._size_max = size_max
        self._kept: dict[str, Made] = {}

    def get(self, key: str) -> Made | None:
        return self._kept.get(key)

    def put(self, key: str, made: Made) -> Made:
        if len(self._kept) >= self._size_max:
            self._kept.pop(next(iter(self._kept)))
        self._kept[key] = made
        return made

    def clear(self) -> None:
        """Forget everything, as a start does."""
        self._kept.clear()

    def made(self, key: str, make: Callable[[], Made]) -> Made:
        found = self._kept.get(key)
        return found if found is not None else self.put(key, make())


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """Settings, time, randomness, database and objects; a cache is never the only place."""

    settings: Settings
    clock: Clock
    random: Random
    database: Database
    objects: Objects
    documents: Cache[object] = field(default_factory=lambda: Cache[object](256))
    snapshots: Snapshots = field(default_factory=lambda: Snapshots(SNAPSHOT_BYTES_MAX))


# Handed to handlers as it is: Litestar would otherwise take it apart to validate it.
GivenShell = NamedDependency[SkipValidation[Shell]]
