"""TrueType faces from bytes, and the subsets of them that one document embeds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.pdfbase.ttfonts import TTFontFace

from reports.drawing.writer import PdfWriter, escaped
from reports.scripts.shaping import FallbackFont, FontChain

SUBSET_CODES = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class FontBytes:
    """The four cuts: full Regular and Bold, and the Latin cut of each; the fonts behind them."""

    regular: bytes
    bold: bytes
    latin_regular: bytes
    latin_bold: bytes
    fallback: tuple[FallbackFont, ...] = ()


class DuplicateFontError(Exception):
    """Two faces bear one PostScript name: the second would silently lose its characters."""


class Face:
    """One font file, parsed: which characters it has and how wide they are (per mille)."""

    __slots__ = ("_face", "glyphs", "name", "widths")

    def __init__(self, data: bytes) -> None:
        self._face = TTFontFace(BytesIO(data))
        name: object = self._face.name
        self.name = name.decode() if isinstance(name, bytes) else str(name)
        self.glyphs: Mapping[int, int] = self._face.charToGlyph
        self.widths: Mapping[int, float] = {
            code: float(width) for code, width in self._face.charWidths.items()
        }

    def subset(self, codes: list[int]) -> bytes:
        data: object = self._face.makeSubset(codes)
        assert isinstance(data, bytes)
        return data

    def descriptor(self, name: bytes, file: int) -> bytes:
        face = self._face
        box = b" ".join(b"%d" % round(float(value)) for value in face.bbox)
        numbers = (face.ascent, face.capHeight, face.descent, face.italicAngle, face.stemV)
        ascent, capital, descent, angle, stem = (round(float(value)) for value in numbers)
        return (
            b"<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%s]/Ascent %d/CapHeight %d"
            b"/Descent %d/ItalicAngle %d/StemV %d/MissingWidth 1000/FontFile2 %d 0 R>>"
        ) % (name, box, ascent, capital, descent, angle, stem, file)


class FaceBook:
    """The four faces of a document family, checked against each other, and the chain behind."""

    __slots__ = ("bold", "chain", "latin_bold", "latin_regular", "regular")

    def __init__(self, fonts: FontBytes) -> None:
        self.regular, self.bold = Face(fonts.regular), Face(fonts.bold)
        self.latin_regular, self.latin_bold = Face(fonts.latin_regular), Face(fonts.latin_bold)
        self.chain = FontChain(fonts.fallback)
        names = [face.name for face in self.faces()]
        if len(set(names)) < len(names):
            raise DuplicateFontError(", ".join(sorted(names)))

    def faces(self) -> tuple[Face, ...]:
        return self.regular, self.bold, self.latin_regular, self.latin_bold


class Embedded:
    """One face as one document uses it: characters get codes in subsets of 255 as they come."""

    __slots__ = ("_codes", "_prefix", "_subsets", "face")

    def __init__(self, face: Face, prefix: str) -> None:
        self.face, self._prefix = face, prefix
        self._codes: dict[int, tuple[int, int]] = {}
        self._subsets: list[list[int]] = []

    def encode(self, text: str) -> Iterator[tuple[str, bytes]]:
        """(font resource, escaped bytes) per run; every character must be in the face."""
        current, run = -1, bytearray()
        for char in text:
            subset, code = self._code(ord(char))
            if subset != current and run:
                yield f"{self._prefix}{current}", escaped(bytes(run))
                run = bytearray()
            current = subset
            run.append(code)
        if run:
            yield f"{self._prefix}{current}", escaped(bytes(run))

    def _code(self, char: int) -> tuple[int, int]:
        place = self._codes.get(char)
        if place is None:
            assert char in self.face.glyphs, f"U+{char:04X} is not in {self.face.name}"
            if not self._subsets or len(self._subsets[-1]) == SUBSET_CODES:
                self._subsets.append([0])
            self._subsets[-1].append(char)
            place = self._codes[char] = len(self._subsets) - 1, len(self._subsets[-1]) - 1
        return place

    def write(self, writer: PdfWriter) -> Iterator[tuple[str, int]]:
        """Write each subset; gives (font resource, object number)."""
        for index, codes in enumerate(self._subsets):
            letters = f"{self._prefix}{index:05d}".translate(_DIGITS_TO_LETTERS)[-6:]
            name = f"{letters.upper():A>6}+{self.face.name}".encode()
            data = self.face.subset(codes)
            file = writer.add_stream(data, b"/Length1 %d" % len(data))
            descriptor = writer.add(self.face.descriptor(name, file))
            texts = [(code, chr(char)) for code, char in enumerate(codes) if char]
            unicode_map = writer.add_stream(to_unicode(texts, digits=2))
            widths = b" ".join(b"%g" % self.face.widths.get(code, 1000.0) for code in codes)
            number = writer.add(
                b"<</Type/Font/Subtype/TrueType/BaseFont/%s/FirstChar 0/LastChar %d/Widths[%s]"
                b"/FontDescriptor %d 0 R/ToUnicode %d 0 R>>"
                % (name, len(codes) - 1, widths, descriptor, unicode_map)
            )
            yield f"{self._prefix}{index}", number


_DIGITS_TO_LETTERS = str.maketrans("0123456789", "ABCDEFGHIJ")


def to_unicode(pairs: Sequence[tuple[int, str]], *, digits: int) -> bytes:
    """The map from codes of so many digits back to text, in UTF-16BE, in blocks of at most 100."""
    rows = [
        b"<%0*X> <%s>" % (digits, code, text.encode("utf-16-be").hex().upper().encode())
        for code, text in pairs
        if text
    ]
    blocks = [rows[i : i + 100] for i in range(0, len(rows), 100)]
    body = b"\n".join(
        b"%d beginbfchar\n%s\nendbfchar" % (len(block), b"\n".join(block)) for block in blocks
    )
    return (
        b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        b"/CIDSystemInfo <</Registry (Adobe)/Ordering (UCS)/Supplement 0>> def\n"
        b"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        b"1 begincodespacerange\n<%s> <%s>\nendcodespacerange\n%s\nendcmap\n"
        b"CMapName currentdict /CMap defineresource pop\nend\nend"
    ) % (b"0" * digits, b"F" * digits, body)
