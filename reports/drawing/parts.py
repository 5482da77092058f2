"""Small parts of a page: badges, labels, hashes in fours, QR code, photographs, pen strokes."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import segno

from reports.drawing.jpeg import JpegHead, read_head
from reports.drawing.look import GROUND, HUES, INK, LEFT, LINE, MUTED, TONES, WHITE, WIDTH
from reports.drawing.sheet import LABEL, Box, Sheet, Style, centred, coloured, outline, right
from reports.facts import Stroke
from reports.pieces import Photo
from reports.words import byte_size, grouped

HASH_CELL = 4
# Higher than this times its width, a picture is a strip; and how high one is at most, in points.
STRIP_RATIO, STRIP_MOST = 2.5, 560.0
PEN = "#14306b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unshown:
    """Why a file that was received is not shown: `reason` as in the words `unshown_<reason>`.

    `format` is empty for what is no picture; 0 pixels are unknown.
    """

    reason: str
    format: str = ""
    width: int = 0
    height: int = 0


class Photos(Protocol):
    """Where the bytes of photographs come from."""

    def original(self, photo: Photo, start: int, end: int) -> Iterable[bytes]:
        """Bytes [start, end) as they were received."""
        ...

    def has_original(self, photo: Photo) -> bool:
        """Whether the server has received it."""
        ...

    def derived(self, photo: Photo) -> bytes | None:
        """The upright JPEG for the pages, or None when there is none."""
        ...

    def unshown(self, photo: Photo) -> Unshown | None:
        """Why there is none, where that is known."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A state in words on a pale ground, with a shape besides the colour."""

    text: str
    tone: str
    size: float = 7.4
    solid: bool = False


def badge_width(sheet: Sheet, badge: Badge) -> float:
    """How much room a badge takes."""
    return sheet.width(badge.text, Style(size=badge.size, bold=True)) + 20


def draw_badge(sheet: Sheet, x: float, y: float, badge: Badge) -> float:
    """A badge whose text stands on base line y; gives its width."""
    front, ground = TONES[badge.tone]
    width, height = badge_width(sheet, badge), badge.size + 7.2
    box = Box(x=x, top=y - 4.2 + height, width=width, height=height)
    sheet.fill(box, front if badge.solid else ground, height / 2)
    mark = WHITE if badge.solid else HUES[badge.tone]
    draw_mark(sheet, (x + 9, y + badge.size * 0.33), badge.tone, mark)
    style = Style(size=badge.size, bold=True, colour=WHITE if badge.solid else front)
    sheet.text(x + 15, y, badge.text, style)
    return width


def draw_mark(sheet: Sheet, centre: tuple[float, float], tone: str, colour: str) -> None:
    """Tick, dash, exclamation mark or cross: the tone without its colour."""
    x, y = centre
    d = 2.3
    if tone == "ok":
        sheet.path([(x - d, y), (x - 0.5, y - d + 0.2), (x + d + 0.3, y + d)], colour, 1.3)
    elif tone in {"na", "info"}:
        sheet.path([(x - d, y), (x + d, y)], colour, 1.3)
    elif tone == "critical":
        d -= 0.3
        sheet.path([(x - d, y - d), (x + d, y + d)], colour, 1.3)
        sheet.path([(x - d, y + d), (x + d, y - d)], colour, 1.3)
    else:
        sheet.path([(x, y + d + 0.5), (x, y - 0.4)], colour, 1.5)
        sheet.path([(x, y - d - 0.1), (x, y - d)], colour, 1.5)


def field(sheet: Sheet, box: Box, name: str, value: str) -> float:
    """A label above its value; gives the y below the value."""
    with sheet.document.tag("P"):
        sheet.text(box.x, box.top - 7, name, LABEL)
    under = Box(x=box.x, top=box.top - 10.4, width=box.width, height=0)
    return sheet.paragraph(under, value, Style(size=8.6, leading=11.4))


def hash_text(digest: str) -> str:
    """A hash in cells of four."""
    return " ".join(digest[i : i + HASH_CELL] for i in range(0, len(digest), HASH_CELL))


