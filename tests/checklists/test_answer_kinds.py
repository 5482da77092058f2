"""A value has the form of its question's type, or it is no answer."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.answer_kinds import COUNTED, fits
from checklists.template import Question
from checklists.visibility import RULE_TYPES

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)
INSTANT = "2026-11-20T08:00:00.000Z"


def a_question(kind: str) -> Question:
    """A question of this type with three choices."""
    return Question(
        id="q",
        section="s",
        type=kind,
        choices=frozenset({"a", "b", "na"}),
        na_choices=frozenset({"na"}),
    )


GOOD = [
    ("choice", "a"),
    ("likert", "na"),
    ("multi_choice", ["a", "b"]),
    ("multi_choice", ["na"]),
    ("number", "-1.50"),
    ("slider", "0"),
    ("temperature", "-3"),
    ("stopwatch", "0.5"),
    ("text", "火" * 10_000),
    ("scan", "E-1"),
    ("date", "2026-02-28"),
    ("time", "23:59:59"),
    ("datetime", {"instant": INSTANT, "local": "2026-11-20T16:00"}),
    ("datetime", {"instant": INSTANT, "local": "2026-11-20T16:00:30"}),
    ("geo", {"point": ["-90", "180"]}),
    ("geo", {"point": ["31.23", "121.47"], "accuracy_m": "4.5"}),
]
BAD = [
    ("choice", "c"),
    ("choice", ["a"]),
    ("multi_choice", []),
    ("multi_choice", ["b", "a"]),
    ("multi_choice", ["a", "a"]),
    ("multi_choice", ["a", "na"]),
    ("multi_choice", "a"),
    ("multi_choice", [1]),
    ("number", 1),
    ("number", "1e3"),
    ("stopwatch", "-0.1"),
    ("text", ""),
    ("text", "x" * 10_001),
    ("scan", None),
    ("date", "2026-02-29"),
    ("date", 20260228),
    ("time", "24:00:00"),
    ("time", 8),
    ("datetime", INSTANT),
    ("datetime", {"instant": INSTANT, "local": 1}),
    ("datetime", {"instant": INSTANT, "local": "2026-02-30T16:00"}),
    ("datetime", {"instant": "now", "local": "2026-11-20T16:00"}),
    ("geo", ["31", "121"]),
    ("geo", {"point": ["31"]}),
    ("geo", {"point": [31, 121]}),
    ("geo", {"point": ["90.000001", "0"]}),
    ("geo", {"point": ["0", "0"], "accuracy_m": "-1"}),
    ("geo", {"point": ["0", "0"], "more": 1}),
]


@pytest.mark.parametrize(("kind", "value"), GOOD)
def test_a_value_of_the_form_is_an_answer(kind: str, value: Any) -> None:
    """Every type takes what its form allows, to the limit."""
    assert fits(a_question(kind), value)


@pytest.mark.parametrize(("kind", "value"), BAD)
def test_a_value_of_another_form_is_none(kind: str, value: Any) -> None:
    """Nothing is converted or guessed."""
    assert not fits(a_question(kind), value)


@given(st.sampled_from(sorted(RULE_TYPES.keys() - COUNTED)), ANYTHING)
def test_any_json_is_judged_without_failing(kind: str, value: Any) -> None:
    """A device can send anything; the answer is yes or no."""
    assert fits(a_question(kind), value) in {True, False}
