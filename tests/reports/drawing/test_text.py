"""Line breaking and the marks for what cannot be drawn."""

import itertools
import random

import pytest

from reports.drawing.text import NO_END, NO_START, Breaker, is_wide, measure, safe_text

WIDTHS = {code: 1000.0 if is_wide(chr(code)) else 500.0 for code in range(0x20, 0xA000)}
BREAKER = Breaker(WIDTHS)


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() -> None:
    """Chinese text breaks by the rules of kinsoku, and nothing is lost."""
    rng = random.Random(7)
    for _ in range(300):
        text = "".join(rng.choices("检查合格，。（）“”；word 12.5 ", k=60)).replace(" ", "")
        lines = BREAKER.wrap(text, 10, rng.uniform(80, 200))
        assert text == "".join(lines)
        for before, after in itertools.pairwise(lines):
            fits = measure(before, WIDTHS) / 100
            assert after[0] not in NO_START or fits > 60, (before, after)
            assert before[-1] not in NO_END or len(before) == 1, (before, after)


def test_words_and_numbers_stay_whole() -> None:
    """A word or a number is only cut when it is longer than a line."""
    lines = BREAKER.wrap("clear width of 1.25 m is required", 10, 70)

    assert " ".join(lines).split() == ["clear", "width", "of", "1.25", "m", "is", "required"]
    assert BREAKER.wrap("a" * 15, 10, 50) == ("aaaaaaaaaa", "aaaaa")


def test_lines_fit_their_width() -> None:
    """No line is wider than its column."""
    text = "the quick brown fox jumps over the lazy dog " * 5
    for width in (40, 77, 120):
        for line in BREAKER.wrap(text, 9, width):
            assert measure(line, WIDTHS) * 9 / 1000 <= width


@pytest.mark.parametrize(
    ("text", "code"),
    [("\u202e", "U+202E"), ("\x07", "U+0007"), ("𠮷", "U+20BB7"), ("😀", "U+1F600")],
)
def test_what_cannot_be_drawn_is_shown_as_its_code(text: str, code: str) -> None:
    """Control characters are never obeyed and missing characters never vanish."""
    assert f"a\ue000{code}\ue001b" == safe_text(f"a{text}b", WIDTHS)
    assert safe_text("a\tb", WIDTHS) == "a b"
    assert measure(safe_text(text, WIDTHS), WIDTHS) > 0
