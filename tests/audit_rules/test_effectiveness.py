"""Watches and repeats: silence proves nothing, and a repeat is raised once."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from audit_rules.effectiveness import (
    Earlier,
    Key,
    Later,
    RepeatRule,
    Watch,
    repeated,
    watched,
)

CLOSED = date(2026, 3, 1)
SEVERITIES = ("observation", "minor", "major", "critical")
KEY = Key(question="exits", instance_key=None, site="a")


@st.composite
def watches(draw: st.DrawFn) -> tuple[Watch, list[Later], date]:
    """A watch with later inspections around its window."""
    n = draw(st.integers(1, 4))
    watch = Watch(
        closed_on=CLOSED,
        severity=draw(st.sampled_from(SEVERITIES)),
        k=draw(st.integers(1, n)),
        n=n,
        window_days=draw(st.integers(1, 60)),
    )
    later = [
        Later(
            id=f"i{at}",
            on=CLOSED + timedelta(days=draw(st.integers(-5, 70))),
            kind="self_check",
            status=status,
            severity=draw(st.sampled_from(SEVERITIES)) if status == "failed" else None,
        )
        for at, status in enumerate(
            draw(st.lists(st.sampled_from(["clean", "failed", "na", "hidden"]), max_size=8))
        )
    ]
    return watch, later, CLOSED + timedelta(days=draw(st.integers(0, 80)))


@given(case=watches())
def test_only_evidence_within_the_window_counts(case: tuple[Watch, list[Later], date]) -> None:
    """What was before, after or not looked at changes nothing."""
    watch, later, as_of = case
    end = min(as_of, CLOSED + timedelta(days=watch.window_days))
    evidence = [
        one for one in later if one.status in {"clean", "failed"} and CLOSED < one.on <= end
    ]

    assert watched(watch, later, as_of) == watched(watch, evidence, as_of)
    assert watched(watch, list(reversed(later)), as_of) == watched(watch, later, as_of)


@given(case=watches())
def test_effect_is_proved_by_clean_inspections_only(
    case: tuple[Watch, list[Later], date],
) -> None:
    """Effective means k clean ones; without evidence the window ends undecided."""
    watch, later, as_of = case
    found = watched(watch, later, as_of)
    over = as_of > CLOSED + timedelta(days=watch.window_days)

    if found.outcome == "effective":
        assert found.clean == watch.k
        assert found.failed <= watch.n - watch.k
    assert watched(watch, [], as_of).outcome == ("undecided" if over else "watching")


@given(case=watches(), days=st.integers(0, 60))
def test_a_decision_stands_when_time_goes_on(
    case: tuple[Watch, list[Later], date], days: int
) -> None:
    """What later inspections decided is not decided otherwise by those after them."""
    watch, later, as_of = case
    first = watched(watch, later, as_of)
    second = watched(watch, later, as_of + timedelta(days=days))

    if first.outcome in {"effective", "reopen"}:
        assert second == first


@given(
    severity=st.sampled_from(SEVERITIES),
    states=st.lists(
        st.sampled_from(["open", "planned", "watching", "closed", "cancelled"]), max_size=5
    ),
    days=st.integers(0, 200),
)
def test_a_repeat_is_raised_once_and_joins_what_is_live(
    severity: str, states: list[str], days: int
) -> None:
    """However often it came before, one step more severe, at most critical."""
    on = CLOSED + timedelta(days=days)
    rule = RepeatRule(window_days=90)
    earlier = [
        Earlier(nc=f"n{at}", key=KEY, on=CLOSED, state=state) for at, state in enumerate(states)
    ]
    other = Earlier(
        nc="x", key=Key(question="exits", instance_key="2", site="a"), on=CLOSED, state="open"
    )

    found = repeated(KEY, on, severity, rule, [*earlier, other])

    same = [] if days > 90 else [one for one in earlier if one.state != "cancelled"]
    live = [one for one in same if one.state != "closed"]
    assert found.count == len(same)
    assert found.to == (live[-1].nc if live else None)
    step = min(SEVERITIES.index(severity) + bool(same), 3)
    assert found.severity == SEVERITIES[step]
    watching = any(one.state == "watching" for one in live)
    assert found.action == ("reopen_watch" if watching else "attach" if live else "new")
