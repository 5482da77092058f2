"""Directional properties of characters: class, mirrored twin, bracket partner."""

import unicodedata
from functools import lru_cache

from fontTools.unicodedata import Mirrored

STRONG = frozenset({"L", "R", "AL"})
ISOLATES = frozenset({"LRI", "RLI", "FSI"})
EMBEDDINGS = frozenset({"LRE", "RLE", "LRO", "RLO"})
# What rule X9 takes out of the text before levels are resolved.
REMOVED = frozenset({*EMBEDDINGS, "PDF", "BN"})

_MIRRORED: dict[int, int] = Mirrored.MIRRORED
# U+2329 and U+232A are the same brackets as U+3008 and U+3009 (canonical equivalents).
_SAME = {"\u2329": "\u3008", "\u232a": "\u3009"}
# Blocks whose unassigned characters run right to left (DerivedBidiClass.txt).
_RIGHT = (
    *((0x0590, 0x05FF, "R"), (0x07C0, 0x085F, "R"), (0xFB1D, 0xFB4F, "R")),
    *((0x10800, 0x10CFF, "R"), (0x10D40, 0x10EBF, "R"), (0x1E800, 0x1EC6F, "R")),
    *((0x0600, 0x07BF, "AL"), (0x0860, 0x08FF, "AL"), (0xFB50, 0xFDCF, "AL")),
    *((0xFDF0, 0xFDFF, "AL"), (0xFE70, 0xFEFF, "AL"), (0x1EE00, 0x1EEFF, "AL")),
)


@lru_cache(maxsize=4096)
def bidi_class(char: str) -> str:
    """The class of a character, with the defaults of those that are not assigned yet."""
    known = unicodedata.bidirectional(char)
    if known:
        return known
    code = ord(char)
    return next((kind for low, high, kind in _RIGHT if low <= code <= high), "L")


def mirrored(char: str) -> str:
    """L4: the character as it is drawn from right to left."""
    twin = _MIRRORED.get(ord(char))
    return char if twin is None else chr(twin)


def closing_bracket(char: str) -> str | None:
    """The partner of an opening bracket, in one form of those that are equivalent."""
    if unicodedata.category(char) != "Ps" or ord(char) not in _MIRRORED:
        return None
    return _one_form(mirrored(char))


def paired_bracket(char: str) -> str | None:
    """A closing bracket in that form; None for any other character."""
    if unicodedata.category(char) != "Pe" or ord(char) not in _MIRRORED:
        return None
    return _one_form(char)


def _one_form(char: str) -> str:
    return _SAME.get(char, char)
