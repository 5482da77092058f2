"""The sheet that blocks draw on: text in the right face, shapes, and the running frame."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from reports.drawing.document import PAGE_HEIGHT, PAGE_WIDTH, Document
from reports.drawing.fonts import FaceBook
from reports.drawing.ink import Ink
from reports.drawing.look import (
    BOTTOM,
    EDGE,
    INK,
    LEFT,
    LINE,
    MUTED,
    NAVY,
    SMALLEST_SIZE,
    START_Y,
    TEAL,
    rgb,
)
from reports.drawing.structure import Element
from reports.drawing.text import Breaker
from reports.scripts.lines import Line
from reports.words import label, text_in

ROUND = 0.4477


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a run of text looks: points, leading in points, weight, colour, side it hangs on."""

    size: float
    leading: float = 12.0
    bold: bool = False
    colour: str = INK
    align: str = "left"


SMALL = Style(size=7.4, leading=10, colour=MUTED)
LABEL = Style(size=7.2, leading=9, bold=True, colour=MUTED)
KICKER = Style(size=8.6, bold=True, colour=TEAL)
TITLE = Style(size=19, leading=24, bold=True, colour=NAVY)


def right(style: Style) -> Style:
    """The same style, hanging on its right edge."""
    return replace(style, align="right")


def centred(style: Style) -> Style:
    """The same style, centred on its place."""
    return replace(style, align="centre")


def coloured(style: Style, colour: str) -> Style:
    """The same style in another colour."""
    return replace(style, colour=colour)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands in header and footer of each page."""

    title: Mapping[str, str]
    organisation: Mapping[str, str]
    classification: Mapping[str, str]
    pack: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle by its top left corner; y grows upwards."""

    x: float
    top: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        return self.top - self.height

    @property
    def right(self) -> float:
        return self.x + self.width


