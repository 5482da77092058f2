"""An author's points, severities and limits become a rule document (protocol.md §3)."""

# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit_rules.soundness import demand_sound
from checklists.authored import CHOSEN, questions_of
from checklists.expressions.schema import Kind, Schema, Scope
from checklists.publish import compiled_rule, schema_of
from checklists.visibility import RULE_TYPES

if TYPE_CHECKING:
    from checklists.authored import Authored
    from checklists.shapes import Place

SPEC = 1
QUESTION_KEYS = ("evidence", "accept", "partial", "objective")
FAIL_KEYS = ("severity", "partial_severity", "finding", "correction", "deadline_class")
SEVERITY_KEYS = (
    "name", "before_submit", "deadline_class", "cause_required", "evidence_required",
    "effectiveness_required", "watch",
)  # fmt: skip


def rule_document(
    authored: Authored, template_sha256: str, pack: dict[str, Any]
) -> dict[str, Any]:
    """The document that judges; raises ChecklistError at the first thing that is wrong."""
    demand_sound(authored, pack)
    schema = schema_of(authored)
    return {
        "spec": SPEC,
        "key": pack["key"],
        "version": pack["version"],
        "template": template_sha256,
        "judge": _judge(authored, schema, pack),
        "questions": {
            question["key"]: _question_values(question)
            for _, _, question in questions_of(authored)
        },
        "severities": {
            one["key"]: {name: one[name] for name in SEVERITY_KEYS if name in one}
            for one in pack["severities"]
        },
        "deadline_classes": {
            one["key"]: {
                name: one[name] for name in ("clock", "ms", "days", "snap", "name") if name in one
            }
            for one in pack["deadline_classes"]
        },
        "escalation": pack["escalation"],
        "repeat_rule": pack["repeat_rule"],
        "examples": authored.get("examples", []),
    }


def _question_values(question: dict[str, Any]) -> dict[str, Any]:
    fail = question.get("on_fail", {})
    return {name: question[name] for name in QUESTION_KEYS if name in question} | {
        name: fail[name] for name in FAIL_KEYS if name in fail
    }


def _judge(authored: Authored, schema: Schema, pack: dict[str, Any]) -> dict[str, Any]:
    scoring = authored["scoring"]
    severity = [
        rule
        for place, section, question in questions_of(authored)
        for rule in _severity_rules(question, section, authored, schema, place)
    ]
    return {
        "model": scoring["model"],
        "optional_unanswered": scoring["optional_unanswered"],
        "questions": {
            question["key"]: _points(question, section, authored, schema, place)
            for place, section, question in questions_of(authored)
        },
        "section_weights": {},
        "severity": severity,
        "demerits": {one["key"]: one["demerit_bp"] for one in pack["severities"]},
        "caps": [_cap(cap, at, schema) for at, cap in enumerate(scoring["caps"])],
        "grades": scoring["grades"],
    }


def _cap(cap: dict[str, Any], at: int, schema: Schema) -> dict[str, Any]:
    when = cap["when"]
    if isinstance(when, dict) and "expr" in when:
        place = ("scoring", "caps", at, "when", "expr")
        tree = compiled_rule(when["expr"], schema, Scope(want="bool"), place)
        return {**cap, "when": {"expr": tree}}
    return cap


def _points(
    question: dict[str, Any],
    section: dict[str, Any],
    authored: Authored,
    schema: Schema,
    place: Place,
) -> dict[str, Any]:
    made: dict[str, Any] = {"weight": str(question["weight"])}
    if question.get("critical"):
        made["critical"] = True
    if question["type"] in CHOSEN:
        chosen = authored["response_sets"][question["response_set"]]["choices"]
        made["choices"] = {choice["name"]: _choice_points(choice) for choice in chosen}
    elif "points" in question:
        scope = _scope(question, section, want="number")
        made["max"] = str(question["max_points"])
        made["points"] = compiled_rule(question["points"], schema, scope, (*place, "points"))
    else:
        made["max"] = "0"
    return made


def _choice_points(choice: dict[str, Any]) -> dict[str, Any]:
    if choice.get("na"):
        return {"na": True}
    made: dict[str, Any] = {"points": str(choice.get("points", 0))}
    if choice.get("fails"):
        made["fails"] = True
    return made


def _scope(question: dict[str, Any], section: dict[str, Any], want: str) -> Scope:
    kind = Kind(
        RULE_TYPES[question["type"]],
        question.get("response_set") if question["type"] in CHOSEN else None,
    )
    return Scope(section=section["key"] if section.get("repeat") else None, this=kind, want=want)


def _severity_rules(
    question: dict[str, Any],
    section: dict[str, Any],
    authored: Authored,
    schema: Schema,
    place: Place,
) -> list[dict[str, Any]]:
    fail, key = question.get("on_fail"), question["key"]
    if fail is None:
        return []
    partial = fail.get("partial_severity")
    if partial is None:
        return [
            {"id": f"{key}.fail", "question": key, "when": "fails", "severity": fail["severity"]}
        ]
    sources = _bands(question, authored)
    scope = _scope(question, section, want="bool")
    rules: list[dict[str, Any]] = []
    for name, severity in (("fail", fail["severity"]), ("part", partial)):
        if sources[name] is None:
            continue
        tree = compiled_rule(sources[name] or "", schema, scope, (*place, "on_fail"))
        rules.append({"id": f"{key}.{name}", "question": key, "when": tree, "severity": severity})
    return rules


def _bands(question: dict[str, Any], authored: Authored) -> dict[str, str | None]:
    """The rules for "fails wholly" and "keeps part of its points"."""
    if question["type"] in CHOSEN:
        chosen = authored["response_sets"][question["response_set"]]["choices"]
        failing = [choice for choice in chosen if choice.get("fails")]
        return {
            "fail": _among([one["name"] for one in failing if not one.get("points")]),
            "part": _among([one["name"] for one in failing if one.get("points")]),
        }
    good, half = _within(question["accept"]), _within(question["partial"])
    return {"fail": f"!({good}) && !({half})", "part": f"({half}) && !({good})"}


def _among(names: list[str]) -> str | None:
    return f"this in [{', '.join(repr(name) for name in names)}]" if names else None


def _within(band: dict[str, Any]) -> str:
    parts = [f"this >= {band['min']}"] if "min" in band else []
    parts += [f"this <= {band['max']}"] if "max" in band else []
    return " && ".join(parts)
