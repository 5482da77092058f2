"""Signatures: strokes as vectors, name, role, meaning, when."""

from collections.abc import Sequence

from reports.drawing.look import LINE, MUTED, column, span
from reports.drawing.parts import draw_heading, draw_strokes
from reports.drawing.sheet import Box, Sheet, Style, right
from reports.facts import Signature

CARD_HEIGHT = 84.0


def draw_signatures(sheet: Sheet, signatures: Sequence[Signature]) -> None:
    """Two cards to a row."""
    sheet.y -= 6
    draw_heading(sheet, sheet.both("signatures"), room=CARD_HEIGHT + 26)
    for start in range(0, len(signatures), 2):
        sheet.need(CARD_HEIGHT + 8)
        for index, signature in enumerate(signatures[start : start + 2]):
            box = Box(x=column(index * 6), top=sheet.y, width=span(6), height=CARD_HEIGHT)
            _draw_signature(sheet, box, signature)
        sheet.y -= CARD_HEIGHT + 10


def _draw_signature(sheet: Sheet, box: Box, signature: Signature) -> None:
    base = box.top - 46
    with sheet.document.artifact():
        sheet.stroke(box, LINE)
        sheet.line((box.x + 12, base), (box.right - 12, base), "#9aa6b2", 0.5)
    meaning = sheet.read(signature.meaning)
    pen = Box(x=box.x + 20, top=box.top - 7, width=box.width - 90, height=42)
    with sheet.figure(f"{signature.name}: {meaning}", pen):
        draw_strokes(sheet, pen, signature.strokes)
    name, small = Style(size=8.8, bold=True), Style(size=7.4, colour=MUTED)
    offset = f"{signature.signed_at:%z}"
    when = f"{signature.signed_at:%Y-%m-%d %H:%M} {offset[:3]}:{offset[3:5]}"
    with sheet.document.tag("P"):
        sheet.text(box.x + 12, base - 12, signature.name, name)
        role = box.x + 16 + sheet.width(signature.name, name)
        sheet.text(role, base - 12, signature.role, Style(size=8, colour=MUTED))
        sheet.text(box.right - 12, base - 12, when, right(small))
        body = Style(size=8.2, leading=10)
        lines = sheet.wrap(meaning, body, box.width - 24)[:1]
        sheet.lines(box.x + 12, base - 26, lines, body)
