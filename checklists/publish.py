"""An author's checklist becomes a template document (protocol.md §3), or a placed error."""

from __future__ import annotations

from typing import Any

from checklists.errors import ChecklistError
from checklists.expressions.checker import checked
from checklists.expressions.errors import RuleError
from checklists.expressions.schema import Kind, Schema, Scope
from checklists.operation_values import INSPECTION_TYPES
from checklists.visibility import RULE_TYPES, evaluation_order

Place = tuple[str | int, ...]
Authored = dict[str, Any]

LANGUAGES = ("en", "zh-Hans")
REPEAT_MAX = 200
CHOSEN = frozenset({"choice", "likert", "multi_choice"})
COPIED = (
    "help", "criterion_ref", "references", "response_set", "unit", "min", "max", "decimals",
    "stopwatch", "show_if", "dimension", "item", "side",
)  # fmt: skip


def template_document(authored: Authored) -> dict[str, Any]:
    """The document that is asked; raises ChecklistError at the first thing that is wrong."""
    _demand(
        authored, (), "key", "version", "kind", "title", "purpose", "response_sets", "sections"
    )
    if authored["kind"] not in INSPECTION_TYPES:
        raise ChecklistError(("kind",), f"one of {', '.join(sorted(INSPECTION_TYPES))}")
    schema = schema_of(authored)
    sections = [
        _section(section, ("sections", at), authored, schema)
        for at, section in enumerate(authored["sections"])
    ]
    document: dict[str, Any] = {
        "format": 1,
        "key": authored["key"],
        "version": authored["version"],
        "kind": authored["kind"],
        "title": _text(authored, (), "title"),
        "purpose": _text(authored, (), "purpose"),
        "standard_refs": authored.get("standard_refs", []),
        "version_notes": _text(authored, (), "version_notes"),
        "response_sets": {
            key: _response_set(one, ("response_sets", key))
            for key, one in authored["response_sets"].items()
        },
        "sections": sections,
        "order": _order(sections),
    }
    if "method" in authored:
        document["method"] = authored["method"]
    return document


def schema_of(authored: Authored) -> Schema:
    """What the rules of this checklist may name; raises ChecklistError for a double id."""
    questions: dict[str, Kind] = {}
    section_of: dict[str, str] = {}
    section_max: dict[str, int] = {}
    for at, section in enumerate(authored["sections"]):
        repeat = section.get("repeat")
        if repeat:
            if not 0 <= repeat["min"] <= repeat["max"] <= REPEAT_MAX:
                raise ChecklistError(("sections", at, "repeat"), "0 ≤ min ≤ max ≤ 200")
            section_max[section["key"]] = repeat["max"]
        for place, question in enumerate(section["questions"]):
            where = ("sections", at, "questions", place)
            if question["key"] in questions:
                raise ChecklistError((*where, "key"), "another question has this key")
            if question["type"] not in RULE_TYPES:
                raise ChecklistError((*where, "type"), f"one of {', '.join(RULE_TYPES)}")
            questions[question["key"]] = Kind(
                RULE_TYPES[question["type"]],
                question["response_set"] if question["type"] in CHOSEN else None,
            )
            if repeat:
                section_of[question["key"]] = section["key"]
    choices = {
        key: frozenset(choice["name"] for choice in one["choices"])
        for key, one in authored["response_sets"].items()
    }
    return Schema(
        choices=choices, questions=questions, section_of=section_of, section_max=section_max
    )


def compiled_rule(source: str, schema: Schema, scope: Scope, place: Place) -> dict[str, Any]:
    """The tree of a rule; raises ChecklistError with the place in the document and in the rule."""
    try:
        return checked(source, schema, scope)
    except RuleError as error:
        sentence = f"{error.code} at {error.at}: {error.message['en']}"
        raise ChecklistError(place, sentence) from error


def _demand(given: dict[str, Any], place: Place, *names: str) -> None:
    for name in names:
        if name not in given:
            raise ChecklistError((*place, name), "is missing")


def _text(given: dict[str, Any], place: Place, name: str) -> dict[str, str]:
    value = given.get(name)
    if not isinstance(value, dict) or any(not value.get(language) for language in LANGUAGES):
        raise ChecklistError((*place, name), "needs a text in en and in zh-Hans")
    return {language: str(value[language]) for language in LANGUAGES}


def _response_set(given: dict[str, Any], place: Place) -> dict[str, Any]:
    return {
        "name": _text(given, place, "name"),
        "choices": [
            {"name": choice["name"], "label": _text(choice, (*place, "choices", at), "label")}
            for at, choice in enumerate(given["choices"])
        ],
    }


def _section(
    given: dict[str, Any], place: Place, authored: Authored, schema: Schema
) -> dict[str, Any]:
    _demand(given, place, "key", "title", "questions")
    made: dict[str, Any] = {"id": given["key"], "title": _text(given, place, "title")}
    for name in ("owner_role", "time_limit_minutes", "show_if"):
        if name in given:
            made[name] = given[name]
    if "show_if" in given:
        scope = Scope(want="bool")
        made["visible"] = compiled_rule(given["show_if"], schema, scope, (*place, "show_if"))
    if given.get("repeat"):
        made["repeat"] = {
            "label": _text(given["repeat"], (*place, "repeat"), "label"),
            "min": given["repeat"]["min"],
            "max": given["repeat"]["max"],
            "key_question": given["repeat"].get("key_question"),
        }
    made["questions"] = [
        _question(question, (*place, "questions", at), given, authored, schema)
        for at, question in enumerate(given["questions"])
    ]
    return made


def _question(
    given: dict[str, Any],
    place: Place,
    section: dict[str, Any],
    authored: Authored,
    schema: Schema,
) -> dict[str, Any]:
    _demand(given, place, "key", "type", "text", "required")
    made: dict[str, Any] = {
        "id": given["key"],
        "type": given["type"],
        "t": RULE_TYPES[given["type"]],
        "text": _text(given, place, "text"),
        "required": bool(given["required"]),
    }
    made |= {name: given[name] for name in COPIED if name in given}
    if given["type"] in CHOSEN:
        known = authored["response_sets"].get(given.get("response_set"))
        if known is None:
            raise ChecklistError((*place, "response_set"), "no response set has this key")
        made["choices"] = [_choice(choice) for choice in known["choices"]]
    if "show_if" in given:
        scope = Scope(section=section["key"] if section.get("repeat") else None, want="bool")
        made["visible"] = compiled_rule(given["show_if"], schema, scope, (*place, "show_if"))
    return made


def _choice(choice: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {"name": choice["name"]}
    if choice.get("na"):
        made["na"] = True
    if "value" in choice:
        made["value"] = choice["value"]
    return made


def _order(sections: list[dict[str, Any]]) -> list[str]:
    try:
        return evaluation_order(sections)
    except ValueError as error:
        raise ChecklistError(("sections",), f"rules refer to each other: {error}") from error
