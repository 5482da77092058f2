"""The appendix: long texts, how to check, rules, redactions, glossary, evidence index, ledger."""

from collections.abc import Iterable, Iterator, Sequence

from reports.blocks.account import account_text
from reports.blocks.cover import left_out
from reports.blocks.documents import draw_document_index
from reports.blocks.summary import draw_page_title
from reports.drawing.look import EDGE, LEFT, WIDTH, column, span
from reports.drawing.parts import Column, draw_heading, draw_table, hash_text, note_style
from reports.drawing.sheet import Box, Sheet, Style
from reports.facts import PackFacts
from reports.pieces import Photo, documents, photographs
from reports.words import GLOSSARY, grouped

LEDGER_SHOWN_MAX = 40


def draw_appendix(sheet: Sheet, facts: PackFacts, rest: Sequence[tuple[str, str]]) -> None:
    """Everything behind the last nonconformity."""
    sheet.start_page()
    draw_page_title(sheet, sheet.read(facts.scope.title), sheet.both("appendix"), "appendix")
    if rest:
        _heading(sheet, "long_texts")
        for place, text in rest:
            _paragraphs(sheet, [f"{place}: {text}"])
    _draw_check(sheet, facts)
    _draw_versions(sheet, facts)
    _heading(sheet, "redactions")
    _paragraphs(sheet, [account_text(facts, sheet.language), left_out(facts, sheet.language)])
    _draw_glossary(sheet)
    _draw_photos(sheet, facts)
    _draw_ledger(sheet, facts)


def all_photos(facts: PackFacts) -> Iterator[Photo]:
    """Each photograph of the pack once, in the order of the pages."""
    seen: set[str] = set()
    for photo in _every_photo(facts):
        if photo.sha256 not in seen:
            seen.add(photo.sha256)
            yield photo


def _every_photo(facts: PackFacts) -> Iterator[Photo]:
    for inspection in facts.inspections:
        for section in inspection.sections:
            for answer in section.answers:
                yield from answer.photos
    for found in facts.nonconformities:
        yield from found.photos_before
        yield from found.photos_after


def _heading(sheet: Sheet, key: str) -> None:
    sheet.need(70)
    sheet.document.bookmark(sheet.say(key), 1, sheet.y + 4, key)
    draw_heading(sheet, sheet.both(key))


def _paragraphs(sheet: Sheet, texts: Iterable[str]) -> None:
    style = note_style()
    for text in texts:
        lines = list(sheet.wrap(text, style, WIDTH))
        while lines:
            sheet.need(style.leading * min(2, len(lines)))
            room = max(1, int((sheet.y - 58) / style.leading))
            with sheet.document.tag("P"):
                sheet.lines(LEFT, sheet.y - style.size, lines[:room], style)
            sheet.y -= style.leading * len(lines[:room])
            lines = lines[room:]
        sheet.y -= 6


def _draw_check(sheet: Sheet, facts: PackFacts) -> None:
    _heading(sheet, "how_to_verify")
    _paragraphs(sheet, [sheet.say("check"), sheet.say("seal"), sheet.say("not_proved")])
    code = Style(size=8, leading=11)
    box = Box(x=LEFT, top=sheet.y, width=WIDTH, height=0)
    sheet.y = sheet.paragraph(box, facts.proof.origin, code, "Code") - 16


def _draw_versions(sheet: Sheet, facts: PackFacts) -> None:
    _heading(sheet, "rules_in_force")
    columns = (
        Column(title=sheet.say("file"), x=LEFT, width=span(5)),
        Column(title=sheet.say("version"), x=column(5), width=span(1)),
        Column(title="SHA-256", x=column(6), width=span(6)),
    )
    rows = (
        (f"{v.key} · {sheet.read(v.title)}", v.number, hash_text(v.digest))
        for v in (*facts.templates, *facts.rule_packs)
    )
    draw_table(sheet, columns, rows)


def _draw_glossary(sheet: Sheet) -> None:
    _heading(sheet, "glossary")
    columns = (
        Column(title="en", x=LEFT, width=span(2)),
        Column(title="zh", x=column(2), width=span(2)),
        Column(title="", x=column(4), width=span(4)),
        Column(title="", x=column(8), width=span(4)),
    )
    draw_table(sheet, columns, GLOSSARY)


def _draw_photos(sheet: Sheet, facts: PackFacts) -> None:
    _heading(sheet, "evidence_index")
    columns = (
        Column(title=sheet.say("number"), x=LEFT, width=34),
        Column(title=sheet.say("captured"), x=LEFT + 38, width=76),
        Column(title=sheet.say("received"), x=LEFT + 118, width=76),
        Column(title=sheet.say("size"), x=LEFT + 196, width=44, number=True),
        Column(title="SHA-256", x=LEFT + 248, width=EDGE - LEFT - 248),
    )
    files = tuple(all_photos(facts))
    draw_table(sheet, columns, (_photo_row(sheet, photo) for photo in photographs(files)))
    if others := documents(files):
        _heading(sheet, "documents")
        _paragraphs(sheet, [sheet.say("documents_note")])
        draw_document_index(sheet, others)


def _photo_row(sheet: Sheet, photo: Photo) -> tuple[str, ...]:
    taken = f"{photo.taken_at:%Y-%m-%d %H:%M}" if photo.taken_at else "–"
    received = f"{photo.received_at:%Y-%m-%d %H:%M}" if photo.received_at else "–"
    digest = hash_text(photo.sha256)
    if photo.redacted:
        digest = sheet.say("redacted", photo.redacted)
    return photo.number, taken, received, grouped(photo.bytes), digest


def _draw_ledger(sheet: Sheet, facts: PackFacts) -> None:
    _heading(sheet, "ledger_extract")
    entries = facts.proof.entries
    _paragraphs(sheet, [sheet.say("ledger_note", grouped(len(entries)))])
    half = LEDGER_SHOWN_MAX // 2
    shown = entries if len(entries) <= LEDGER_SHOWN_MAX else (*entries[:half], *entries[-half:])
    columns = (
        Column(title=sheet.say("position"), x=LEFT, width=44, number=True),
        Column(title=sheet.say("at"), x=LEFT + 54, width=106),
        Column(title=sheet.say("kind"), x=LEFT + 164, width=54),
        Column(title=sheet.say("stream"), x=LEFT + 222, width=66),
        Column(title=sheet.say("number"), x=LEFT + 290, width=32, number=True),
        Column(title=sheet.say("body"), x=LEFT + 332, width=EDGE - LEFT - 332),
    )
    rows = (
        (
            grouped(entry.seq),
            entry.at,
            entry.kind,
            entry.stream[:13],
            grouped(entry.n),
            hash_text(entry.body[:32]) + " …",
        )
        for entry in shown
    )
    draw_table(sheet, columns, rows)
