"""Text as it is drawn: safe marks for what cannot be shown, and line breaking with kinsoku."""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

NO_START = frozenset("，。、；：？！）】》”’％%）]!?,.;:)}…·」』〉")
NO_END = frozenset("（【《“‘([{「『〈")
FRAME_OPEN, FRAME_CLOSE = "\ue000", "\ue001"
FRAME_PADDING = 250.0
FRAME_SCALE = 0.8
FALLBACK_WIDTH = 1000.0

Widths = Mapping[int, float]


def safe_text(text: str, widths: Widths) -> str:
    """The text, with what cannot be drawn, or must not be obeyed, as framed codes."""
    if all(ord(char) in widths and char.isprintable() for char in text):
        return text
    return "".join(_safe_char(char, widths) for char in text)


def _safe_char(char: str, widths: Widths) -> str:
    if char == "\n" or (ord(char) in widths and char.isprintable()):
        return char
    if char == "\t" or unicodedata.category(char) == "Zs":
        return " "
    return f"{FRAME_OPEN}U+{ord(char):04X}{FRAME_CLOSE}"


def is_wide(char: str) -> bool:
    """Whether a line may break on either side of this character, as between Han characters."""
    code = ord(char)
    return (
        0x2E80 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0xFF00 <= code <= 0xFFEF
        or 0x20000 <= code <= 0x3FFFF
        or char in "“”‘’…"
    )


def measure(text: str, widths: Widths) -> float:
    """Width in thousandths of the size."""
    if FRAME_OPEN not in text:
        return sum([widths.get(ord(char), FALLBACK_WIDTH) for char in text])
    total = 0.0
    for index, part in enumerate(text.replace(FRAME_CLOSE, FRAME_OPEN).split(FRAME_OPEN)):
        own = sum([widths.get(ord(char), FALLBACK_WIDTH) for char in part])
        total += own * FRAME_SCALE + FRAME_PADDING if index % 2 else own
    return total


class Breaker:
    """Breaks lines for one table of widths; remembers what it broke."""

    __slots__ = ("_wrapped", "widths")

    def __init__(self, widths: Widths) -> None:
        self.widths = widths
        self._wrapped = lru_cache(maxsize=4096)(self._wrap)

    def wrap(self, text: str, size: float, width: float) -> tuple[str, ...]:
        """Lines no wider than width points; words and numbers whole unless longer than a line."""
        return self._wrapped(text, round(1000 * width / size, 3))

    def _wrap(self, text: str, room: float) -> tuple[str, ...]:
        lines: list[str] = []
        for paragraph in text.split("\n"):
            lines += self._lines(paragraph, room)
        return tuple(lines)

    def _lines(self, text: str, room: float) -> list[str]:
        if measure(text, self.widths) <= room:
            return [text]
        lines: list[str] = []
        line, used = "", 0.0
        for atom in self._atoms(text):
            if line and used + measure(atom.rstrip(), self.widths) > room:
                lines.append(line.rstrip())
                line, used = "", 0.0
            piece = atom
            while measure(piece.rstrip(), self.widths) > room:
                count = self._fitting(piece, room)
                lines.append(piece[:count])
                piece = piece[count:]
            line += piece
            used += measure(piece, self.widths)
        return [*lines, line.rstrip()] if line.rstrip() else lines

    def _fitting(self, text: str, room: float) -> int:
        used = 0.0
        for index, char in enumerate(text):
            used += self.widths.get(ord(char), FALLBACK_WIDTH)
            if used > room:
                return max(1, index)
        return len(text)

    def _atoms(self, text: str) -> list[str]:
        """What stays together: a Han character with its marks, a Latin word with its space."""
        atoms: list[str] = []
        word = ""
        for char in text:
            if not is_wide(char):
                if not word and atoms and (atoms[-1][-1] in NO_END or char in NO_START):
                    word = atoms.pop()
                word += char
                if char == " ":
                    atoms.append(word)
                    word = ""
                continue
            if word:
                atoms.append(word)
                word = ""
            if atoms and (char in NO_START or atoms[-1][-1] in NO_END):
                atoms[-1] += char
            else:
                atoms.append(char)
        return [*atoms, word] if word else atoms
