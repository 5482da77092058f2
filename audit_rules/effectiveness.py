"""Did it work, and is it back? Watches after closure, and repeat findings (scoring.md §8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from audit_rules.rule_pack import RANK, SEVERITIES

EVIDENCE = frozenset({"clean", "failed"})
ENDED = frozenset({"closed", "cancelled"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What must be seen after closing: `k` clean of at most `n` inspections in the window."""

    closed_on: date
    severity: str
    k: int
    n: int
    window_days: int
    kinds: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """A later inspection of the same key; severity of the failure when it failed."""

    id: str
    on: date
    kind: str
    status: str
    severity: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """watching, effective, reopen or undecided; `by` is the inspection that decided."""

    outcome: str
    why: str | None
    by: str | None
    clean: int
    failed: int


def watched(watch: Watch, later: list[Later], as_of: date) -> Outcome:
    """How the watch stands on a day; silence never proves effect."""
    end = watch.closed_on + timedelta(days=watch.window_days)
    clean = failed = 0
    for one in _counting(watch, later, min(end, as_of)):
        if one.status == "clean":
            clean += 1
        else:
            failed += 1
            assert one.severity is not None, "a failure has a severity"
            if RANK[one.severity] >= RANK[watch.severity]:
                return Outcome(
                    outcome="reopen", why="recurred", by=one.id, clean=clean, failed=failed
                )
        if clean == watch.k:
            return Outcome(
                outcome="effective", why="k_clean", by=one.id, clean=clean, failed=failed
            )
        if failed > watch.n - watch.k:
            return Outcome(
                outcome="reopen", why="too_many_failed", by=one.id, clean=clean, failed=failed
            )
    over = as_of > end
    return Outcome(
        outcome="undecided" if over else "watching",
        why="window_over" if over else None,
        by=None,
        clean=clean,
        failed=failed,
    )


def _counting(watch: Watch, later: list[Later], last: date) -> list[Later]:
    """Evidence in the window: by day, failures before clean results of one day, then by id."""
    found = [
        one
        for one in later
        if one.status in EVIDENCE
        and watch.closed_on < one.on <= last
        and (watch.kinds is None or one.kind in watch.kinds)
    ]
    return sorted(found, key=lambda one: (one.on, one.status == "clean", one.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What makes two findings the same: question, instance key and site."""

    question: str | None
    instance_key: str | None
    site: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """An earlier nonconformity."""

    nc: str
    key: Key
    on: date
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatRule:
    """How far back a repeat is looked for, and by how much it is raised."""

    window_days: int
    raise_by: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """New, attach or reopen_watch; `to` is the nonconformity it joins, `of` the newest one."""

    count: int
    of: str | None
    severity: str
    action: str
    to: str | None


def repeated(
    key: Key, on: date, severity: str, rule: RepeatRule, earlier: list[Earlier]
) -> Repeat:
    """What becomes of a finding when the same was found before."""
    first = on - timedelta(days=rule.window_days)
    same = [
        one
        for one in sorted(earlier, key=lambda one: (one.on, one.nc))
        if one.key == key and first <= one.on <= on and one.state != "cancelled"
    ]
    if not same:
        return Repeat(count=0, of=None, severity=severity, action="new", to=None)
    raised = SEVERITIES[min(RANK[severity] + rule.raise_by, len(SEVERITIES) - 1)]
    live = [one for one in same if one.state not in ENDED]
    watching = any(one.state == "watching" for one in live)
    action = "reopen_watch" if watching else "attach" if live else "new"
    return Repeat(
        count=len(same),
        of=same[-1].nc,
        severity=raised,
        action=action,
        to=live[-1].nc if live else None,
    )
