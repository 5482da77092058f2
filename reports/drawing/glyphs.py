"""Glyphs of the other fonts, as one document uses them: a code for each glyph and its text."""

# pyright: reportUnknownMemberType=false

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import ROUND_XY_TO_GRID, GlyphComponent
from fontTools.ttLib.tables._g_l_y_f import Glyph as TableGlyph

from reports.drawing.fonts import to_unicode
from reports.drawing.writer import PdfWriter
from reports.scripts.shaping import FallbackFace, Glyph

Parts = tuple[tuple[int, int, int], ...]


class GlyphFont:
    """One font of the chain in one weight, embedded as a composite font with codes of two bytes.

    Each cluster is one glyph with its text, so that every reader copies what was written: shapes
    that HarfBuzz puts together become a composite glyph of the embedded font.
    """

    __slots__ = ("_bold", "_codes", "_face", "name")

    def __init__(self, face: FallbackFace, name: str, *, bold: bool) -> None:
        self.name, self._face, self._bold = name, face, bold
        self._codes: dict[Glyph, int] = {}

    def show(self, glyphs: Sequence[Glyph], size: float) -> str:
        """The operators that show a run from where the pen stands."""
        codes = "".join(
            f"{self._codes.setdefault(glyph, len(self._codes) + 1):04X}" for glyph in glyphs
        )
        return f"/{self.name} {size:g} Tf <{codes}> Tj"

    def write(self, writer: PdfWriter) -> tuple[str, int]:
        """Write the cut font; gives (font resource, object number)."""
        name, data, places = self._postscript_name(), *self._font_file()
        file = writer.add_stream(data, b"/Length1 %d" % len(data))
        descriptor = writer.add(_descriptor(data, name, file))
        glyph_map = writer.add_stream(b"".join(place.to_bytes(2) for place in [0, *places]))
        scale = 1000 / self._face.units
        widths = b" ".join(b"%g" % (glyph.advance * scale) for glyph in self._codes)
        descendant = writer.add(
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)"
            b"/Ordering(Identity)/Supplement 0>>/FontDescriptor %d 0 R/DW 1000/W[1[%s]]"
            b"/CIDToGIDMap %d 0 R>>" % (name, descriptor, widths, glyph_map)
        )
        texts = [(code, glyph.text) for glyph, code in self._codes.items()]
        unicode_map = writer.add_stream(to_unicode(texts, digits=4))
        number = writer.add(
            b"<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]"
            b"/ToUnicode %d 0 R>>" % (name, descendant, unicode_map)
        )
        return self.name, number

    def _font_file(self) -> tuple[bytes, list[int]]:
        """The static font of what was used, and each code's glyph in it."""
        wanted = (number for glyph in self._codes for number, _, _ in glyph.parts)
        data, numbers = self._face.cut(wanted, bold=self._bold)
        font = TTFont(BytesIO(data), recalcTimestamp=False)
        order = list(font.getGlyphOrder())
        places: list[int] = []
        added: dict[Parts, int] = {}
        for glyph in self._codes:
            (first, right, up), *more = glyph.parts
            if not more and not right and not up:
                places.append(numbers[first])
                continue
            if glyph.parts not in added:
                added[glyph.parts] = len(order)
                parts = [(order[numbers[part]], x, y) for part, x, y in glyph.parts]
                _add_composite(font, order, parts, glyph.advance)
            places.append(added[glyph.parts])
        font.setGlyphOrder(order)
        out = BytesIO()
        font.save(out, reorderTables=True)
        return out.getvalue(), places

    def _postscript_name(self) -> bytes:
        prefix = self.name.upper().translate(_DIGITS_TO_LETTERS)
        weight = "Bold" if self._bold else "Regular"
        return f"{prefix:A>6}+{self._face.name}-{weight}".encode()


_DIGITS_TO_LETTERS = str.maketrans("0123456789", "ABCDEFGHIJ")


def _add_composite(
    font: TTFont, order: list[str], parts: Sequence[tuple[str, int, int]], advance: int
) -> None:
    name = f"cluster{len(order)}"
    composite = TableGlyph()
    composite.numberOfContours = -1
    composite.components = []
    for part, right, up in parts:
        component = GlyphComponent()
        component.glyphName, component.x, component.y = part, right, up
        component.flags = ROUND_XY_TO_GRID
        composite.components.append(component)
    order.append(name)
    font.setGlyphOrder(order)
    font["glyf"].glyphs[name] = composite
    font["glyf"].setGlyphOrder(order)
    font["hmtx"][name] = (max(0, advance), 0)


def _descriptor(data: bytes, name: bytes, file: int) -> bytes:
    font: Any = TTFont(BytesIO(data), lazy=True)
    head, across = font["head"], font["hhea"]
    scale = 1000 / head.unitsPerEm
    box = (head.xMin, head.yMin, head.xMax, head.yMax)
    corners = b" ".join(b"%d" % round(value * scale) for value in box)
    return (
        b"<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%s]/Ascent %d/CapHeight %d"
        b"/Descent %d/ItalicAngle 0/StemV 80/MissingWidth 1000/FontFile2 %d 0 R>>"
    ) % (
        *(name, corners, round(across.ascent * scale), round(across.ascent * scale)),
        *(round(across.descent * scale), file),
    )
