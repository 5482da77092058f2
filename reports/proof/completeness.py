"""Nothing left out: per stream the shown entries run without a gap from the period to the head."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reports.proof.entry import HEADS, LedgerEntry

Problem = tuple[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What must be complete: tree size, start of the period, streams, their last numbers."""

    size: int
    starts_at: str
    scope: Sequence[str]
    last_n_by_stream: Mapping[str, int]


def problems(entries: Sequence[LedgerEntry], window: Window) -> list[Problem]:
    """Each fault with its stream (None: of the whole ledger), sorted; empty means complete."""
    found = set[Problem]()
    pairs = list(pairwise(entries))
    if any(after.seq <= before.seq for before, after in pairs):
        found.add(("order", None))
    if any(after.at < before.at for before, after in pairs):
        found.add(("time", None))
    last = entries[-1] if entries else None
    if window.size and (last is None or last.seq != window.size - 1 or last.kind != HEADS):
        found.add(("heads_missing", None))
    by_stream: dict[str, list[LedgerEntry]] = {stream: [] for stream in window.scope}
    for entry in entries:
        by_stream.setdefault(entry.stream, []).append(entry)
    for stream, shown in by_stream.items():
        found.update((code, stream) for code in _numbering(shown))
    for stream in window.scope:
        found.update((code, stream) for code in _stream_faults(stream, by_stream[stream], window))
    return sorted(found, key=lambda problem: (problem[0], problem[1] or ""))


def _numbering(shown: Sequence[LedgerEntry]) -> list[str]:
    numbers = [entry.n for entry in shown]
    faults = ["duplicate"] if len(set(numbers)) < len(numbers) else []
    by_place = sorted(shown, key=lambda entry: entry.seq)
    rising = all(a.n < b.n for a, b in pairwise(by_place))
    return faults if rising else [*faults, "order"]


def _stream_faults(stream: str, shown: Sequence[LedgerEntry], window: Window) -> list[str]:
    inside = sorted({entry.n for entry in shown if entry.at >= window.starts_at})
    before = {entry.n for entry in shown if entry.at < window.starts_at}
    head = window.last_n_by_stream.get(stream, 0)
    if not inside:
        return [] if max(before, default=0) == head else ["head"]
    faults: list[str] = []
    if inside[0] != 1 and inside[0] - 1 not in before:
        faults.append("boundary")
    if inside[-1] - inside[0] != len(inside) - 1:
        faults.append("gap")
    if inside[-1] != head:
        faults.append("head")
    return faults
