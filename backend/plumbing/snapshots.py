"""A tablet's snapshot, made once and sent in pages."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import msgspec

Key = tuple[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Items as they go over the wire, and their keys, ascending."""

    keys: list[Key]
    texts: list[msgspec.Raw]

    @property
    def bytes(self) -> int:
        """How much the texts take."""
        return sum(len(text) for text in self.texts)

    def page(
        self, after: Key, items_max: int, bytes_max: int
    ) -> tuple[list[msgspec.Raw], Key | None]:
        """What comes behind a key, at least one item; and the last one's key, if more is to come."""
        first = bisect_right(self.keys, after)
        end, size = first, 0
        while end < len(self.keys) and end - first < items_max:
            size += len(self.texts[end])
            if end > first and size > bytes_max:
                break
            end += 1
        return self.texts[first:end], self.keys[end - 1] if end < len(self.keys) else None


class Snapshots:
    """Those that are being sent: kept while their pages are asked for, the oldest leaves first."""

    def __init__(self, bytes_max: int) -> None:
        self._bytes_max, self._bytes = bytes_max, 0
        self._kept: dict[str, Snapshot] = {}

    @property
    def held(self) -> int:
        """How many bytes are kept."""
        return self._bytes

    def get(self, name: str) -> Snapshot | None:
        return self._kept.get(name)

    def put(self, name: str, made: Snapshot) -> None:
        """Keep it, unless it alone is more than may be kept."""
        if self._kept.get(name) is made:
            return
        self.forget(name)
        size = made.bytes
        if size > self._bytes_max:
            return
        while self._bytes + size > self._bytes_max:
            self.forget(next(iter(self._kept)))
        self._kept[name] = made
        self._bytes += size

    def forget(self, name: str) -> None:
        """It was sent to its end."""
        made = self._kept.pop(name, None)
        if made is not None:
            self._bytes -= made.bytes

    def clear(self) -> None:
        """Forget everything, as a start does."""
        self._kept.clear()
        self._bytes = 0
