"""The load of evidence.md §6, measured by a caller who brings clock and memory gauge."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from reports.drawing.fonts import FontBytes
from reports.drawing.parts import Photos
from reports.facts import Inspection, PackFacts, Section
from reports.report import Drawing, draw_report

QUESTIONS, SECTION_QUESTIONS = 60, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauges:
    """CPU seconds so far, and peak resident memory in bytes."""

    cpu_seconds: Callable[[], float]
    rss_bytes_max: Callable[[], int]


def load_of(facts: PackFacts, inspections: int) -> PackFacts:
    """The facts with so many inspections of sixty questions, grown from the first one."""
    first = facts.inspections[0]
    answers = first.sections[0].answers
    sections = tuple(
        replace(
            first.sections[0],
            number=str(part + 1),
            answers=tuple(
                replace(answers[i % len(answers)], number=f"{part + 1}.{i + 1:02d}")
                for i in range(SECTION_QUESTIONS)
            ),
        )
        for part in range(QUESTIONS // SECTION_QUESTIONS)
    )
    return replace(facts, inspections=tuple(_many(first, sections, inspections)))


def _many(first: Inspection, sections: tuple[Section, ...], count: int) -> list[Inspection]:
    return [
        replace(first, id=f"{first.id}-{index}", number=f"INS-{index:06d}", sections=sections)
        for index in range(count)
    ]


def measure_report(
    facts: PackFacts, fonts: FontBytes, photos: Photos, gauges: Gauges
) -> Mapping[str, float]:
    """CPU seconds, pages, bytes and peak memory of drawing these facts."""
    written = 0

    def sink(data: bytes) -> None:
        nonlocal written
        written += len(data)

    start = gauges.cpu_seconds()
    pages = draw_report(facts, Drawing(fonts=fonts, photos=photos, sink=sink))
    return {
        "cpu_seconds": gauges.cpu_seconds() - start,
        "pages": pages,
        "bytes": written,
        "rss_bytes_max": gauges.rss_bytes_max(),
    }
