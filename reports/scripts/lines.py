"""A line of text as pieces from left to right: main font, other fonts, framed codes."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from reports.scripts.bidi import base_level, embedding_levels, line_levels, visual_order
from reports.scripts.bidi_types import mirrored
from reports.scripts.clusters import (
    FRAME_CLOSE,
    FRAME_OPEN,
    clusters,
    is_selector,
    script,
    works_unseen,
)
from reports.scripts.shaping import FontChain, Glyph

Widths = Mapping[int, float]
FRAME_PADDING = 250.0
FRAME_SCALE = 0.8
FALLBACK_WIDTH = 1000.0
MAIN, FRAME = -1, -2
# Words of these stand in one font each: a single letter from another one would be a blot.
LETTERS = frozenset({"Latn", "Grek", "Cyrl"})
OBJECT = "\ufffc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """What its lines have in common: direction (1 right to left), and the font of its letters."""

    base: int = 0
    letters: int = MAIN


PLAIN = Paragraph()


class Line(str):
    """A wrapped line that knows its paragraph, and the room in points that it was broken for.

    `levels` are those of its characters within the paragraph.
    """

    __slots__ = ("levels", "paragraph", "room")

    levels: tuple[int, ...]
    paragraph: Paragraph
    room: float

    @classmethod
    def of(cls, text: str, paragraph: Paragraph, levels: Sequence[int], room: float) -> Self:
        line = cls(text)
        line.paragraph, line.levels, line.room = paragraph, tuple(levels), room
        return line


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What is drawn in one go: `font` is an index of the chain, MAIN or FRAME.

    `text` is as it was written, `shown` what the main font draws of it; width per mille.
    """

    font: int
    text: str
    shown: str
    width: float
    level: int
    glyphs: tuple[Glyph, ...] = ()


def framed(char: str) -> str:
    """The mark for what is not drawn."""
    return f"{FRAME_OPEN}U+{ord(char):04X}{FRAME_CLOSE}"


def levels_of(text: str, base: int) -> list[int]:
    """The levels of a paragraph's characters; a framed code counts as an object."""
    if FRAME_OPEN not in text:
        return embedding_levels(text, base)
    parts = (OBJECT * len(one) if one[0] == FRAME_OPEN else one for one in clusters(text))
    return embedding_levels("".join(parts), base)


