"""The PDF of a pack: all blocks in order, streamed to a sink."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from reports.blocks.appendix import draw_appendix
from reports.blocks.cover import draw_cover
from reports.blocks.inspections import draw_inspection
from reports.blocks.nonconformities import draw_nonconformity
from reports.blocks.summary import draw_summary
from reports.drawing.document import About, Document
from reports.drawing.fonts import FaceBook, FontBytes
from reports.drawing.parts import Photos
from reports.drawing.sheet import Frame, Sheet
from reports.drawing.writer import Sink
from reports.facts import PackFacts
from reports.words import text_in

Attachment = tuple[str, bytes, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What drawing needs besides the facts: faces, photographs, the sink, attachments."""

    fonts: FontBytes
    photos: Photos
    sink: Sink
    attachments: tuple[Attachment, ...] = ()


def link_targets(facts: PackFacts) -> Iterator[str]:
    """The places within the report that a link may lead to."""
    for found in facts.nonconformities:
        yield f"nonconformity-{found.number}"
    yield "long_texts"


@lru_cache(maxsize=1)
def faces_of(fonts: FontBytes) -> FaceBook:
    """The parsed faces; parsing 20 MB takes a second, so the last set is kept."""
    return FaceBook(fonts)


def draw_report(
    facts: PackFacts,
    drawing: Drawing,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Draw the whole report; gives its number of pages. Same facts, same bytes."""
    language, faces = facts.issue.languages[0], faces_of(drawing.fonts)
    about = About(
        title=text_in(facts.scope.title, language),
        author=text_in(facts.organisation, language),
        language=language,
        created=facts.issue.issued_at,
    )
    document = Document(drawing.sink, about, faces)
    for name, data, kind in drawing.attachments:
        document.attach(name, data, kind)
    frame = Frame(
        title=facts.scope.title,
        organisation=facts.organisation,
        classification=facts.issue.classification,
        pack=facts.issue.pack,
    )
    sheet = Sheet(document, faces, frame, facts.issue.languages)
    sheet.targets = frozenset(link_targets(facts))
    draw_cover(sheet, facts)
    draw_summary(sheet, facts)
    rest: list[tuple[str, str]] = []
    total = len(facts.inspections) + len(facts.nonconformities)
    for index, inspection in enumerate(facts.inspections):
        rest += draw_inspection(sheet, inspection, drawing.photos)
        if progress is not None:
            progress(index + 1, total)
    for index, found in enumerate(facts.nonconformities):
        rest += draw_nonconformity(sheet, found, drawing.photos)
        if progress is not None:
            progress(len(facts.inspections) + index + 1, total)
    draw_appendix(sheet, facts, rest)
    return document.close(sheet.footer)
