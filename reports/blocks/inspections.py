"""An inspection: who, both clocks, versions, score; sections as tables, failures as cards."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from reports.blocks.account import draw_account
from reports.blocks.answer_head import draw_answer_head
from reports.blocks.clipping import VALUE_IN_ROW_MAX, Clipper, Rest
from reports.blocks.documents import draw_documents
from reports.blocks.failures import draw_card
from reports.blocks.operations import draw_operations
from reports.blocks.signatures import draw_signatures
from reports.drawing.look import EDGE, LEFT, MUTED, NAVY, TEAL, WIDTH, column, span, tone_of
from reports.drawing.parts import (
    Badge,
    Photos,
    badge_width,
    draw_badge,
    draw_photo,
    draw_points,
    field,
    hash_text,
    unshown_notes,
)
from reports.drawing.sheet import (
    KICKER,
    TITLE,
    Box,
    Sheet,
    Style,
    right,
)
from reports.facts import Answer, Inspection, Section
from reports.pieces import documents, photographs
from reports.words import code_name, percent

CARD_OUTCOMES = frozenset({"fail", "partial"})
NOTE = Style(size=7.8, leading=10.8)
CLAUSE = Style(size=7.2, leading=10, colour=MUTED)
QUESTION = Style(size=9, leading=12.4)
SECOND = Style(size=7.8, leading=10.6, colour=MUTED)


def clock(moment: datetime | None) -> str:
    """A moment with its offset: `2026-03-12 09:17 +08:00`."""
    if moment is None:
        return "–"
    offset = f"{moment:%z}"
    return f"{moment:%Y-%m-%d %H:%M} {offset[:3]}:{offset[3:5]}"


def draw_inspection(sheet: Sheet, inspection: Inspection, photos: Photos) -> list[Rest]:
    """One inspection from a fresh page on; gives (place, rest) of texts too long for it."""
    sheet.start_page()
    _draw_head(sheet, inspection)
    draw_account(sheet, inspection)
    clipper = Clipper(sheet=sheet)
    for section in inspection.sections:
        _draw_section_bar(sheet, section)
        with sheet.document.group("Table"):
            draw_answer_head(sheet, first=True)
            for answer in section.answers:
                place = f"{inspection.number} · {answer.number}"
                note = clipper.clip(place, _note(sheet, answer))
                if answer.outcome in CARD_OUTCOMES:
                    pictures = replace(answer, photos=photographs(answer.photos))
                    draw_card(sheet, pictures, photos, note)
                else:
                    _draw_row(sheet, answer, note)
                    _draw_strip(sheet, answer, photos)
                _draw_documents(sheet, answer)
        sheet.y -= 10
    _draw_explanation(sheet, inspection)
    if inspection.signatures:
        draw_signatures(sheet, inspection.signatures)
    draw_operations(sheet, inspection.operations)
    return clipper.rest


def meta(sheet: Sheet, inspection: Inspection) -> list[tuple[str, str]]:
    """(label, value) of the head; the HTML twin shows the same."""
    who = inspection.inspector
    if inspection.qualification:
        who = sheet.say("qualified", who, inspection.qualification)
    on_tablet = _from_to(sheet, inspection.started_at, inspection.submitted_at)
    versions = f"{inspection.template.key} v{inspection.template.number}"
    versions += f" · {inspection.rules.key} v{inspection.rules.number}"
    score = f"{percent(inspection.score_bp)} · {sheet.read(inspection.result)}"
    counts = sheet.say("answers_count", inspection.answered, inspection.asked)
    return [
        (sheet.both("inspector"), who),
        (sheet.both("contact"), inspection.contact or "–"),
        (sheet.both("score"), f"{score.removesuffix(' · ')} · {counts}"),
        (sheet.both("on_tablet"), on_tablet),
        (sheet.both("at_server"), clock(inspection.received_at)),
        (sheet.both("judged_by"), versions),
    ]


def _from_to(sheet: Sheet, start: datetime | None, end: datetime | None) -> str:
    if start is None or end is None or start.date() != end.date():
        return sheet.say("from_to", clock(start), clock(end))
    return sheet.say("from_to", f"{start:%Y-%m-%d %H:%M}", clock(end)[11:])


def _draw_head(sheet: Sheet, inspection: Inspection) -> None:
    kind = code_name(sheet.language, inspection.kind)
    title = sheet.read(inspection.title)
    key = f"inspection-{inspection.id}"
    sheet.document.bookmark(f"{inspection.number} {title}", 0, sheet.y + 20, key)
    y = sheet.y - 12
    with sheet.document.tag("P"):
        parts = [
            f"{sheet.both('inspection')} {inspection.number}",
            kind,
            sheet.read(inspection.site),
            "" if inspection.life == "submitted" else sheet.both(inspection.life),
        ]
        kicker = " · ".join(part for part in parts if part)
        sheet.lines(LEFT, y, sheet.wrap(kicker, KICKER, WIDTH)[:1], KICKER)
    badge = Badge(text=sheet.read(inspection.result), tone=tone_of(inspection.outcome), size=8.2)
    room = badge_width(sheet, badge) if badge.text else 0
    if badge.text:
        draw_badge(sheet, EDGE - room, y - 22, badge)
    box = Box(x=LEFT, top=y - 6, width=WIDTH - room - 16, height=0)
    y = sheet.paragraph(box, title, TITLE, "H1") - 20
    second = sheet.second_of(inspection.title)
    if second:
        with sheet.document.tag("P"):
            sheet.text(LEFT, y + 2, second, Style(size=11, colour=MUTED))
        y -= 14
    sheet.y = _draw_meta(sheet, meta(sheet, inspection), y) - 10


def _draw_meta(sheet: Sheet, fields: Sequence[tuple[str, str]], y: float) -> float:
    for start in range(0, len(fields), 3):
        sheet.rule(y + 2)
        ends = [
            field(sheet, Box(x=column(i * 4), top=y - 2, width=span(4), height=0), name, value)
            for i, (name, value) in enumerate(fields[start : start + 3])
        ]
        y = min(ends) - 9
    return y


def _draw_section_bar(sheet: Sheet, section: Section) -> None:
    sheet.need(96)
    top, middle = sheet.y, sheet.y - 16.2
    box = Box(x=LEFT, top=top, width=WIDTH, height=25)
    bar = span(3)
    with sheet.document.artifact():
        sheet.fill(box, NAVY, 3)
        if section.score_bp is not None:
            track = Box(x=EDGE - 66 - bar, top=top - 9.5, width=bar, height=6)
            sheet.fill(track, "#3b566b", 3)
            done = max(6.0, bar * min(10_000, max(0, section.score_bp)) / 10_000)
            sheet.fill(Box(x=track.x, top=track.top, width=done, height=6), "#7fd1c7", 3)
    white = Style(size=10.4, bold=True, colour="#ffffff")
    title = f"{section.number}  {sheet.read(section.title)}".strip()
    with sheet.document.tag("H2"):
        lines = sheet.wrap(title, white, WIDTH - bar - 150)
        sheet.lines(LEFT + 12, middle, lines[:1], white)
    if section.score_bp is not None:
        with sheet.document.tag("P"):
            if section.weight:
                pale = Style(size=7.6, colour="#dbe7f0")
                sheet.text(
                    EDGE - 76 - bar, top - 15.6, sheet.say("weight", section.weight), right(pale)
                )
            score = Style(size=9.6, bold=True, colour="#ffffff")
            sheet.text(EDGE - 12, top - 16, percent(section.score_bp), right(score))
    sheet.y -= 25


def _note(sheet: Sheet, answer: Answer) -> str:
    """Comment and reason, and before them a value too long for its column."""
    value = sheet.read(answer.value)
    parts = [value] if len(value) > VALUE_IN_ROW_MAX else []
    parts += [answer.note] if answer.note else []
    parts += [sheet.say("reason", answer.reason)] if answer.reason else []
    return "\n".join(parts)


def _draw_row(sheet: Sheet, answer: Answer, note: str) -> None:
    question = sheet.wrap(sheet.read(answer.question), QUESTION, span(8) - 46)
    second = sheet.wrap(sheet.second_of(answer.question), SECOND, span(8) - 46)
    second = second if sheet.second_of(answer.question) else ()
    notes = sheet.wrap(note, NOTE, span(11) - 46) if note else ()
    value = _value_lines(sheet, answer)
    clause = 10.0 if answer.criterion else 0.0
    left = len(question) * QUESTION.leading + len(second) * SECOND.leading + clause
    height = 8 + max(left, 12.4 * len(value) + 4) + len(notes) * NOTE.leading
    if sheet.need(height):
        draw_answer_head(sheet, first=False)
    top = sheet.y
    with sheet.document.group("TR"):
        with sheet.document.tag("TD"):
            sheet.text(LEFT, top - 14, answer.number, Style(size=8.4, bold=True, colour=MUTED))
        with sheet.document.tag("TD"):
            y = sheet.lines(LEFT + 38, top - 14, question, QUESTION)
            y = sheet.lines(LEFT + 38, y + 1, second, SECOND)
            if answer.criterion:
                sheet.text(LEFT + 38, y + 1.2, answer.criterion, CLAUSE)
                y -= 10
            sheet.lines(LEFT + 38, y, notes, NOTE)
        with sheet.document.tag("TD"):
            _draw_value(sheet, answer, value)
        with sheet.document.tag("TD"):
            sheet.text(EDGE, top - 14, points(answer), right(Style(size=9, bold=True)))
    sheet.y -= height
    sheet.rule(sheet.y, "#e3e8ed", width=0.5)


def points(answer: Answer) -> str:
    """`5/5`, or an en dash where nothing is scored."""
    return f"{answer.points}/{answer.points_max}" if answer.points and answer.points_max else "–"


def _value_lines(sheet: Sheet, answer: Answer) -> Sequence[str]:
    if answer.outcome in {"pass", "na", "open"}:
        return ("",)
    value = sheet.read(answer.value)
    if len(value) > VALUE_IN_ROW_MAX:
        return ("↓",)
    return sheet.wrap(value, Style(size=8.6), span(3) + 10)


def _draw_value(sheet: Sheet, answer: Answer, lines: Sequence[str]) -> None:
    if answer.outcome in {"pass", "na", "open"}:
        text = sheet.read(answer.value) or code_name(sheet.language, answer.outcome)
        short = sheet.wrap(text, Style(size=7.4, bold=True), span(3) - 14)
        badge = Badge(text=short[0], tone=tone_of(answer.outcome))
        draw_badge(sheet, column(8), sheet.y - 14.2, badge)
        return
    sheet.lines(column(8), sheet.y - 14, lines, Style(size=8.6, leading=12.4, colour=TEAL))


def _draw_strip(sheet: Sheet, answer: Answer, photos: Photos) -> None:
    """Photographs of a passed answer: small, in rows of six, under it."""
    pictures = photographs(answer.photos)
    for start in range(0, len(pictures), 6):
        if sheet.need(74):
            draw_answer_head(sheet, first=False)
        with sheet.document.group("TR"), sheet.document.group("TD"):
            for index, photo in enumerate(pictures[start : start + 6]):
                box = Box(x=column(index * 2), top=sheet.y - 5, width=span(2), height=52)
                draw_photo(sheet, box, photo, photos)
                with sheet.document.tag("Caption"):
                    sheet.text(box.x, box.bottom - 8.4, photo.number, CLAUSE)
        sheet.y -= 72
    for text in unshown_notes(sheet, pictures, photos):
        sheet.need(14)
        box = Box(x=LEFT + 38, top=sheet.y, width=WIDTH - 38, height=0)
        sheet.y = sheet.paragraph(box, text, CLAUSE) - 2


def _draw_documents(sheet: Sheet, answer: Answer) -> None:
    """Documents of an answer, under it and its photographs."""
    for document in documents(answer.photos):
        if sheet.need(40):
            draw_answer_head(sheet, first=False)
        with sheet.document.group("TR"), sheet.document.group("TD"):
            draw_documents(sheet, [document], LEFT + 38)


def _draw_explanation(sheet: Sheet, inspection: Inspection) -> None:
    texts = [sheet.read(text) for text in inspection.explanation]
    if inspection.conflicts:
        texts.append(sheet.say("conflicts", inspection.conflicts))
    if inspection.verdict:
        texts.append(sheet.say("verdict_hash", hash_text(inspection.verdict)))
    if texts:
        draw_points(sheet, sheet.both("explanation"), texts)