class Setter:
    """Sets lines in one weight: a main font given by its widths, and the chain behind it."""

    def __init__(
        self, widths: Widths, chain: FontChain | None = None, *, bold: bool = False
    ) -> None:
        self.widths, self.chain, self.bold = widths, chain, bold
        self._set = lru_cache(maxsize=4096)(self._pieces)

    # -- what can be drawn ----------------------------------------------------------------------
    def safe(self, text: str) -> str:
        """The text, with what cannot be drawn, or must not be obeyed, as framed codes."""
        widths = self.widths
        if all(ord(char) in widths and char.isprintable() for char in text):
            return text
        # What a person typed cannot pass for our own frames.
        out, at = list[str](), 0
        for cluster in clusters(text.replace(FRAME_OPEN, "\ue002").replace(FRAME_CLOSE, "\ue002")):
            out.append(self._safe_cluster(text, at, cluster))
            at += len(cluster)
        return "".join(out)

    def _safe_cluster(self, text: str, at: int, cluster: str) -> str:
        steering = (at + i for i, char in enumerate(cluster) if _steers(char))
        if all(works_unseen(text, place) for place in steering) and self._font(cluster) != FRAME:
            return cluster
        return "".join(self._safe_char(text, at + i) for i in range(len(cluster)))

    def _safe_char(self, text: str, at: int) -> str:
        char = text[at]
        if char == "\n" or (char.isprintable() and ord(char) in self.widths):
            return char
        if char == "\t" or unicodedata.category(char) == "Zs":
            return " "
        if works_unseen(text, at):
            return char
        drawn = char.isprintable() and self._font(char) != FRAME
        return char if drawn else framed(char)

    def _font(self, cluster: str) -> int:
        """MAIN, an index of the chain, or FRAME when no font has it."""
        seen = visible(cluster)
        if all(ord(char) in self.widths for char in seen):
            return MAIN
        if self.chain is None or not seen:
            return FRAME
        index = self.chain.font_of(cluster)
        return FRAME if index is None else index

    # -- how wide it is -------------------------------------------------------------------------
    def measure(self, text: str, paragraph: Paragraph = PLAIN) -> float:
        """Width of safe text in thousandths of the size."""
        width = self.main_width(text) if paragraph.letters == MAIN else None
        return (
            sum(piece.width for piece in self.pieces(text, paragraph)) if width is None else width
        )

    def main_width(self, text: str) -> float | None:
        """The same of a text that the main font alone draws, from left to right; else None."""
        if isinstance(text, Line):
            return None
        widths = self.widths
        try:
            return sum([widths[ord(char)] for char in text])
        except KeyError:
            return None

    # -- how it is set --------------------------------------------------------------------------
    def paragraph(self, text: str) -> Paragraph:
        """What the lines of this safe text have in common."""
        if self.main_width(text) is not None:
            return PLAIN
        return Paragraph(base=base_level(text), letters=self._letters(list(clusters(text))))

    def _letters(self, units: Sequence[str]) -> int:
        """The font for all letters, where one of them needs another than the main one."""
        for unit in units:
            if script(unit[0]) in LETTERS and (font := self._font(unit)) >= 0:
                return font
        return MAIN

    def pieces(self, text: str, paragraph: Paragraph | None = None) -> tuple[Piece, ...]:
        """One safe line, from left to right."""
        if isinstance(text, Line):
            return self._set(str(text), text.paragraph, text.levels)
        own = self.paragraph(text) if paragraph is None else paragraph
        if own == PLAIN and (width := self.main_width(text)) is not None:
            return (Piece(font=MAIN, text=text, shown=text, width=width, level=0),)
        return self._set(text, own, tuple(levels_of(text, own.base)))

    def _pieces(
        self, text: str, paragraph: Paragraph, levels: tuple[int, ...]
    ) -> tuple[Piece, ...]:
        own = line_levels(text, levels, paragraph.base)
        runs: list[tuple[int, int, list[str]]] = []
        at = 0
        for unit in clusters(text):
            font, level = self._font_in(unit, paragraph), own[at]
            at += len(unit)
            if font >= 0 and len(runs) > 1 and runs[-2][:2] == (font, level):
                self._take_space(runs, level)
            if runs and font != FRAME and runs[-1][:2] == (font, level):
                runs[-1][2].append(unit)
            else:
                runs.append((font, level, [unit]))
        pieces = [self._piece(*run) for run in runs]
        return tuple(pieces[index] for index in visual_order([piece.level for piece in pieces]))

    def _take_space(self, runs: list[tuple[int, int, list[str]]], level: int) -> None:
        """A space between two words of one font is of that font: they are set in one go."""
        before, (_, between, units) = runs[-2], runs[-1]
        if units == [" "] and between == level and self.chain and self.chain.has(before[0], " "):
            before[2].append(" ")
            runs.pop()

    def _font_in(self, unit: str, paragraph: Paragraph) -> int:
        if unit[0] == FRAME_OPEN:
            return FRAME
        font = self._font(unit)
        if paragraph.letters == MAIN or script(unit[0]) not in LETTERS or self.chain is None:
            return font
        return paragraph.letters if self.chain.has(paragraph.letters, unit) else font

    def _piece(self, font: int, level: int, units: Sequence[str]) -> Piece:
        text = "".join(units)
        if font >= 0:
            assert self.chain is not None
            face = self.chain.face(font)
            glyphs = face.shape(text, bold=self.bold, right=bool(level % 2))
            width = sum(glyph.advance for glyph in glyphs) * 1000 / face.units
            return Piece(font=font, text=text, shown="", width=width, level=level, glyphs=glyphs)
        shown = text.strip(FRAME_OPEN + FRAME_CLOSE) if font == FRAME else visible(text)
        if level % 2 and font == MAIN:
            shown = "".join(mirrored(char) for unit in reversed(units) for char in visible(unit))
        width = sum([self.widths.get(ord(char), FALLBACK_WIDTH) for char in shown])
        if font == FRAME:
            width = width * FRAME_SCALE + FRAME_PADDING
        return Piece(font=font, text=text, shown=shown, width=width, level=level)


def visible(text: str) -> str:
    """Without what only steers: selectors, joiners, direction marks."""
    return "".join(char for char in text if not _steers(char))


def _steers(char: str) -> bool:
    return is_selector(char) or not char.isprintable()
