"""Patterns run without backtracking, and match what Python's own do."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.expressions.pattern import INSTRUCTIONS_MAX, PatternError, compiled, matches

ATOMS = st.sampled_from(
    ["a", "b", ".", r"\d", r"\w", r"\s", "[a-c]", "[^ab]", r"[\d_]", r"\.", "é"]
)
PATTERNS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({'|'.join(parts)})"),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{2}", "{1,}", "{0,2}"])).map(
            lambda pair: f"({pair[0]}){pair[1]}"
        ),
    ),
    max_leaves=6,
)


@given(PATTERNS, st.text(st.sampled_from("abc1_ .é\n"), max_size=6))
def test_it_matches_what_a_regular_expression_matches(pattern: str, text: str) -> None:
    """For the allowed language there is no difference to the usual one."""
    wanted = re.fullmatch(pattern, text, re.ASCII) is not None

    assert matches(compiled(pattern), text) is wanted
    assert matches(compiled(f"^{pattern}$"), text) is wanted


@given(st.text(st.sampled_from("ab()[]{}|?*+^$\\.-,12"), max_size=14))
def test_any_text_is_a_pattern_or_refused(pattern: str) -> None:
    """A pattern is compiled within its limit, or it is refused; and it is never a surprise."""
    try:
        program = compiled(pattern)
    except PatternError:
        return
    assert len(program) <= INSTRUCTIONS_MAX
    assert matches(program, "aab") in {True, False}


@pytest.mark.parametrize(
    "pattern",
    [
        "a" * 201, "(" * 9 + "a" + ")" * 9, "(?:a)", "a**", "a+?", "a{65}", "a{2,1}", "a{", "a{1",
        "[]", "[a", "[z-a]", "[[]", "[a-\\d]", "\\q", "\\", "(", ")", "*", "{", "]", "a{64}{2}",
        "(a{64}){9}", "a$b", "\\1",
    ],
)  # fmt: skip
def test_what_the_small_language_has_not_is_refused(pattern: str) -> None:
    """No look-around, no back-reference, nothing lazy, nothing endless."""
    with pytest.raises(PatternError):
        compiled(pattern)


def test_an_escaped_dollar_is_a_sign() -> None:
    """Only a bare dollar at the end is the end."""
    assert matches(compiled(r"5\$"), "5$")
    assert matches(compiled(r"5\\$"), "5\\")
    assert matches(compiled(r"[a\-z]+"), "a-z")
    assert matches(compiled("a||b"), "")


def test_a_hostile_pattern_takes_no_longer_than_any_other() -> None:
    """The pattern that stops other engines for hours is done at once."""
    started = time.process_time()

    assert not matches(compiled("(a*)*b"), "a" * 5_000)
    assert time.process_time() - started < 2