class Sheet:
    """One document being drawn, with the place where the next block starts (`y`)."""

    def __init__(
        self, document: Document, faces: FaceBook, frame: Frame, languages: Sequence[str]
    ) -> None:
        self.document, self.frame = document, frame
        self.language = languages[0]
        self.second = languages[1] if len(languages) > 1 else ""
        self.y = START_Y
        self.targets: frozenset[str] = frozenset()
        self._ink = Ink(document, faces)
        self._breakers = {
            chinese: tuple(
                Breaker(self._ink.setter(chinese=chinese, bold=bold)) for bold in (False, True)
            )
            for chinese in (False, True)
        }

    # -- words ----------------------------------------------------------------------------------
    def say(self, key: str, *values: object) -> str:
        return label(self.language, key, *values)

    def both(self, key: str, *values: object) -> str:
        """The label, with the second language beside it when the pack has two."""
        second = label(self.second, key, *values) if self.second else ""
        return f"{self.say(key, *values)}  {second}".rstrip()

    def read(self, text: Mapping[str, str]) -> str:
        return text_in(text, self.language)

    def second_of(self, text: Mapping[str, str]) -> str:
        """The text in the second language, when the pack has one and the text differs."""
        second = text.get(self.second, "") if self.second else ""
        return "" if second == self.read(text) else second

    # -- text -----------------------------------------------------------------------------------
    def _breaker(self, style: Style) -> Breaker:
        return self._breakers[self.chinese][style.bold]

    @property
    def chinese(self) -> bool:
        """Whether the page's own words are Chinese."""
        return self.language.startswith("zh")

    def width(self, text: str, style: Style) -> float:
        """Of a text in one line, in points."""
        return self._breaker(style).setter.measure(self._safe(text, style)) * style.size / 1000

    def wrap(self, text: str, style: Style, width: float) -> tuple[str, ...]:
        """Lines that are safe to draw."""
        return self._breaker(style).wrap(self._safe(text, style), style.size, width)

    def _safe(self, text: str, style: Style) -> str:
        """What can be drawn; lines that were wrapped are already."""
        return text if isinstance(text, Line) else self._breaker(style).setter.safe(text)

    def text(self, x: float, y: float, text: str, style: Style) -> None:
        """One line at its place."""
        self._show(x + self._shift(text, style), y, text, style)

    def lines(self, x: float, y: float, lines: Sequence[str], style: Style) -> float:
        """Draw wrapped lines from this base line down; gives the base line after the last.

        Lines of a paragraph that runs right to left hang in the room that they were broken for.
        """
        for line in lines:
            left = style.align == "left"
            if left and isinstance(line, Line) and line.paragraph.base:
                self._show(x + line.room - self.width(line, style), y, line, style)
            else:
                self.text(x, y, line, style)
            y -= style.leading
        return y

    def paragraph(self, box: Box, text: str, style: Style, tag: str = "P") -> float:
        """A tagged, wrapped text whose first line hangs under the box's top; gives the end."""
        lines = self.wrap(text, style, box.width)
        with self.document.tag(tag):
            return self.lines(box.x, box.top - style.size, lines, style) + style.size

    def _show(self, x: float, y: float, text: str, style: Style) -> None:
        assert style.size >= SMALLEST_SIZE
        if text:
            safe = self._safe(text, style)
            self.document.code.append(self._ink.operators(x, y, safe, style, chinese=self.chinese))

    def _shift(self, text: str, style: Style) -> float:
        """From the place given to where the line begins."""
        if style.align == "left":
            return 0.0
        wide = self.width(text, style)
        return -wide if style.align == "right" else -wide / 2

    # -- shapes ---------------------------------------------------------------------------------
    def rule(self, y: float, colour: str = LINE, *, width: float = 0.6) -> None:
        """A hairline across the page, as decoration."""
        with self.document.artifact():
            self.line((LEFT, y), (EDGE, y), colour, width)

    def line(
        self, start: tuple[float, float], end: tuple[float, float], colour: str, width: float
    ) -> None:
        (x0, y0), (x1, y1) = start, end
        self.document.code.append(
            f"{rgb(colour)} RG {width:g} w {x0:.2f} {y0:.2f} m {x1:.2f} {y1:.2f} l S"
        )

    def path(self, points: Sequence[tuple[float, float]], colour: str, width: float) -> None:
        """A stroked line through these points, with round ends."""
        steps = " ".join(
            f"{x:.2f} {y:.2f} {'l' if index else 'm'}" for index, (x, y) in enumerate(points)
        )
        self.document.code.append(f"q {rgb(colour)} RG {width:g} w 1 J 1 j {steps} S Q")

    def area(self, points: Sequence[tuple[float, float]], fill: str) -> None:
        """A filled polygon."""
        steps = " ".join(
            f"{x:.2f} {y:.2f} {'l' if index else 'm'}" for index, (x, y) in enumerate(points)
        )
        self.document.code.append(f"{rgb(fill)} rg {steps} h f")

    def fill(self, box: Box, colour: str, radius: float = 0) -> None:
        self.document.code.append(f"{rgb(colour)} rg {outline(box, radius)} f")

    def stroke(self, box: Box, colour: str, width: float = 0.7, *, radius: float = 4) -> None:
        self.document.code.append(f"{rgb(colour)} RG {width:g} w {outline(box, radius)} S")

    @contextmanager
    def figure(self, alt: str, box: Box) -> Generator[Element]:
        """A picture with its text for those who do not see it."""
        corners = f"{box.x:.1f} {box.bottom:.1f} {box.right:.1f} {box.top:.1f}"
        with self.document.tag("Figure", Alt=alt, box=corners) as element:
            yield element

    # -- pages ----------------------------------------------------------------------------------
    def start_page(self, *, header: bool = True) -> None:
        self.document.start_page(self.language)
        self.y = START_Y
        if not header:
            return
        small = Style(size=7.6, colour=MUTED)
        with self.document.artifact("/Subtype/Header/Attached[/Top]"):
            top = PAGE_HEIGHT - 38
            self.fill(Box(x=LEFT, top=top + 6.6, width=7, height=7), TEAL, 1.6)
            title = f"{self.say('pack')}  ·  {self.read(self.frame.title)}"
            self.text(LEFT + 13, top, title, small)
            self.text(EDGE, top, self.read(self.frame.organisation), right(small))

    def need(self, height: float) -> bool:
        """Make sure so much room is left; whether a new page was begun for it."""
        if self.y - height >= BOTTOM:
            return False
        self.start_page()
        return True

    def footer(self, index: int, total: int, language: str) -> str:
        """The late footer: classification, pack, page x of y."""
        self.language = language
        style = Style(size=7.2, colour=MUTED)
        middle = f"{label(language, 'pack')} {self.frame.pack[:13]}"
        places = (
            (
                LEFT,
                text_in(self.frame.classification, language) or self.say("confidential"),
                style,
            ),
            (PAGE_WIDTH / 2, middle, centred(style)),
            (EDGE, label(language, "page", index, total), right(style)),
        )
        out = ["/Artifact <</Type/Pagination/Subtype/Footer/Attached[/Bottom]>> BDC"]
        out.append(f"{rgb(LINE)} RG .6 w {LEFT:.1f} 44 m {EDGE:.1f} 44 l S")
        for x, text, look in places:
            start, safe = x + self._shift(text, look), self._safe(text, look)
            out.append(self._ink.operators(start, 31, safe, look, chinese=self.chinese))
        return "\n".join([*out, "EMC"])


def outline(box: Box, radius: float) -> str:
    """The path of a rectangle, with round corners when a radius is given."""
    x, y, width, height = box.x, box.bottom, box.width, box.height
    if not radius:
        return f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re"
    r, k = min(radius, height / 2, width / 2), min(radius, height / 2, width / 2) * ROUND
    far, top = x + width, y + height
    steps: Sequence[tuple[str, Sequence[float]]] = (
        ("m", (x + r, y)),
        ("l", (far - r, y)),
        ("c", (far - k, y, far, y + k, far, y + r)),
        ("l", (far, top - r)),
        ("c", (far, top - k, far - k, top, far - r, top)),
        ("l", (x + r, top)),
        ("c", (x + k, top, x, top - k, x, top - r)),
        ("l", (x, y + r)),
        ("c", (x, y + k, x + k, y, x + r, y)),
    )
    return " ".join(" ".join(f"{v:.2f}" for v in values) + f" {op}" for op, values in steps) + " h"
