"""Moves: nobody signs off their own work, and nothing ends without its proof."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_rules.actions import (
    ENDED,
    STEPS,
    Kind,
    Move,
    Options,
    Standing,
    events_open_to,
    moved,
    standing,
)
from audit_rules.refusals import MESSAGES, refusal_message

PEOPLE = ("owner", "other", "officer", "verifier")
ROLES = ("owner", "officer", "verifier", "system", "inspector")
KINDS: tuple[Kind, Kind] = ("nonconformity", "action")


@st.composite
def moves(draw: st.DrawFn, kind: Kind) -> Move:
    """Any move by anybody with any facts."""
    events = [*sorted({step.event for step in STEPS[kind]}), "unheard_of"]
    few = st.integers(0, 2)
    maybe = st.sampled_from([None, "", "  ", "because"])
    return Move(
        event=draw(st.sampled_from(events)),
        by=draw(st.sampled_from(PEOPLE)),
        roles=frozenset(draw(st.sets(st.sampled_from(ROLES), max_size=3))),
        reason=draw(maybe),
        text=draw(maybe),
        evidence=draw(few),
        new_owner=draw(st.sampled_from([None, "owner", "other"])),
        link=draw(st.sampled_from([None, "FS-0001"])),
        actions_live=draw(few),
        actions_open=draw(few),
        actions_verified=draw(few),
    )


@st.composite
def lives(draw: st.DrawFn) -> tuple[Kind, Options, list[Move]]:
    """A whole life of a matter: moves that may or may not be possible."""
    kind: Kind = draw(st.sampled_from(KINDS))
    options = Options(
        cause_required=draw(st.booleans()),
        effectiveness_required=draw(st.booleans()),
        evidence_required=draw(st.sampled_from([True, False, 2])),
    )
    return kind, options, draw(st.lists(moves(kind), max_size=40))


def _walk(life: tuple[Kind, Options, list[Move]]) -> list[tuple[Standing, Move, Standing | str]]:
    kind, options, made = life
    now, walked = standing(kind, "owner", options), []
    for move in made:
        after = moved(now, move)
        walked.append((now, move, after))
        now = now if isinstance(after, str) else after
    return walked


@given(life=lives())
def test_a_refusal_has_a_sentence_and_changes_nothing(
    life: tuple[Kind, Options, list[Move]],
) -> None:
    """Whoever may not do something is told why, in both languages."""
    for _, move, after in _walk(life):
        if isinstance(after, str):
            assert set(refusal_message(after)) == {"en", "zh-Hans"}
            assert all(refusal_message(after).values())
        else:
            assert move.event in {step.event for step in STEPS[life[0]]}


@given(life=lives())
def test_nobody_verifies_or_closes_what_they_own_or_submitted(
    life: tuple[Kind, Options, list[Move]],
) -> None:
    """The four-eyes rule holds on every path, whatever roles a person has."""
    for before, move, after in _walk(life):
        if isinstance(after, str):
            continue
        if move.event in {"verify", "return"}:
            assert move.by not in {before.owner, before.submitter}
            assert "verifier" in move.roles
        if move.event in {"close", "approve_cancel", "accept_effect"}:
            assert move.by != before.owner
        if move.event == "accept_cause":
            assert move.by != before.cause_by
        if move.event in {"approve_cancel", "reject_cancel"}:
            assert move.by != before.cancel_by
        if move.event in {"approve_extension", "reject_extension"}:
            assert move.by != before.extension_by


@given(life=lives())
def test_nothing_is_closed_or_submitted_without_evidence(
    life: tuple[Kind, Options, list[Move]],
) -> None:
    """A closure rests on a verified action, no open one, and objective evidence."""
    asked = life[1].evidence_required
    for _, move, after in _walk(life):
        if isinstance(after, str) or move.event not in {"close", "submit", "contain"}:
            continue
        spoken = asked is False and bool((move.text or "").strip())
        assert move.evidence + spoken >= max(1, int(asked))
        if move.event == "close":
            assert move.actions_open == 0 < move.actions_verified


@given(life=lives())
def test_what_has_ended_moves_only_by_the_moves_that_open_it(
    life: tuple[Kind, Options, list[Move]],
) -> None:
    """A cancelled matter stays cancelled; a closed one comes back by recurrence or reopening."""
    for before, move, after in _walk(life):
        if isinstance(after, str) or before.state not in ENDED[before.kind]:
            continue
        assert before.state != "cancelled"
        assert move.event in {"recur", "reopen", "effective", "ineffective"}


@given(life=lives())
def test_an_offer_is_a_move_that_works(life: tuple[Kind, Options, list[Move]]) -> None:
    """What a screen offers can be done once the texts and files are given."""
    for before, move, _ in _walk(life):
        for event in events_open_to(before, move.by, move.roles):
            full = replace(
                move, event=event, reason="-", text="-", evidence=9, new_owner="-", link="-",
                actions_live=1, actions_open=0, actions_verified=1,
            )  # fmt: skip
            assert not isinstance(moved(before, full), str)


@pytest.mark.parametrize(
    ("move", "code"),
    [
        ({"event": "verify"}, "event_not_allowed"),
        ({"event": "accept", "roles": frozenset({"officer"})}, "role_missing"),
        ({"event": "accept", "by": "other"}, "not_owner_of_this"),
        ({"event": "decline", "reason": "  "}, "reason_missing"),
    ],
)
def test_the_first_refusal_is_the_answer(move: dict[str, Any], code: str) -> None:
    """State, then role, then ownership, then what is missing."""
    given_ = Move(**({"by": "owner", "roles": frozenset({"owner"})} | move))

    assert moved(standing("action", "owner"), given_) == code
    assert code in MESSAGES


@pytest.mark.parametrize(
    ("actions", "offered"),
    [
        (["verified"], True),
        (["effective", "cancelled"], True),
        (["verified", "in_progress"], False),
        (["cancelled"], False),
        ([], False),
    ],
)
def test_closing_is_offered_when_its_actions_are_done(
    actions: list[str], *, offered: bool
) -> None:
    """Nobody is shown a button that is sure to be refused."""
    planned = replace(standing("nonconformity", "owner"), state="planned")

    assert (
        "close" in events_open_to(planned, "other", frozenset({"officer"}), actions)
    ) is offered
