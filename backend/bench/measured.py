"""One line of the table, and when it keeps its budget."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One line of the table; a ratio is ours to the bound, more is better unless said."""

    id: str
    what: str
    ours: str
    bound: str
    ratio: float
    budget: float
    good: bool


def verdict(ratio: float, budget: float, *, least: bool = True) -> bool:
    """Whether a ratio keeps its budget: at least, or at most."""
    return ratio >= budget if least else ratio <= budget


def limited(known: str, what: str, ours: str, bound: str, ratio: float) -> Measured:
    """A line whose ratio may be 1 at most."""
    good = verdict(ratio, 1.0, least=False)
    return Measured(
        id=known, what=what, ours=ours, bound=bound, ratio=ratio, budget=1.0, good=good
    )
