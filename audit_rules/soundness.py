"""What publishing refuses though each part has its form, and what it warns of (§11)."""

# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit_rules.deadline_forms import DeadlineFormError, demand_class
from audit_rules.rule_pack import RANK
from checklists.authored import CHOSEN, questions_of
from checklists.errors import ChecklistError

if TYPE_CHECKING:
    from checklists.authored import Authored
    from checklists.shapes import Place

CLASS_MORE = ("key", "name", "meaning", "source")
PACK_KEYS = ("key", "version", "severities", "deadline_classes", "escalation", "repeat_rule")


def demand_sound(authored: Authored, pack: dict[str, Any]) -> None:
    """The checklist can be judged by this pack; raises ChecklistError when it can not."""
    _demand_pack(pack)
    classes = {one["key"] for one in pack["deadline_classes"]}
    for place, _, question in questions_of(authored):
        fail = question.get("on_fail")
        if fail is not None and fail["deadline_class"] not in classes:
            raise ChecklistError(
                (*place, "on_fail", "deadline_class"), "the rule pack has no such class"
            )
        if question.get("critical"):
            _demand_capping(fail, (*place, "critical"))
    _demand_caps(authored["scoring"]["caps"])
    _demand_reachable(authored["scoring"]["grades"])


def warnings_of(authored: Authored) -> list[tuple[Place, str]]:
    """What may be meant, but is worth a second look."""
    sets = authored["response_sets"]
    return [
        (place, "a choice fails, but nothing follows from it: there is no on_fail")
        for place, _, question in questions_of(authored)
        if question["type"] in CHOSEN
        and "on_fail" not in question
        and any(choice.get("fails") for choice in sets[question["response_set"]]["choices"])
    ]


def _demand_pack(pack: dict[str, Any]) -> None:
    for name in PACK_KEYS:
        if name not in pack:
            raise ChecklistError(("rule_pack", name), "is missing")
    for at, one in enumerate(pack["deadline_classes"]):
        try:
            demand_class(one, more=CLASS_MORE)
        except DeadlineFormError as error:
            first = error.mistakes[0]
            place = ("rule_pack", "deadline_classes", at, *first.path)
            raise ChecklistError(place, first.en) from error
    missing = RANK.keys() - {one["key"] for one in pack["severities"]}
    if missing:
        sentence = f"says nothing about {', '.join(sorted(missing))}"
        raise ChecklistError(("rule_pack", "severities"), sentence)


def _demand_capping(fail: dict[str, Any] | None, place: Place) -> None:
    """A critical question caps by a finding of at least minor: one must be possible."""
    if fail is None:
        raise ChecklistError(place, "a critical question needs on_fail")
    worst = max(RANK[fail["severity"]], RANK[fail.get("partial_severity", "observation")])
    if worst < RANK["minor"]:
        raise ChecklistError(place, "a critical question needs a severity of at least minor")


def _demand_caps(caps: list[dict[str, Any]]) -> None:
    for at, cap in enumerate(caps):
        place = ("scoring", "caps", at)
        if any(cap["id"] == other["id"] for other in caps[:at]):
            raise ChecklistError((*place, "id"), "another cap has this id")
        if isinstance(cap["when"], dict) and len(cap["when"]) != 1:
            raise ChecklistError((*place, "when"), "needs either a severity or a rule")
        if "cap_bp" not in cap and "fail" not in cap:
            raise ChecklistError(place, "limits nothing: cap_bp and fail are both missing")


def _demand_reachable(grades: list[dict[str, Any]]) -> None:
    """Best first; each can be given, and the last takes what is left."""
    for at, grade in enumerate(grades):
        if any(_covers(better, grade) for better in grades[:at]):
            sentence = "can not be reached: a grade above it takes all of its scores"
            raise ChecklistError(("scoring", "grades", at), sentence)
    if grades and (grades[-1]["min_bp"] != 0 or grades[-1].get("max_findings")):
        place = ("scoring", "grades", len(grades) - 1)
        raise ChecklistError(place, "the last grade starts at 0 and bears any findings")


def _covers(better: dict[str, Any], grade: dict[str, Any]) -> bool:
    """Whether whatever would get the grade gets the better one first."""
    borne = grade.get("max_findings", {})
    return better["min_bp"] <= grade["min_bp"] and all(
        severity in borne and borne[severity] <= most
        for severity, most in better.get("max_findings", {}).items()
    )
