"""Fonts behind the main one: which of them has a character, and its glyphs as HarfBuzz sets them."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import uharfbuzz

from reports.scripts.clusters import KEYCAP, is_pictograph, is_selector, script

# The bindings come without types; what they give is checked where it enters our own.
hb: Any = uharfbuzz
WEIGHTS = {False: 400, True: 700}
DROPPED_TABLES = ("GSUB", "GPOS", "GDEF", "STAT", "cmap", "vhea", "vmtx", "gasp", "post")
COMMON = frozenset({"Zyyy", "Zinh"})
EMOJI = "Zsye"


@dataclass(frozen=True, slots=True, kw_only=True)
class FallbackFont:
    """A variable TrueType font of the chain; its bytes are read when a text needs it.

    `scripts` are the four-letter codes that it is asked for; none means signs of all scripts.
    """

    name: str
    scripts: frozenset[str]
    load: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Glyph:
    """The shapes of one cluster; lengths in units of the font, from where the pen stands.

    `parts` are (glyph number, right, up); `text` is what they stand for together.
    """

    parts: tuple[tuple[int, int, int], ...]
    text: str
    advance: int


class FallbackFace:
    """One opened font of the chain: coverage, shaping, and cuts of both weights."""

    def __init__(self, font: FallbackFont) -> None:
        self.name = font.name
        self._face: Any = hb.Face(font.load())
        self.units = int(self._face.upem)
        self._fonts = {bold: self._weighted(WEIGHTS[bold]) for bold in (False, True)}
        self.codes = frozenset(int(code) for code in self._face.unicodes)
        self.shape = lru_cache(maxsize=8192)(self._shape)

    def _weighted(self, weight: int) -> Any:  # noqa: ANN401 - see hb
        font = hb.Font(self._face)
        font.set_variations({"wght": weight})
        return font

    @cached_property
    def has_weights(self) -> bool:
        return any(axis.tag == "wght" for axis in self._face.axis_infos)

    def _shape(self, text: str, *, bold: bool, right: bool) -> tuple[Glyph, ...]:
        """The clusters of a run of one script, from left to right."""
        buffer = hb.Buffer()
        buffer.add_codepoints([ord(char) for char in text])
        buffer.direction = "rtl" if right else "ltr"
        buffer.guess_segment_properties()
        # The language must not come from the machine: the same facts give the same bytes.
        buffer.language = "und"
        hb.shape(self._fonts[bold], buffer)
        infos, places = buffer.glyph_infos, buffer.glyph_positions
        starts = sorted({int(info.cluster) for info in infos})
        ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
        found: dict[int, tuple[list[tuple[int, int, int]], int]] = {}
        for info, place in zip(infos, places, strict=True):
            start = int(info.cluster)
            parts, pen = found.get(start, ([], 0))
            parts.append((int(info.codepoint), pen + int(place.x_offset), int(place.y_offset)))
            found[start] = parts, pen + int(place.x_advance)
        return tuple(
            Glyph(tuple(parts), text[start : ends[start]], advance)
            for start, (parts, advance) in found.items()
        )

    def cut(self, glyphs: Iterable[int], *, bold: bool) -> tuple[bytes, dict[int, int]]:
        """A static font of these glyphs alone, and their numbers in it."""
        wanted = hb.SubsetInput()
        if self.has_weights:
            wanted.pin_axis_location(self._face, "wght", WEIGHTS[bold])
        for number in sorted(set(glyphs)):
            wanted.glyph_set.add(number)
        wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NO_LAYOUT_CLOSURE
        for table in DROPPED_TABLES:
            wanted.drop_table_tag_set.add(int.from_bytes(table.ljust(4).encode()))
        plan = hb.SubsetPlan(self._face, wanted)
        numbers = {int(old): int(new) for old, new in dict(plan.old_to_new_glyph_mapping).items()}
        return bytes(plan.execute().blob.data), numbers


class FontChain:
    """The fonts in their order; each is opened when the first text needs it."""

    def __init__(self, fonts: Sequence[FallbackFont]) -> None:
        self._fonts = tuple(fonts)
        self._opened: dict[int, FallbackFace] = {}
        self.font_of = lru_cache(maxsize=8192)(self._font_of)

    def face(self, index: int) -> FallbackFace:
        opened = self._opened.get(index)
        if opened is None:
            opened = self._opened[index] = FallbackFace(self._fonts[index])
        return opened

    def has(self, index: int, cluster: str) -> bool:
        """Whether a font has all of a cluster, as it is or composed."""
        seen = "".join(char for char in cluster if char.isprintable() and not is_selector(char))
        codes = self.face(index).codes
        return any(
            all(ord(char) in codes for char in form)
            for form in (seen, unicodedata.normalize("NFC", seen))
        )

    def _font_of(self, cluster: str) -> int | None:
        """The first font that has a cluster; None when none has."""
        return next((index for index in self._asked(cluster) if self.has(index, cluster)), None)

    def _asked(self, cluster: str) -> Iterable[int]:
        """The fonts for its script, then those of signs; for a sign of all scripts any other too."""
        own = next((s for s in map(script, cluster) if s not in COMMON), "")
        pictograph = KEYCAP in cluster or any(map(is_pictograph, cluster))
        first = EMOJI if pictograph and not own else own
        wanted = [i for i, font in enumerate(self._fonts) if first in font.scripts]
        wanted += [i for i, font in enumerate(self._fonts) if not font.scripts]
        if not own:
            wanted += [i for i, font in enumerate(self._fonts) if "Latn" in font.scripts]
            wanted += [i for i in range(len(self._fonts)) if i not in wanted]
        return wanted
