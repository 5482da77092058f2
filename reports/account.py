"""The account of a pack: which entries of the log it shows, and which pieces are not there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from reports.words import grouped, label

REASONS = ("answer", "photo", "comment", "not_received", "written_off")


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A piece that was not there at issue: which one, and why it is missed.

    `place` is the number of its question or photograph; `reason` is answer, photo, comment (asked
    for and not given), not_received or written_off (named and never arrived).
    """

    place: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The account of the log: how many entries are shown, and why some have no content here.

    `in_period` of the shown `entries` are those of the scope's streams since the period's start;
    `left_out` counts those without content by reason, the most first.
    """

    entries: int = 0
    in_period: int = 0
    with_content: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict[str, int])


def by_reason(missing: Iterable[Missing]) -> dict[str, list[str]]:
    """The places of what is missing, under each reason that occurs, in the order of reasons."""
    pieces = list(missing)
    found = {reason: [one.place for one in pieces if one.reason == reason] for reason in REASONS}
    return {reason: places for reason, places in found.items() if places}


def listed(missing: Iterable[Missing], language: str) -> list[str]:
    """A line for each reason, with every place."""
    lines = [
        label(language, f"missing_{reason}", ", ".join(places))
        for reason, places in by_reason(missing).items()
    ]
    return [f"{line[:1].upper()}{line[1:]}" for line in lines]


def counted(missing: Iterable[Missing], language: str) -> str:
    """How many pieces are missing for which reason, in one line; empty without any."""
    return label(language, "and_then").join(
        label(language, f"missing_{reason}", grouped(len(places)))
        for reason, places in by_reason(missing).items()
    )


def left_out_lines(coverage: Coverage, language: str) -> list[str]:
    """How many of the shown entries have no content here, by reason."""
    return [
        label(language, f"left_{reason}", grouped(count))
        for reason, count in coverage.left_out.items()
    ]
