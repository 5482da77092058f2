"""What a reader takes for one character, what steers it unseen, and where a line may break.

Clusters follow Unicode Standard Annex #29 as far as letters of names and notes need: a base with
its marks, an Indic conjunct, a Hangul syllable, an emoji sequence, a flag.
"""

# pyright: reportUnknownVariableType=false

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from fontTools.unicodedata import script as script_of

FRAME_OPEN, FRAME_CLOSE = "\ue000", "\ue001"
ZERO_WIDTH_SPACE, NON_JOINER, JOINER = "\u200b", "\u200c", "\u200d"
KEYCAP = "\u20e3"
VIRAMA_CLASS = 9
# Seen by nobody and harmless: direction marks and isolates cannot turn the letters of a word.
DIRECTION_MARKS = frozenset("\u200e\u200f\u061c\u2066\u2067\u2068\u2069")
# What does something between letters of some scripts, and hides in those of all others.
JOINING = frozenset({ZERO_WIDTH_SPACE, NON_JOINER, JOINER, "\u2060", "\u00ad", "\u034f"})
# Scripts whose letters stand for themselves: no joining, no reordering.
SIMPLE_SCRIPTS = frozenset({"Latn", "Grek", "Cyrl", "Hani", "Hira", "Kana", "Bopo", "Zyyy"})
# Written without spaces between words: a line may break between any two clusters.
UNSPACED = frozenset({"Thai", "Laoo", "Khmr", "Mymr"})
# Vowels written before their consonant, and signs that do not begin a line (Thai, Lao, Khmer).
LEADING_VOWELS = frozenset("\u0e40\u0e41\u0e42\u0e43\u0e44\u0ec0\u0ec1\u0ec2\u0ec3\u0ec4")
NOT_FIRST = frozenset(
    "\u0e2f\u0e30\u0e32\u0e33\u0e45\u0e46\u0eb0\u0eb2\u0eb3\u0ec6\u17d4\u17d5\u17d7\u104a\u104b"
)


@lru_cache(maxsize=8192)
def script(char: str) -> str:
    """The script as its four letters; `Zyyy` for signs of all scripts, `Zinh` for marks."""
    return str(script_of(char))


def is_selector(char: str) -> bool:
    """Whether it chooses among forms of the character before it: variation, skin, tag."""
    code = ord(char)
    return 0xFE00 <= code <= 0xFE0F or 0x1F3FB <= code <= 0x1F3FF or 0xE0020 <= code <= 0xE01EF


def is_pictograph(char: str) -> bool:
    """Whether emoji sequences may grow from it."""
    code = ord(char)
    return (code >= 0x1F000 and code < 0x20000) or 0x2190 <= code <= 0x2BFF or code in {0xA9, 0xAE}


def is_extender(char: str) -> bool:
    """Whether it belongs to the character before it."""
    if char < "\u0300":
        return False
    if char in "\u0e33\u0eb3" or is_selector(char) or char in {NON_JOINER, JOINER, KEYCAP}:
        return True
    code = ord(char)
    return unicodedata.category(char).startswith("M") or 0x1160 <= code <= 0x11FF


def clusters(text: str) -> Iterator[str]:
    """The text in its clusters; a framed code is one of them. Joined they are the text again."""
    current, index = "", 0
    while index < len(text):
        char = text[index]
        if char == FRAME_OPEN:
            if current:
                yield current
            end = text.find(FRAME_CLOSE, index) + 1 or len(text)
            yield text[index:end]
            current, index = "", end
            continue
        if current and _joins(current, char):
            current += char
        else:
            if current:
                yield current
            current = char
        index += 1
    if current:
        yield current


def _joins(cluster: str, char: str) -> bool:
    last = cluster[-1]
    if last in DIRECTION_MARKS or last in {" ", "\n"}:
        return False
    if is_extender(char):
        return True
    if last == JOINER:
        return is_pictograph(char) or script(char) not in SIMPLE_SCRIPTS
    if unicodedata.combining(last) == VIRAMA_CLASS:
        return script(char) == script(cluster[0]) and unicodedata.category(char) == "Lo"
    return _is_regional(char) and len(cluster) == 1 and _is_regional(last)


def _is_regional(char: str) -> bool:
    return 0x1F1E6 <= ord(char) <= 0x1F1FF


def works_unseen(text: str, index: int) -> bool:
    """Whether an invisible character does its work here; elsewhere it only hides."""
    char = text[index]
    if char in DIRECTION_MARKS:
        return True
    before = next((c for c in reversed(text[:index]) if not is_extender(c)), "")
    if not before:
        return False
    if is_selector(char):
        return is_pictograph(before) or before in "0123456789#*" or script(before) != "Latn"
    if char in JOINING:
        return is_pictograph(before) or script(before) not in SIMPLE_SCRIPTS
    return False


def may_break(before: str, after: str) -> bool:
    """Whether a line of a script without spaces may end between these two clusters."""
    if before[-1] in LEADING_VOWELS or after[0] in NOT_FIRST:
        return False
    if ZERO_WIDTH_SPACE in {before[-1], after[0]}:
        return before[-1] == ZERO_WIDTH_SPACE
    return script(before[0]) in UNSPACED and script(after[0]) in UNSPACED


def cut_at(text: str, characters_max: int) -> int:
    """The last end of a cluster within so many characters; at least one cluster."""
    end = 0
    for cluster in clusters(text):
        if end and end + len(cluster) > characters_max:
            break
        end += len(cluster)
    return end
