"""Lines of text as PDF operators: the right face for each piece, and the text behind the shapes."""

from collections.abc import Sequence
from typing import Protocol

from reports.drawing.document import Document
from reports.drawing.fonts import FaceBook
from reports.drawing.look import rgb
from reports.drawing.writer import pdf_text
from reports.scripts.clusters import DIRECTION_MARKS
from reports.scripts.lines import FRAME, FRAME_PADDING, FRAME_SCALE, MAIN, Piece, Setter


class Look(Protocol):
    """Size in points, weight and colour of a line."""

    @property
    def size(self) -> float: ...
    @property
    def bold(self) -> bool: ...
    @property
    def colour(self) -> str: ...


class Ink:
    """Draws safe lines of one document."""

    def __init__(self, document: Document, faces: FaceBook) -> None:
        han = (faces.regular.widths, faces.bold.widths)
        latin = (faces.latin_regular.widths, faces.latin_bold.widths)
        mixed = tuple({**full, **cut} for full, cut in zip(han, latin, strict=True))
        self._document, self._latin = document, latin
        self._setters = {
            chinese: tuple(
                Setter(widths, faces.chain, bold=bold)
                for bold, widths in zip((False, True), family, strict=True)
            )
            for chinese, family in ((False, mixed), (True, han))
        }

    def setter(self, *, chinese: bool, bold: bool) -> Setter:
        """What sets lines of this language and weight."""
        return self._setters[chinese][bold]

    def operators(self, x: float, y: float, text: str, look: Look, *, chinese: bool) -> str:
        """PDF operators of one safe line that begins at x on base line y."""
        setter = self.setter(chinese=chinese, bold=look.bold)
        out: list[str] = []
        for piece in setter.pieces(text):
            drawn = self._piece((x, y), piece, look, chinese=chinese)
            out.append(_with_text(drawn, _told(piece)) if _needs_text(piece) else drawn)
            x += piece.width * look.size / 1000
        return " ".join(out)

    def _piece(
        self, place: tuple[float, float], piece: Piece, look: Look, *, chinese: bool
    ) -> str:
        x, y = place
        if piece.font == FRAME:
            return self._framed(place, piece, look, chinese=chinese)
        if piece.font == MAIN:
            return self._run(place, piece.shown, (look.size, look), chinese=chinese)
        font = self._document.glyph_font(piece.font, bold=look.bold)
        shown = font.show(piece.glyphs, look.size)
        return f"BT {rgb(look.colour)} rg 1 0 0 1 {x:.2f} {y:.2f} Tm {shown} ET"

    def _framed(
        self, place: tuple[float, float], piece: Piece, look: Look, *, chinese: bool
    ) -> str:
        x, y = place
        size, padding = look.size * FRAME_SCALE, FRAME_PADDING * look.size / 2000
        wide = piece.width * look.size / 1000 - padding
        box = f"{rgb(look.colour)} RG .4 w {x + padding / 2:.2f} {y - size * 0.25:.2f}"
        frame = f"{box} {wide:.2f} {size * 1.15:.2f} re S"
        run = self._run((x + padding, y), piece.shown, (size, look), chinese=chinese)
        return f"{frame} {run}"

    def _run(
        self, place: tuple[float, float], text: str, sized: tuple[float, Look], *, chinese: bool
    ) -> str:
        size, look = sized
        out = [f"BT {rgb(look.colour)} rg 1 0 0 1 {place[0]:.2f} {place[1]:.2f} Tm"]
        for name, piece in self._by_face(text, bold=look.bold, chinese=chinese):
            for font, data in self._document.fonts[name].encode(piece):
                out.append(f"/{font} {size:g} Tf ({data.decode('latin-1')}) Tj")
        return " ".join([*out, "ET"])

    def _by_face(self, text: str, *, bold: bool, chinese: bool) -> Sequence[tuple[str, str]]:
        """Pieces of one face each; the Latin cut serves English text alone."""
        full, cut = ("B", "T") if bold else ("R", "S")
        if chinese:
            return [(full, text)]
        pieces: list[tuple[str, str]] = []
        latin = self._latin[bold]
        for char in text:
            name = cut if ord(char) in latin else full
            if pieces and pieces[-1][0] == name:
                pieces[-1] = (name, pieces[-1][1] + char)
            else:
                pieces.append((name, char))
        return pieces


def _needs_text(piece: Piece) -> bool:
    """Whether the shapes do not tell the text: a selector that only chose among them."""
    return piece.font == MAIN and not piece.level % 2 and _told(piece) != piece.shown


def _told(piece: Piece) -> str:
    return "".join(char for char in piece.text if char not in DIRECTION_MARKS)


def _with_text(operators: str, text: str) -> str:
    actual = pdf_text(text).decode("ascii")
    return f"/Span <</ActualText{actual}>> BDC {operators} EMC"
