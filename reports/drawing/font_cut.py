"""Cut the four static faces from the variable Noto Sans SC (OFL 1.1); half a minute of CPU."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from io import BytesIO
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from reports.drawing.fonts import FontBytes

WEIGHTS = (("Regular", 400), ("Bold", 700))
PROPORTIONAL = (0x2018, 0x2019, 0x201C, 0x201D, 0x2026)
MIDDLE_DOT = 0xB7
MIDDLE_DOT_BEARING = 140
LAYOUT_TABLES = ("GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "STAT", "DSIG")
LATIN = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x250),
    *range(0x2010, 0x2040),
    *(0x20AC, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2264, 0x2265),
)


def cut_fonts(variable_font: bytes) -> FontBytes:
    """Regular and Bold as static TrueType, and of each the cut for runs in Latin script."""
    cuts: list[bytes] = []
    latin: list[bytes] = []
    for name, weight in WEIGHTS:
        font = TTFont(BytesIO(variable_font), recalcTimestamp=False)
        font = instancer.instantiateVariableFont(
            font, {"wght": weight}, inplace=True, updateFontNames=False
        )
        font["OS/2"].usWeightClass = weight
        proportional = _proportional_glyphs(font)
        for table in LAYOUT_TABLES:
            if table in font:
                del font[table]
        _rename(font, "Noto Sans SC", name)
        cuts.append(_saved(font))
        latin.append(_latin_cut(font, proportional, name))
    return FontBytes(regular=cuts[0], bold=cuts[1], latin_regular=latin[0], latin_bold=latin[1])


def _proportional_glyphs(font: Any) -> dict[str, str]:  # noqa: ANN401 - fontTools has no types
    layout = font["GSUB"].table
    lookups = {
        index
        for record in layout.FeatureList.FeatureRecord
        if record.FeatureTag == "pwid"
        for index in record.Feature.LookupListIndex
    }
    glyphs: dict[str, str] = {}
    for index in sorted(lookups):
        for table in layout.LookupList.Lookup[index].SubTable:
            glyphs.update(getattr(table, "ExtSubTable", table).mapping)
    return glyphs


def _latin_cut(font: Any, proportional: dict[str, str], name: str) -> bytes:  # noqa: ANN401
    """Full-width quotes, ellipsis and dot tear English apart: here they are narrow."""
    for table in font["cmap"].tables:
        for code in PROPORTIONAL:
            glyph = table.cmap.get(code)
            if glyph in proportional:
                table.cmap[code] = proportional[glyph]
    dot = font.getBestCmap()[MIDDLE_DOT]
    glyph = font["glyf"][dot]
    glyph.coordinates.translate((MIDDLE_DOT_BEARING - glyph.xMin, 0))
    glyph.recalcBounds(font["glyf"])
    width = glyph.xMax - glyph.xMin + 2 * MIDDLE_DOT_BEARING
    font["hmtx"][dot] = (width, MIDDLE_DOT_BEARING)
    options = subset.Options()
    options.layout_features = []
    options.name_IDs = [1, 2, 4, 6]
    options.notdef_outline = True
    options.hinting = False
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=LATIN)
    cutter.subset(font)
    _rename(font, "Noto Sans SC Latin", name)
    return _saved(font)


def _rename(font: Any, family: str, style: str) -> None:  # noqa: ANN401
    texts = {1: family, 2: style, 4: f"{family} {style}", 16: family, 17: style}
    texts[6] = f"{family.replace(' ', '')}-{style}"
    for record in font["name"].names:
        if record.nameID in texts:
            record.string = texts[record.nameID]


def _saved(font: Any) -> bytes:  # noqa: ANN401
    out = BytesIO()
    font.save(out, reorderTables=True)
    return out.getvalue()
