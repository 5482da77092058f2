"""Line breaking with kinsoku: Han characters, words, clusters of scripts without spaces."""

from functools import lru_cache

from reports.scripts.clusters import FRAME_OPEN, clusters, may_break
from reports.scripts.lines import Line, Paragraph, Setter, levels_of

NO_START = frozenset("，。、；：？！）】》”’％%）]!?,.;:)}…·」』〉")
NO_END = frozenset("（【《“‘([{「『〈")


def is_wide(char: str) -> bool:
    """Whether a line may break on either side of this cluster, as between Han characters."""
    code = ord(char[0])
    return (
        0x2E80 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0xFF00 <= code <= 0xFFEF
        or 0x1F000 <= code <= 0x3FFFF
        or char[0] in "“”‘’…"
        or char[0] == FRAME_OPEN
    )


class Breaker:
    """Breaks lines for one setter; remembers what it broke."""

    __slots__ = ("_wrapped", "setter")

    def __init__(self, setter: Setter) -> None:
        self.setter = setter
        self._wrapped = lru_cache(maxsize=4096)(self._wrap)

    def wrap(self, text: str, size: float, width: float) -> tuple[str, ...]:
        """Lines no wider than width points; words and numbers whole unless longer than a line."""
        return self._wrapped(text, round(1000 * width / size, 3), width)

    def _wrap(self, text: str, room: float, width: float) -> tuple[str, ...]:
        lines: list[str] = []
        for paragraph in text.split("\n"):
            found = self.setter.paragraph(paragraph)
            broken = self._lines(paragraph, room, found)
            plain = self.setter.main_width(paragraph) is not None
            lines += broken if plain else _marked(paragraph, broken, found, width)
        return tuple(lines)

    def _lines(self, text: str, room: float, paragraph: Paragraph) -> list[str]:
        measure = self.setter.measure
        if measure(text, paragraph) <= room:
            return [text]
        lines: list[str] = []
        line, used = "", 0.0
        for atom in self._atoms(text):
            if line and used + measure(atom.rstrip(), paragraph) > room:
                lines.append(line.rstrip())
                line, used = "", 0.0
            piece = atom
            while measure(piece.rstrip(), paragraph) > room:
                count = self._fitting(piece, room, paragraph)
                if count == len(piece):
                    break  # a single cluster wider than the line
                lines.append(piece[:count])
                piece = piece[count:]
            line += piece
            used += measure(piece, paragraph)
        return [*lines, line.rstrip()] if line.rstrip() else lines

    def _fitting(self, text: str, room: float, paragraph: Paragraph) -> int:
        """How many characters fit, in whole clusters; at least one cluster."""
        used, end = 0.0, 0
        for unit in self._units(text):
            used += self.setter.measure(unit, paragraph)
            if used > room and end:
                return end
            end += len(unit)
        return end

    def _units(self, text: str) -> list[str]:
        plain = self.setter.main_width(text) is not None
        return list(text) if plain else list(clusters(text))

    def _atoms(self, text: str) -> list[str]:
        """What stays together: a Han character with its marks, a Latin word with its space."""
        atoms: list[str] = []
        word, last = "", ""
        for unit in self._units(text):
            if not is_wide(unit):
                if not word and atoms and (atoms[-1][-1] in NO_END or unit in NO_START):
                    word = atoms.pop()
                elif word and may_break(last, unit):
                    atoms.append(word)
                    word = ""
                word += unit
                last = unit
                if unit == " ":
                    atoms.append(word)
                    word = ""
                continue
            if word:
                atoms.append(word)
                word = ""
            if atoms and (unit in NO_START or atoms[-1][-1] in NO_END):
                atoms[-1] += unit
            else:
                atoms.append(unit)
        return [*atoms, word] if word else atoms


def _marked(text: str, lines: list[str], paragraph: Paragraph, width: float) -> list[str]:
    """The lines with the levels that they have within their paragraph."""
    levels, at = levels_of(text, paragraph.base), 0
    marked: list[str] = []
    for line in lines:
        start = text.index(line, at)
        at = start + len(line)
        marked.append(Line.of(line, paragraph, levels[start:at], width))
    return marked
