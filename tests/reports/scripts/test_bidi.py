"""The bidirectional algorithm against Unicode's own cases."""

from pathlib import Path

import pytest

from reports.scripts.bidi import base_level, embedding_levels, isolated, visual_order
from reports.scripts.bidi_types import mirrored

CASES = Path(__file__).parent / "bidi_cases.txt"
ALEF, BET = "\u05d0", "\u05d1"


def shown(text: str, base: int | None = None) -> str:
    """The text as its characters stand from left to right."""
    levels = embedding_levels(text, base)
    return "".join(
        mirrored(text[index]) if levels[index] % 2 else text[index]
        for index in visual_order(levels)
    )


def test_levels_and_order_are_those_of_unicode() -> None:
    """Embeddings, overrides, isolates, brackets and numbers stand where the standard puts them."""
    checked = 0
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        codes, direction, paragraph, levels, order = line.split(";")
        text = "".join(chr(int(code, 16)) for code in codes.split())
        base = {"0": 0, "1": 1, "2": None}[direction]
        found = embedding_levels(text, base)
        kept = [at for at, level in enumerate(levels.split()) if level != "x"]

        assert int(paragraph) == (base_level(text) if base is None else base), line
        assert [found[at] for at in kept] == [int(levels.split()[at]) for at in kept], line
        visual = [kept[at] for at in visual_order([found[at] for at in kept])]
        assert visual == [int(place) for place in order.split()], line
        checked += 1
    assert checked > 600


@pytest.mark.parametrize(
    ("text", "left_to_right"),
    [
        (f"Name {ALEF}{BET}, ok", f"Name {BET}{ALEF}, ok"),
        (f"{ALEF}{BET} (north) 12.5", f"12.5 (north) {BET}{ALEF}"),
        (f"{ALEF} ({BET})", f"({BET}) {ALEF}"),
        ("plain (text) 1.5", "plain (text) 1.5"),
        ("", ""),
    ],
)
def test_numbers_and_brackets_keep_their_sense(text: str, left_to_right: str) -> None:
    """Letters run right to left, numbers within them from left to right, brackets are turned."""
    assert shown(text) == left_to_right


def test_a_name_does_not_turn_the_words_around_it() -> None:
    """A date behind a name that runs right to left stays behind it."""
    name = f"{ALEF}{BET}"

    assert shown(f"by {name} 2026-11-29").index("2026") < shown(f"by {name} 2026-11-29").index(BET)
    kept = shown(f"by {isolated(name)} 2026-11-29")
    assert kept.index(BET) < kept.index("2026-11-29")
    assert base_level(f"{isolated(name)}, inspector") == 0


def test_isolates_left_open_in_a_value_end_with_it() -> None:
    """What a person typed cannot reach beyond its own place."""
    for typed in (f"{ALEF}\u2067\u2067", f"\u2069{ALEF}"):
        value = isolated(typed)
        opened = sum(value.count(mark) for mark in "\u2066\u2067\u2068")
        assert opened == value.count("\u2069")
        assert value.startswith("\u2068")
        assert value.endswith("\u2069")
    assert isolated("Łukasz \u2067") == "Łukasz \u2067"
