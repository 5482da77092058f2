"""A failed question as a card: criterion, answer, comment, photo beside it, what it raised."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from reports.blocks.answer_head import HEAD_HEIGHT, draw_answer_head
from reports.drawing.look import (
    BOTTOM,
    HUES,
    LEFT,
    MUTED,
    START_Y,
    TONES,
    WIDTH,
    column,
    span,
    tone_of,
)
from reports.drawing.parts import (
    Badge,
    Photos,
    draw_badge,
    draw_photo,
    photo_height,
    unshown_notes,
)
from reports.drawing.sheet import Box, Sheet, Style
from reports.facts import Answer
from reports.pieces import Photo
from reports.words import code_name

PAPER = {"critical": "#fdf6f5", "major": "#fff9f2", "minor": "#f5f8fe"}
# Frames of photographs that are not there, and the most that whole ones take.
FIRST_FRAME, SMALL_FRAME = 98.0, 47.0
FIRST_MOST, SMALL_MOST, MORE_MOST = 230.0, 120.0, 190.0
GAP = 6.0
SMALL = Style(size=7.4, leading=10, colour=MUTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paragraph:
    lines: Sequence[str]
    style: Style
    after: float = 4
    to: str = ""


def draw_card(sheet: Sheet, answer: Answer, photos: Photos, note: str) -> None:
    """The card; the note comes cut to what a card can hold."""
    tone = tone_of(answer.severity or answer.outcome)
    tone = tone if tone in PAPER else "critical"
    width = (span(7) if answer.photos else span(12)) - 50
    texts = _texts(sheet, answer, note, width)
    # The first frame is large enough to say it itself.
    reasons = unshown_notes(sheet, answer.photos[1:], photos)
    texts += [
        _Paragraph(lines=sheet.wrap(text, SMALL, width), style=SMALL, after=0) for text in reasons
    ]
    head = sheet.wrap(sheet.read(answer.question), Style(size=10, bold=True), width)
    second = sheet.wrap(sheet.second_of(answer.question), SMALL, width)
    second = second if sheet.second_of(answer.question) else ()
    text_height = 18 + len(head) * 13.6 + len(second) * SMALL.leading + 17 + 20
    text_height += sum(len(p.lines) * p.style.leading + p.after for p in texts)
    beside = _heights(answer.photos[:3], photos)
    height = max(text_height + 6, sum(beside) + (42 if answer.photos else 0))
    height = min(height, START_Y - BOTTOM - HEAD_HEIGHT - 18)
    if sheet.need(height + 12):
        draw_answer_head(sheet, first=False)
    sheet.y -= 8
    box = Box(x=LEFT, top=sheet.y, width=WIDTH, height=height)
    with sheet.document.artifact():
        sheet.fill(box, PAPER[tone], 3)
        sheet.fill(Box(x=LEFT, top=box.top, width=3.2, height=height), HUES[tone])
    with sheet.document.group("TR"):
        _draw_text(sheet, box, answer, (head, second, texts, tone))
        with sheet.document.group("TD"):
            _draw_beside(sheet, box, answer.photos[:3], photos, beside)
    sheet.y -= height + 4
    _draw_more(sheet, answer.photos[3:], photos)


def _texts(sheet: Sheet, answer: Answer, note: str, width: float) -> list[_Paragraph]:
    tone = tone_of(answer.severity or answer.outcome)
    red = Style(size=7.9, leading=11, bold=True, colour=TONES[tone][0])
    parts: list[_Paragraph] = []
    if note:
        body = Style(size=8.8, leading=12.6)
        rest = "long_texts" if note.endswith(sheet.say("rest_in_appendix")) else ""
        parts.append(_Paragraph(lines=sheet.wrap(note, body, width), style=body, to=rest))
    if answer.raised:
        raised = sheet.say("raised", ", ".join(answer.raised))
        if answer.severity:
            raised += f" · {code_name(sheet.language, answer.severity).lower()}"
        to = f"nonconformity-{answer.raised[0]}"
        parts.append(_Paragraph(lines=sheet.wrap(raised, red, width), style=red, to=to))
    history = (sheet.wrap(text, SMALL, width) for text in _history(sheet, answer))
    return [*parts, *(_Paragraph(lines=lines, style=SMALL, after=0) for lines in history)]


def _history(sheet: Sheet, answer: Answer) -> list[str]:
    texts: list[str] = []
    if answer.actor and answer.operation is not None:
        values = (answer.actor, answer.device, answer.operation)
        texts.append(sheet.say("device_operation", *values))
    if answer.recorded_at and answer.received_at:
        texts.append(sheet.say("both_clocks", *_both(answer.recorded_at, answer.received_at)))
    for change in answer.changes:
        old, when = sheet.read(change.value), f"{change.recorded_at:%H:%M:%S}"
        key = "changed_reason" if change.reason else "changed"
        texts.append(sheet.say(key, when, old, *([change.reason] if change.reason else [])))
    return texts


def _both(recorded: datetime, received: datetime) -> tuple[str, str]:
    """Both clocks; date and offset stand once when they agree."""
    if recorded.date() != received.date() or recorded.utcoffset() != received.utcoffset():
        return _seconds(recorded), _seconds(received)
    return f"{recorded:%Y-%m-%d %H:%M:%S}", _seconds(received)[11:]


def _seconds(moment: datetime) -> str:
    offset = f"{moment:%z}"
    return f"{moment:%Y-%m-%d %H:%M:%S} {offset[:3]}:{offset[3:5]}"


def _draw_text(
    sheet: Sheet,
    box: Box,
    answer: Answer,
    content: tuple[Sequence[str], Sequence[str], Sequence[_Paragraph], str],
) -> None:
    head, second, texts, tone = content
    x, y = LEFT + 40, box.top - 18
    with sheet.document.tag("TD"):
        sheet.text(LEFT + 12, y, answer.number, Style(size=8.8, bold=True, colour=TONES[tone][0]))
        y = sheet.lines(x, y, head, Style(size=10, leading=13.6, bold=True))
        y = sheet.lines(x, y + 1, second, SMALL) - 1
        sheet.text(x, y + 1, answer.criterion, SMALL)
    y -= 17
    with sheet.document.tag("TD"):
        value = sheet.read(answer.value) or code_name(sheet.language, answer.outcome)
        short = sheet.wrap(value, Style(size=8, bold=True), span(4))[0]
        wide = draw_badge(sheet, x, y, Badge(text=short, tone=tone, size=8, solid=True))
        if answer.points_max:
            shown = f"{answer.points}/{answer.points_max}"
            sheet.text(x + wide + 10, y, shown, Style(size=9, bold=True))
    y -= 20
    with sheet.document.group("TD"):
        for part in texts:
            y = _draw_paragraph(sheet, Box(x=x, top=y, width=span(7), height=y - box.bottom), part)


def _draw_paragraph(sheet: Sheet, room: Box, part: _Paragraph) -> float:
    """One paragraph within the room that the card has left; a link where its place is drawn."""
    shown = part.lines[: max(0, int(room.height / part.style.leading) + 1)]
    linked = part.to in sheet.targets
    with sheet.document.tag("Link" if linked else "P") as element:
        y = sheet.lines(room.x, room.top, shown, part.style)
        if linked:
            top = room.top + part.style.size
            corners = (room.x, y + part.style.leading - 2, room.x + room.width - 50, top)
            sheet.document.link(element, corners, part.to)
    return y - part.after


def _heights(shown: Sequence[Photo], photos: Photos) -> tuple[float, float]:
    """Of the first photograph, and of the row with the second and the third beneath it."""
    if not shown:
        return 0, 0
    width, half = span(5) - 10, (span(5) - 18) / 2
    small = [
        photo_height(one, photos, half, frame=SMALL_FRAME, most=SMALL_MOST) for one in shown[1:]
    ]
    first = photo_height(shown[0], photos, width, frame=FIRST_FRAME, most=FIRST_MOST)
    return first, max(small) + GAP if small else 0


def _draw_beside(
    sheet: Sheet,
    box: Box,
    shown: Sequence[Photo],
    photos: Photos,
    heights: tuple[float, float],
) -> None:
    if not shown:
        return
    x, width, top = column(7), span(5) - 10, box.top - 10
    first = Box(x=x, top=top, width=width, height=heights[0])
    draw_photo(sheet, first, shown[0], photos)
    bottom, half = first.bottom, (width - 8) / 2
    for index, photo in enumerate(shown[1:]):
        left = x + index * (half + 8)
        small = Box(x=left, top=first.bottom - GAP, width=half, height=heights[1] - GAP)
        draw_photo(sheet, small, photo, photos)
        bottom = small.bottom
    caption = " · ".join(photo.number for photo in shown)
    named = next((photo.caption for photo in shown if photo.caption), "")
    hashes = "SHA-256 " + " ".join(f"{photo.sha256[:8]}…" for photo in shown)
    style = Style(size=7, leading=9.2, colour=MUTED)
    with sheet.document.tag("Caption"):
        line = sheet.wrap(f"{caption}   {named}".rstrip(), style, width)[:1]
        sheet.lines(x, bottom - 10, line, style)
        sheet.text(x, bottom - 19.4, hashes, Style(size=6.6, colour=MUTED))


def _draw_more(sheet: Sheet, more: Sequence[Photo], photos: Photos) -> None:
    """Photographs beyond the third, in rows of three."""
    for start in range(0, len(more), 3):
        row = more[start : start + 3]
        heights = (
            photo_height(one, photos, span(4), frame=SMALL_FRAME, most=MORE_MOST) for one in row
        )
        height = max(heights)
        if sheet.need(height + 24):
            draw_answer_head(sheet, first=False)
        with sheet.document.group("TR"), sheet.document.group("TD"):
            for index, photo in enumerate(row):
                box = Box(x=column(index * 4), top=sheet.y - 4, width=span(4), height=height)
                draw_photo(sheet, box, photo, photos)
                with sheet.document.tag("Caption"):
                    style = Style(size=7, colour=MUTED)
                    line = sheet.wrap(f"{photo.number} {photo.caption}", style, box.width)[:1]
                    sheet.lines(box.x, box.bottom - 9, line, style)
        sheet.y -= height + 22
