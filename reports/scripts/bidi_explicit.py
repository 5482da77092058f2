"""Explicit levels of the bidirectional algorithm: embeddings, overrides, isolates (X1 to X8)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.scripts.bidi_types import EMBEDDINGS, ISOLATES, STRONG

DEPTH_MAX = 125


def matching_isolates(types: Sequence[str]) -> dict[int, int]:
    """BD9: each isolate initiator's matching PDI; those without one are left out."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for index, kind in enumerate(types):
        if kind in ISOLATES:
            opened.append(index)
        elif kind == "PDI" and opened:
            pairs[opened.pop()] = index
        elif kind == "B":
            opened.clear()
    return pairs


@dataclass(frozen=True, slots=True)
class _Status:
    level: int
    override: str = ""
    isolate: bool = False


@dataclass(slots=True)
class _Stack:
    """The directional status stack and the counters of what did not fit on it."""

    types: Sequence[str]
    entries: list[_Status]
    levels: list[int] = field(default_factory=list[int])
    resolved: list[str] = field(default_factory=list[str])
    lost_isolates: int = 0
    lost_embeddings: int = 0
    valid_isolates: int = 0

    def take(self, level: int, kind: str) -> None:
        self.levels.append(level)
        self.resolved.append(kind)

    def plain(self, kind: str) -> None:
        """X6: a character at the level, and of the direction, in force."""
        top = self.entries[-1]
        self.take(top.level, top.override or kind)

    def next_level(self, *, right: bool) -> int:
        level = self.entries[-1].level
        return (level + 1) | 1 if right else (level + 2) & ~1

    def embed(self, kind: str) -> None:
        """X2 to X5."""
        self.take(self.entries[-1].level, kind)
        level = self.next_level(right=kind in {"RLE", "RLO"})
        if level <= DEPTH_MAX and not self.lost_isolates and not self.lost_embeddings:
            override = {"RLO": "R", "LRO": "L"}.get(kind, "")
            self.entries.append(_Status(level, override))
        elif not self.lost_isolates:
            self.lost_embeddings += 1

    def isolate(self, kind: str, *, right: bool) -> None:
        """X5a to X5c."""
        self.plain(kind)
        level = self.next_level(right=right)
        if level <= DEPTH_MAX and not self.lost_isolates and not self.lost_embeddings:
            self.valid_isolates += 1
            self.entries.append(_Status(level, isolate=True))
        else:
            self.lost_isolates += 1

    def end_isolate(self) -> None:
        """X6a."""
        if self.lost_isolates:
            self.lost_isolates -= 1
        elif self.valid_isolates:
            self.lost_embeddings = 0
            while not self.entries[-1].isolate:
                self.entries.pop()
            self.entries.pop()
            self.valid_isolates -= 1
        self.plain("PDI")

    def end_embedding(self) -> None:
        """X7."""
        if self.lost_isolates:
            pass
        elif self.lost_embeddings:
            self.lost_embeddings -= 1
        elif not self.entries[-1].isolate and len(self.entries) > 1:
            self.entries.pop()
        self.take(self.entries[-1].level, "PDF")


def explicit_levels(types: Sequence[str], base: int) -> tuple[list[int], list[str]]:
    """The level of each character before resolving, and its class after overrides."""
    stack = _Stack(types, [_Status(base)])
    pairs = matching_isolates(types)
    for index, kind in enumerate(types):
        if kind in EMBEDDINGS:
            stack.embed(kind)
        elif kind in ISOLATES:
            end = pairs.get(index, len(types))
            right = kind == "RLI" or (kind == "FSI" and _runs_right(types[index + 1 : end]))
            stack.isolate(kind, right=right)
        elif kind == "PDI":
            stack.end_isolate()
        elif kind == "PDF":
            stack.end_embedding()
        elif kind == "BN":
            stack.take(stack.entries[-1].level, kind)
        elif kind == "B":
            stack.take(base, kind)
        else:
            stack.plain(kind)
    return stack.levels, stack.resolved


def _runs_right(types: Sequence[str]) -> bool:
    """P2 and P3 within an isolate."""
    depth = 0
    for kind in types:
        if kind in ISOLATES:
            depth += 1
        elif kind == "PDI":
            depth = max(0, depth - 1)
        elif kind in STRONG and not depth:
            return kind != "L"
    return False
