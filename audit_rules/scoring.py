"""The seven scoring models: exact fractions, one rounding at the end (scoring.md §5)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any

from checklists.numbers import basis_points

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit_rules.findings import Finding
    from audit_rules.lines import Line
    from audit_rules.rule_pack import RulePack

UNIT = 1_000
NOTHING, WHOLE = Fraction(0), Fraction(1)
BASIS = 10_000
BY_SECTION = frozenset({"section_mean", "nested_mean"})
MEAN_OF_RATIOS = frozenset({"flat_mean", "nested_mean"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """The exact total and every part of it; nothing of it is rounded."""

    total: Fraction | None
    shares: dict[int, tuple[Fraction, Fraction]]
    extra: tuple[dict[str, Any], ...] = ()


def scored(pack: RulePack, lines: list[Line], findings: list[Finding]) -> Scored:
    """The total by the pack's model; `shares` by the line's place in `lines`."""
    counting = [(at, line) for at, line in enumerate(lines) if line.counts]
    if not counting:
        return Scored(total=None, shares={})
    match pack.model:
        case "demerit":
            return _demerit(pack, findings)
        case "all_or_nothing":
            return _all_or_nothing(counting)
        case model if model in BY_SECTION:
            return _by_section(pack, counting, MODELS[model])
        case model:
            return _whole(MODELS[model](counting))


def section_score(pack: RulePack, lines: list[Line]) -> int | None:
    """A section's own score in basis points; nothing without a counting line."""
    counting = [(at, line) for at, line in enumerate(lines) if line.counts]
    if not counting:
        return None
    if pack.model in MEAN_OF_RATIOS:
        shares = _flat_mean(counting)
    elif pack.model == "count_conforming":
        shares = _conforming(counting)
    else:
        earned, possible = _earned(counting)
        return basis_points(Fraction(earned, possible))
    return basis_points(_total(shares))


Shares = dict[int, tuple[Fraction, Fraction]]


def _earned(counting: list[tuple[int, Line]]) -> tuple[int, int]:
    return (
        sum(line.points * line.weight for _, line in counting),
        sum(line.maximum * line.weight for _, line in counting),
    )


def _weighted(counting: list[tuple[int, Line]]) -> Shares:
    _, possible = _earned(counting)
    return {
        at: (
            Fraction(line.points * line.weight, possible),
            Fraction(line.maximum * line.weight, possible),
        )
        for at, line in counting
    }


def _flat_mean(counting: list[tuple[int, Line]]) -> Shares:
    weights = sum(line.weight for _, line in counting)
    return {
        at: (
            Fraction(line.points * line.weight, line.maximum * weights),
            Fraction(line.weight, weights),
        )
        for at, line in counting
    }


def _conforming(counting: list[tuple[int, Line]]) -> Shares:
    part = Fraction(1, len(counting))
    return {
        at: (part if line.status == "answered" and not line.fails else NOTHING, part)
        for at, line in counting
    }


MODELS: dict[str, Callable[[list[tuple[int, Line]]], Shares]] = {
    "weighted_points": _weighted,
    "section_mean": _weighted,
    "flat_mean": _flat_mean,
    "nested_mean": _flat_mean,
    "count_conforming": _conforming,
}


def _whole(shares: Shares) -> Scored:
    return Scored(total=_total(shares), shares=shares)


def _total(shares: Shares) -> Fraction:
    """The exact sum, reduced once."""
    parts = [share for share, _ in shares.values()]
    common = lcm(*(part.denominator for part in parts))
    return Fraction(sum(part.numerator * (common // part.denominator) for part in parts), common)


def _by_section(
    pack: RulePack,
    counting: list[tuple[int, Line]],
    model: Callable[[list[tuple[int, Line]]], Shares],
) -> Scored:
    sections: dict[str, list[tuple[int, Line]]] = {}
    for at, line in counting:
        sections.setdefault(line.section, []).append((at, line))
    weights = {section: pack.section_weights.get(section, UNIT) for section in sections}
    total = sum(weights.values())
    if total == 0:
        return Scored(total=None, shares={})
    shares: Shares = {}
    for section, inside in sections.items():
        part = Fraction(weights[section], total)
        for at, (share, largest) in model(inside).items():
            shares[at] = (share * part, largest * part)
    return _whole(shares)


def _all_or_nothing(counting: list[tuple[int, Line]]) -> Scored:
    full = all(line.status == "answered" and line.points == line.maximum for _, line in counting)
    total = WHOLE if full else NOTHING
    why = "all_full" if full else "not_all_full"
    return Scored(total=total, shares={}, extra=({"why": why, "share": total},))


def _demerit(pack: RulePack, findings: list[Finding]) -> Scored:
    extra: list[dict[str, Any]] = [{"why": "start", "share": WHOLE}]
    total = WHOLE
    for finding in findings:
        cost = Fraction(pack.demerits.get(finding.severity, 0), BASIS)
        if cost:
            total -= cost
            extra.append(
                {
                    "why": "demerit",
                    "question": finding.question,
                    "instance": finding.place,
                    "share": -cost,
                }
            )
    if total < 0:
        extra.append({"why": "floor", "share": -total})
        total = NOTHING
    return Scored(total=total, shares={}, extra=tuple(extra))
