"""Large packs as several PDF volumes, each a whole report of its share of subjects."""

from collections.abc import Iterator
from dataclasses import replace

from reports.facts import Inspection, Nonconformity, PackFacts, Text
from reports.words import label

VOLUME_PAGES_MAX = 2500
ROWS_A_PAGE = 24
PHOTOS_A_PAGE = 18
FAILURES_A_PAGE = 3
OPERATIONS_A_PAGE = 45
FAILED = frozenset({"fail", "partial"})


def volumes_of(facts: PackFacts, pages_max: int = VOLUME_PAGES_MAX) -> tuple[PackFacts, ...]:
    """The facts cut where a volume would grow beyond so many pages; one volume as a rule."""
    shares: list[tuple[list[Inspection], list[Nonconformity]]] = [([], [])]
    pages = 0
    for subject, count in _estimates(facts):
        if pages and pages + count > pages_max:
            shares.append(([], []))
            pages = 0
        pages += count
        if isinstance(subject, Inspection):
            shares[-1][0].append(subject)
        else:
            shares[-1][1].append(subject)
    if len(shares) == 1:
        return (facts,)
    return tuple(
        _volume(facts, share, (index + 1, len(shares))) for index, share in enumerate(shares)
    )


def _estimates(facts: PackFacts) -> Iterator[tuple[Inspection | Nonconformity, int]]:
    for inspection in facts.inspections:
        answers = [answer for section in inspection.sections for answer in section.answers]
        failed = sum(answer.outcome in FAILED for answer in answers)
        photos = sum(len(answer.photos) for answer in answers)
        pages = 2 + len(answers) // ROWS_A_PAGE + failed // FAILURES_A_PAGE
        pages += photos // PHOTOS_A_PAGE + len(inspection.operations) // OPERATIONS_A_PAGE
        yield inspection, pages
    for found in facts.nonconformities:
        yield found, 2 + len(found.actions) // 2


def _volume(
    facts: PackFacts,
    share: tuple[list[Inspection], list[Nonconformity]],
    place: tuple[int, int],
) -> PackFacts:
    subtitle: Text = {
        language: f"{text} · {label(language, 'volume', *place)}"
        for language, text in facts.scope.subtitle.items()
    }
    return replace(
        facts,
        scope=replace(facts.scope, subtitle=subtitle),
        inspections=tuple(share[0]),
        nonconformities=tuple(share[1]),
    )
