"""The shape of an author's checklist, checked whole before anything is made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from checklists.errors import ChecklistError
from checklists.expressions.lexer import RESERVED
from checklists.operation_values import INSPECTION_TYPES, SEVERITIES
from checklists.shapes import (
    amount,
    bilingual,
    either,
    identifier,
    items,
    mark,
    name,
    named,
    number,
    one_of,
    plain,
    record,
    slug,
    truth,
    whole,
    words,
)
from checklists.visibility import RULE_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checklists.shapes import Place

Authored = dict[str, Any]

REPEAT_MAX = 200
MINUTES_MAX = 60 * 24 * 7
BASIS = 10_000
MANY = 1_000_000
DAY_MS = 86_400_000
CHOSEN = frozenset({"choice", "likert", "multi_choice"})
MODELS = (
    "weighted_points", "section_mean", "flat_mean", "nested_mean", "count_conforming",
    "all_or_nothing", "demerit",
)  # fmt: skip

CHOICE = record(
    {"name": name, "label": bilingual},
    {"points": amount, "fails": truth, "na": truth, "value": whole(-MANY, MANY)},
)
BAND = record({}, {"min": number, "max": number, "points": amount})
ON_FAIL = record(
    {
        "severity": one_of(SEVERITIES),
        "finding": bilingual,
        "correction": bilingual,
        "deadline_class": identifier,
    },
    {"partial_severity": one_of(SEVERITIES)},
)
QUESTION = record(
    {
        "key": identifier,
        "type": one_of(RULE_TYPES),
        "text": bilingual,
        "required": truth,
        "weight": amount,
    },
    {
        "help": bilingual,
        "criterion_ref": words,
        "references": items(words),
        "response_set": identifier,
        "unit": words,
        "min": number,
        "max": number,
        "decimals": whole(0, 6),
        "stopwatch": truth,
        "accept": BAND,
        "partial": BAND,
        "points": words,
        "max_points": amount,
        "critical": truth,
        "evidence": record({"photo": one_of({"on_fail", "always"})}, {"min": whole(1, 20)}),
        "on_fail": ON_FAIL,
        "objective": record({"limit_ms": whole(0, 365 * DAY_MS), "must": truth}),
        "show_if": words,
        "dimension": identifier,
        "item": whole(1, MANY),
        "side": identifier,
    },
)
SECTION = record(
    {"key": identifier, "title": bilingual, "questions": items(QUESTION, least=1)},
    {
        "owner_role": identifier,
        "time_limit_minutes": whole(1, MINUTES_MAX),
        "show_if": words,
        "repeat": record(
            {"label": bilingual, "min": whole(0, REPEAT_MAX), "max": whole(1, REPEAT_MAX)},
            {"key_question": identifier},
        ),
    },
)
CAP = record(
    {
        "id": name,
        "when": either(
            record({}, {"severity": one_of(SEVERITIES), "expr": words}),
            one_of({"critical_item"}),
            when=dict,
        ),
    },
    {"at_least": whole(1, MANY), "cap_bp": whole(0, BASIS), "fail": truth},
)
GRADE = record(
    {"id": mark, "min_bp": whole(0, BASIS), "name": bilingual},
    {"max_findings": record({}, dict.fromkeys(SEVERITIES, whole(0, MANY)))},
)
SCORING = record(
    {
        "model": one_of(MODELS),
        "optional_unanswered": one_of({"exclude", "zero"}),
        "caps": items(CAP),
        "grades": items(GRADE),
    }
)
EXAMPLE = record({"name": either(bilingual, words, when=dict), "answers": plain, "expect": plain})
CHECKLIST = record(
    {
        "key": slug,
        "version": whole(1, MANY),
        "kind": one_of(INSPECTION_TYPES),
        "title": bilingual,
        "purpose": bilingual,
        "version_notes": bilingual,
        "response_sets": named(record({"name": bilingual, "choices": items(CHOICE, least=1)})),
        "sections": items(SECTION, least=1),
        "scoring": SCORING,
    },
    {
        "format": whole(1, 1),
        "standard_refs": items(words),
        "method": plain,
        "examples": items(EXAMPLE),
    },
)


def demand_authored(document: object) -> Authored:
    """The checklist, of the right shape; raises ChecklistError at the first thing that is not."""
    CHECKLIST(document, ())
    authored = cast("Authored", document)
    _demand_single(authored)
    for place, section in sections_of(authored):
        _demand_section(section, place)
    for place, _, question in questions_of(authored):
        _demand_question(question, place, authored)
    return authored


def sections_of(authored: Authored) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Each section with its place."""
    for at, section in enumerate(authored["sections"]):
        yield ("sections", at), section


def questions_of(authored: Authored) -> Iterator[tuple[Place, dict[str, Any], dict[str, Any]]]:
    """Each question with its place and its section."""
    for above, section in sections_of(authored):
        for at, question in enumerate(section["questions"]):
            yield (*above, "questions", at), section, question


def _demand_single(authored: Authored) -> None:
    """No key twice, and none that a rule could not name."""
    sections = [(section["key"], place) for place, section in sections_of(authored)]
    questions = [(question["key"], place) for place, _, question in questions_of(authored)]
    seen: set[str] = set()
    for key, place in (*sections, *questions):
        if key in seen:
            raise ChecklistError((*place, "key"), "another section or question has this key")
        if key in RESERVED:
            raise ChecklistError((*place, "key"), "is a word of the rule language")
        seen.add(key)
    for key, one in authored["response_sets"].items():
        names = [choice["name"] for choice in one["choices"]]
        for at, known in enumerate(names):
            if known in names[:at]:
                place = ("response_sets", key, "choices", at, "name")
                raise ChecklistError(place, "another choice has this name")


def _demand_section(section: dict[str, Any], place: Place) -> None:
    repeat = section.get("repeat")
    if repeat is None:
        return
    if repeat["min"] > repeat["max"]:
        raise ChecklistError((*place, "repeat", "min"), "is above max")
    keys = [question["key"] for question in section["questions"]]
    if repeat.get("key_question", keys[0]) not in keys:
        raise ChecklistError((*place, "repeat", "key_question"), "is no question of this section")


def _demand_question(question: dict[str, Any], place: Place, authored: Authored) -> None:
    if question["type"] in CHOSEN:
        if question.get("response_set") not in authored["response_sets"]:
            raise ChecklistError((*place, "response_set"), "no response set has this key")
        return
    if "response_set" in question:
        raise ChecklistError((*place, "response_set"), "is for choices only")
    if ("points" in question) != ("max_points" in question):
        raise ChecklistError((*place, "points"), "points and max_points go together")
    if question.get("on_fail", {}).get("partial_severity") is not None:
        for band in ("accept", "partial"):
            if not {"min", "max"} & question.get(band, {}).keys():
                raise ChecklistError((*place, band), "partial_severity needs its min or max")
