"""An author's checklist becomes a template document (protocol.md §3), or a placed error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checklists.authored import CHOSEN, demand_authored, questions_of
from checklists.errors import ChecklistError
from checklists.expressions.checker import checked
from checklists.expressions.errors import RuleError
from checklists.expressions.schema import Kind, Schema, Scope
from checklists.visibility import RULE_TYPES, evaluation_order

if TYPE_CHECKING:
    from checklists.authored import Authored
    from checklists.shapes import Place

COPIED = (
    "help", "criterion_ref", "references", "response_set", "unit", "min", "max", "decimals",
    "stopwatch", "show_if", "dimension", "item", "side",
)  # fmt: skip


def template_document(authored: Authored) -> dict[str, Any]:
    """The document that is asked; raises ChecklistError at the first thing that is wrong."""
    demand_authored(authored)
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
        "title": authored["title"],
        "purpose": authored["purpose"],
        "standard_refs": authored.get("standard_refs", []),
        "version_notes": authored["version_notes"],
        "response_sets": {
            key: _response_set(one) for key, one in authored["response_sets"].items()
        },
        "sections": sections,
        "order": _order(sections),
    }
    if "method" in authored:
        document["method"] = authored["method"]
    return document


def schema_of(authored: Authored) -> Schema:
    """What the rules of this checklist may name."""
    questions: dict[str, Kind] = {}
    section_of: dict[str, str] = {}
    for _, section, question in questions_of(authored):
        chosen = question["type"] in CHOSEN
        questions[question["key"]] = Kind(
            RULE_TYPES[question["type"]], question["response_set"] if chosen else None
        )
        if section.get("repeat"):
            section_of[question["key"]] = section["key"]
    section_max = {
        section["key"]: section["repeat"]["max"]
        for section in authored["sections"]
        if section.get("repeat")
    }
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


def _response_set(given: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": given["name"],
        "choices": [
            {"name": choice["name"], "label": choice["label"]} for choice in given["choices"]
        ],
    }


def _section(
    given: dict[str, Any], place: Place, authored: Authored, schema: Schema
) -> dict[str, Any]:
    made: dict[str, Any] = {"id": given["key"], "title": given["title"]}
    for name in ("owner_role", "time_limit_minutes", "show_if"):
        if name in given:
            made[name] = given[name]
    if "show_if" in given:
        scope = Scope(want="bool")
        made["visible"] = compiled_rule(given["show_if"], schema, scope, (*place, "show_if"))
    if given.get("repeat"):
        made["repeat"] = {
            "label": given["repeat"]["label"],
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
    made: dict[str, Any] = {
        "id": given["key"],
        "type": given["type"],
        "t": RULE_TYPES[given["type"]],
        "text": given["text"],
        "required": given["required"],
    }
    made |= {name: given[name] for name in COPIED if name in given}
    if given["type"] in CHOSEN:
        known = authored["response_sets"][given["response_set"]]
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
