"""Line breaking and the marks for what cannot be drawn."""

import itertools
import random
import unicodedata

import pytest

from backend.evidence.typefaces import fallback_fonts
from reports.drawing.text import NO_END, NO_START, Breaker, is_wide
from reports.scripts.lines import Line, Setter
from reports.scripts.shaping import FontChain

WIDTHS = {code: 1000.0 if is_wide(chr(code)) else 500.0 for code in range(0x20, 0xA000)}
SETTER = Setter(WIDTHS)
BREAKER = Breaker(SETTER)
LATIN = dict.fromkeys(range(32, 127), 500.0)


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() -> None:
    """Chinese text breaks by the rules of kinsoku, and nothing is lost."""
    rng = random.Random(7)
    for _ in range(300):
        text = "".join(rng.choices("检查合格，。（）“”；word 12.5 ", k=60)).replace(" ", "")
        lines = BREAKER.wrap(text, 10, rng.uniform(80, 200))
        assert text == "".join(lines)
        for before, after in itertools.pairwise(lines):
            fits = SETTER.measure(before) / 100
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
            assert SETTER.measure(line) * 9 / 1000 <= width


@pytest.mark.parametrize(
    ("text", "code"),
    [("\u202e", "U+202E"), ("\x07", "U+0007"), ("𠮷", "U+20BB7"), ("😀", "U+1F600")],
)
def test_what_cannot_be_drawn_is_shown_as_its_code(text: str, code: str) -> None:
    """Control characters are never obeyed and missing characters never vanish."""
    assert f"a\ue000{code}\ue001b" == SETTER.safe(f"a{text}b")
    assert SETTER.safe("a\tb") == "a b"
    assert SETTER.measure(SETTER.safe(text)) > 0


def test_a_code_is_never_torn_apart() -> None:
    """A framed code stands in one line, however narrow the column and however many there are."""
    text = SETTER.safe("名" + "\U0002f800\u0f00" * 6 + "end")

    for width in range(20, 300, 7):
        lines = BREAKER.wrap(text, 10, width)
        assert "".join(lines) == text
        assert all(line.count("\ue000") == line.count("\ue001") for line in lines)


@pytest.fixture(scope="module")
def breaker() -> Breaker:
    """With the fonts behind the main one."""
    return Breaker(Setter(LATIN, FontChain(fallback_fonts())))


@pytest.mark.parametrize(
    "text",
    [
        "ตรวจสอบทางหนีไฟแล้วไม่มีสิ่งกีดขวางและป้ายสว่าง",
        "ກວດສອບທາງອອກສຸກເສີນແລ້ວ",
        "បានពិនិត្យច្រកចេញសង្គ្រោះបន្ទាន់",
        "👩\u200d🚒👍🏽🇵🇱1\ufe0f\u20e3✅",
        "निरीक्षणस्यप्रतिवेदनम्",
    ],
)
def test_lines_of_every_script_break_between_whole_characters(breaker: Breaker, text: str) -> None:
    """No mark begins a line, no leading vowel ends one, and nothing is lost."""
    safe = breaker.setter.safe(text)
    assert safe == text
    for width in (30, 55, 90):
        lines = breaker.wrap(text, 10, width)
        assert "".join(lines) == text
        for before, after in itertools.pairwise(lines):
            assert not unicodedata.category(after[0]).startswith("M"), (before, after)
            assert after[0] not in "\u200d🏽\ufe0f\u0e32\u0e30", (before, after)
            assert before[-1] not in "\u0e40\u0e41\u0e44\u0ec0\u17d2\u200d", (before, after)


def test_letters_of_a_line_are_of_one_font(breaker: Breaker) -> None:
    """One Polish letter does not stand out of its word, nor its word out of the name."""
    pieces = breaker.setter.pieces("Łukasz Wójcik")

    assert {piece.font for piece in pieces if piece.text.strip()} == {pieces[0].font}
    assert pieces[0].font >= 0


def test_a_line_keeps_the_direction_of_its_paragraph(breaker: Breaker) -> None:
    """The second line of a Hebrew note that begins with an English word still hangs right."""
    text = "הבדיקה בוצעה על ידי Ana Torres במחסן הצפוני"
    lines = breaker.wrap(text, 10, 60)

    assert len(lines) > 3
    assert all(line.paragraph.base == 1 for line in lines if isinstance(line, Line))
    assert any(line.startswith("Ana") for line in lines)


def test_direction_marks_and_selectors_are_not_drawn(breaker: Breaker) -> None:
    """What only steers takes no room."""
    setter = breaker.setter

    assert setter.measure("a\u200eb") == setter.measure("ab")
    assert setter.measure("✅\ufe0f") == setter.measure("✅")
    assert setter.safe("👍🏽") == "👍🏽"
