"""Documents and recordings that were given as evidence: listed by name, apart from photographs."""

from collections.abc import Iterable, Sequence

from reports.drawing.look import EDGE, LEFT, MUTED, WIDTH
from reports.drawing.parts import Column, draw_table, hash_text
from reports.drawing.sheet import Box, Sheet, Style
from reports.pieces import Photo
from reports.scripts.bidi import isolated
from reports.words import byte_size, label

LINE = Style(size=7.8, leading=10.8)
PLACE = Style(size=7.2, leading=9.6, colour=MUTED)


def document_words(document: Photo, language: str) -> str:
    """Number, name, kind, size and dates in one line; the HTML twin says the same."""
    if document.redacted:
        return f"{document.number} · {label(language, 'redacted', document.redacted)}"
    known = [
        document.number,
        isolated(document.name) if document.name else "–",
        document.extension.upper(),
        byte_size(document.bytes),
    ]
    for key, moment in (
        ("added", document.added_at and f"{document.added_at:%Y-%m-%d %H:%M}"),
        ("valid_from", document.effective_on),
        ("valid_until", document.expires_on),
        ("received_on", document.received_at and f"{document.received_at:%Y-%m-%d %H:%M}"),
    ):
        if moment:
            known.append(label(language, key, moment))
    if document.received_at is None:
        known.append(label(language, "no_photo"))
    return " · ".join(known)


def draw_documents(sheet: Sheet, documents: Sequence[Photo], x: float = LEFT) -> None:
    """A line for each, and where it lies in the pack."""
    for document in documents:
        sheet.need(LINE.leading * 2 + PLACE.leading + 6)
        box = Box(x=x, top=sheet.y - 3, width=EDGE - x, height=0)
        bottom = sheet.paragraph(box, document_words(document, sheet.language), LINE)
        if not document.redacted:
            under = Box(x=x, top=bottom, width=EDGE - x, height=0)
            bottom = sheet.paragraph(under, document.member, PLACE, "Code")
        sheet.y = bottom - 3


def draw_document_index(sheet: Sheet, documents: Iterable[Photo]) -> None:
    """All documents of the pack with their dates and hashes."""
    columns = (
        Column(title=sheet.say("number"), x=LEFT, width=34),
        Column(title=sheet.say("file_name"), x=LEFT + 40, width=124),
        Column(title=sheet.say("added_on"), x=LEFT + 168, width=70),
        Column(title=sheet.say("received"), x=LEFT + 242, width=70),
        Column(title=sheet.say("size"), x=LEFT + 314, width=40, number=True),
        Column(title="SHA-256", x=LEFT + 364, width=WIDTH - 364),
    )
    draw_table(sheet, columns, (_row(sheet, document) for document in documents))


def _row(sheet: Sheet, document: Photo) -> tuple[str, ...]:
    added = f"{document.added_at:%Y-%m-%d %H:%M}" if document.added_at else "–"
    received = f"{document.received_at:%Y-%m-%d %H:%M}" if document.received_at else "–"
    if document.redacted:
        hidden = sheet.say("redacted", document.redacted)
        return document.number, hidden, added, received, byte_size(document.bytes), "–"
    name = document.name or "–"
    size, digest = byte_size(document.bytes), hash_text(document.sha256)
    return document.number, name, added, received, size, digest