def draw_hash(sheet: Sheet, place: tuple[float, float], digest: str, cell: float) -> None:
    """A hash in fixed cells of four, eight to a line, so that two can be compared."""
    x, y = place
    style = Style(size=7.6 if cell > 22 else 6.6)
    with sheet.document.tag("P"):
        for index, part in enumerate(hash_text(digest).split()):
            sheet.text(x + index % 8 * cell, y - index // 8 * 11, part, style)


def draw_qr(sheet: Sheet, box: Box, content: str) -> None:
    """A QR code as vector runs."""
    rows = [list(row) for row in segno.make(content, error="m", micro=False).matrix]
    module = box.width / len(rows)
    runs: list[str] = []
    for index, row in enumerate(rows):
        y = box.top - (index + 1) * module
        start = None
        for place, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = place
            if not dark and start is not None:
                wide = (place - start) * module
                left = box.x + start * module
                runs.append(f"{left:.3f} {y:.3f} {wide:.3f} {module * 1.02:.3f} re")
                start = None
    with sheet.figure(f"QR code: {content}", box):
        sheet.document.code.append(" ".join(["0.086 0.125 0.165 rg", *runs, "f"]))


def draw_photo(sheet: Sheet, box: Box, photo: Photo, photos: Photos) -> None:
    """The whole photograph within the box, or a frame that says why it is not there, with its hash."""
    alt = f"{photo.number} {photo.caption}".strip()
    data, head = _drawable(photo, photos)
    if data is None or head is None:
        _draw_missing(sheet, box, photo, _why_missing(sheet, photo, photos))
        return
    scale = min(box.width / head.width, box.height / head.height)
    width, height = head.width * scale, head.height * scale
    # Nothing is cut away: what is at the edge of a picture may be what it was taken for.
    x, y = box.x, box.top - height
    shown = Box(x=x, top=box.top, width=width, height=height)
    name = sheet.document.image(photo.sha256, data, head)
    with sheet.figure(alt, shown):
        sheet.document.code.append(
            f"q {outline(shown, 3)} W n q {width:.2f} 0 0 {height:.2f} {x:.2f} {y:.2f} cm "
            f"/{name} Do Q Q"
        )


def photo_height(
    photo: Photo, photos: Photos, width: float, *, frame: float, most: float
) -> float:
    """How high a photograph is when it is as wide as this, at most `most`; `frame` when there is none.

    A strip, such as a screenshot that was scrolled, is as large as another by its area.
    """
    _, head = _drawable(photo, photos)
    if head is None:
        return frame
    ratio = head.height / head.width
    if ratio > STRIP_RATIO:
        most = max(most, min(STRIP_MOST, math.sqrt(most * width * ratio)))
    return min(most, width * ratio)


def _drawable(photo: Photo, photos: Photos) -> tuple[bytes | None, JpegHead | None]:
    data = None if photo.redacted else photos.derived(photo)
    return data, read_head(data) if data is not None else None


def unshown_notes(sheet: Sheet, shown: Iterable[Photo], photos: Photos) -> list[str]:
    """For each file that was received and cannot be shown: what it is, and why not."""
    found = ((photo, photos.unshown(photo)) for photo in shown if not photo.redacted)
    return [
        f"{photo.number} · {_unshown_text(sheet, photo, why)}"
        for photo, why in found
        if why is not None
    ]


def _unshown_text(sheet: Sheet, photo: Photo, why: Unshown) -> str:
    known = [why.format or photo.extension.upper()]
    if why.width and why.height:
        known.append(sheet.say("pixels", grouped(why.width), grouped(why.height)))
    known.append(byte_size(photo.bytes))
    return sheet.say("unshown", ", ".join(known), sheet.say(f"unshown_{why.reason}"))


def _why_missing(sheet: Sheet, photo: Photo, photos: Photos) -> str:
    if photo.redacted:
        return sheet.say("redacted", photo.redacted)
    if not photos.has_original(photo):
        return sheet.say("no_photo")
    why = photos.unshown(photo)
    return sheet.say("bad_photo") if why is None else _unshown_text(sheet, photo, why)


def _draw_missing(sheet: Sheet, box: Box, photo: Photo, why: str) -> None:
    style = Style(size=7.2, leading=9.4, colour=MUTED)
    room = max(1, int((box.height - 8) / style.leading))
    lines = sheet.wrap(f"{photo.number} · {why}", style, box.width - 16)
    if len(lines) > room:
        # Too small for the reason: it stands in the notes beside or below.
        lines = sheet.wrap(f"{photo.number} · {sheet.say('bad_photo')}", style, box.width - 16)
    details = f"{photo.device} {photo.sha256[:16]}…".strip()
    shown = [*lines, *sheet.wrap(details, style, box.width - 16)][:room]
    with sheet.figure(f"{photo.number} {why}", box):
        sheet.fill(box, GROUND, 3)
        sheet.stroke(box, LINE, 0.7, radius=3)
        y = box.top - (box.height - len(shown) * style.leading) / 2 - style.size
        sheet.lines(box.x + box.width / 2, y, shown, centred(style))


def draw_tag(sheet: Sheet, place: tuple[float, float], text: str, tone: str) -> None:
    """A word on a photograph: before, after."""
    x, top = place
    style = Style(size=7.4, bold=True, colour=WHITE)
    width = sheet.width(text, style) + 14
    sheet.fill(Box(x=x, top=top, width=width, height=15), TONES[tone][0], 7.5)
    sheet.text(x + 7, top - 10.6, text, style)


def draw_strokes(sheet: Sheet, box: Box, strokes: Sequence[Stroke]) -> None:
    """Pen strokes as vectors, scaled into the box, y downwards in their own grid."""
    points = [(step[0], step[1]) for stroke in strokes for step in stroke]
    if not points:
        return
    left, top = min(x for x, _ in points), min(y for _, y in points)
    wide = max(1, max(x for x, _ in points) - left)
    high = max(1, max(y for _, y in points) - top)
    scale = min(box.width / wide, box.height / high)
    x0, y0 = box.x, box.top - (box.height - high * scale) / 2
    for stroke in strokes:
        steps = [(x0 + (p[0] - left) * scale, y0 - (p[1] - top) * scale) for p in stroke]
        sheet.path(steps if len(steps) > 1 else [*steps, *steps], PEN, 1.15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A table column: heading, left edge, width, and whether numbers hang on the right."""

    title: str
    x: float
    width: float
    number: bool = False


def draw_table(sheet: Sheet, columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> None:
    """A table with hairlines; rows never split, the heading repeats on each page."""
    style = Style(size=7.6, leading=10.2)
    sheet.need(40)
    with sheet.document.group("Table"):
        _table_head(sheet, columns, first=True)
        for row in rows:
            cells = [
                sheet.wrap(text, style, column.width)
                for text, column in zip(row, columns, strict=True)
            ]
            height = max(len(cell) for cell in cells) * style.leading + 5
            if sheet.need(height):
                _table_head(sheet, columns, first=False)
            with sheet.document.group("TR"):
                for cell, column in zip(cells, columns, strict=True):
                    with sheet.document.tag("TD"):
                        _cell(sheet, column, cell, style)
            sheet.y -= height
            sheet.rule(sheet.y, "#e3e8ed", width=0.5)
    sheet.y -= 10


def _cell(sheet: Sheet, column: Column, lines: Sequence[str], style: Style) -> None:
    x = column.x + column.width if column.number else column.x
    look = right(style) if column.number else style
    sheet.lines(x, sheet.y - style.size - 2.4, lines, look)


def _table_head(sheet: Sheet, columns: Sequence[Column], *, first: bool) -> None:
    if first:
        with sheet.document.group("TR"):
            for column in columns:
                with sheet.document.tag("TH", scope="Column"):
                    _cell(sheet, column, [column.title], LABEL)
    else:
        with sheet.document.artifact():
            for column in columns:
                _cell(sheet, column, [column.title], LABEL)
    sheet.y -= 14
    sheet.rule(sheet.y, LINE, width=0.8)


def draw_heading(sheet: Sheet, text: str, *, tag: str = "H2", room: float = 60) -> None:
    """A heading with room for what follows."""
    sheet.need(room)
    style = Style(size=10, bold=True, colour="#12324a")
    with sheet.document.tag(tag):
        sheet.text(48.0, sheet.y - 10, text, style)
    sheet.y -= 18


def note_style(colour: str = INK) -> Style:
    """Running text of notes."""
    return coloured(Style(size=8, leading=11), colour)


def draw_points(sheet: Sheet, heading: str, texts: Iterable[str]) -> None:
    """A heading, and under it a short paragraph for each text."""
    draw_heading(sheet, heading, room=44)
    for text in texts:
        sheet.need(24)
        box = Box(x=LEFT, top=sheet.y, width=WIDTH, height=0)
        sheet.y = sheet.paragraph(box, text, note_style()) - 4
