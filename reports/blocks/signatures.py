"""Signatures: strokes as vectors, name, role, meaning, when."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.drawing.look import LINE, MUTED, column, span
from reports.drawing.parts import draw_heading, draw_strokes
from reports.drawing.sheet import Box, Sheet, Style, right
from reports.facts import Signature

# From the top of a card to the line that is signed on.
BASE = 46.0
PADDING = 12.0
NAME = Style(size=8.8, leading=11.4, bold=True)
ROLE = Style(size=8, leading=10.4, colour=MUTED)
MEANING = Style(size=8.2, leading=10.4)
WHEN = Style(size=7.4, colour=MUTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Card:
    """A signature with its texts in lines: names of any length keep to their card."""

    signature: Signature
    when: str
    name: Sequence[str]
    role: Sequence[str]
    meaning: Sequence[str]

    @property
    def height(self) -> float:
        texts = len(self.name) * NAME.leading + len(self.role) * ROLE.leading
        return BASE + texts + len(self.meaning) * MEANING.leading + PADDING


def draw_signatures(sheet: Sheet, signatures: Sequence[Signature]) -> None:
    """Two cards to a row, as high as the higher of both."""
    cards = [_card(sheet, signature) for signature in signatures]
    sheet.y -= 6
    room = max(one.height for one in cards[:2]) if cards else 0
    draw_heading(sheet, sheet.both("signatures"), room=room + 26)
    for start in range(0, len(cards), 2):
        row = cards[start : start + 2]
        height = max(one.height for one in row)
        sheet.need(height + 8)
        for index, card in enumerate(row):
            box = Box(x=column(index * 6), top=sheet.y, width=span(6), height=height)
            _draw_card(sheet, box, card)
        sheet.y -= height + 10


def _card(sheet: Sheet, signature: Signature) -> _Card:
    offset = f"{signature.signed_at:%z}"
    when = f"{signature.signed_at:%Y-%m-%d %H:%M} {offset[:3]}:{offset[3:5]}"
    width = span(6) - 2 * PADDING
    beside = width - sheet.width(when, WHEN) - PADDING
    return _Card(
        signature=signature,
        when=when,
        name=sheet.wrap(signature.name, NAME, beside),
        role=sheet.wrap(signature.role, ROLE, width) if signature.role else (),
        meaning=sheet.wrap(sheet.read(signature.meaning), MEANING, width),
    )


def _draw_card(sheet: Sheet, box: Box, card: _Card) -> None:
    base, signature = box.top - BASE, card.signature
    with sheet.document.artifact():
        sheet.stroke(box, LINE)
        sheet.line((box.x + PADDING, base), (box.right - PADDING, base), "#9aa6b2", 0.5)
    meaning = sheet.read(signature.meaning)
    pen = Box(x=box.x + 20, top=box.top - 7, width=box.width - 90, height=42)
    with sheet.figure(f"{signature.name}: {meaning}", pen):
        draw_strokes(sheet, pen, signature.strokes)
    with sheet.document.tag("P"):
        sheet.text(box.right - PADDING, base - 12, card.when, right(WHEN))
        y = base - 12
        for lines, style in ((card.name, NAME), (card.role, ROLE), (card.meaning, MEANING)):
            for line in lines:
                # Of any direction: a name stands at the edge where one looks for it.
                sheet.text(box.x + PADDING, y, line, style)
                y -= style.leading
