"""Points, severities and limits of an author become the rules that judge."""

from __future__ import annotations

from typing import Any

import pytest

from audit_rules.authoring import rule_document
from audit_rules.soundness import warnings_of
from checklists.errors import ChecklistError
from checklists.publish import template_document
from tests.audit_rules.builders import the_pack
from tests.checklists.builders import a_fail, a_question, an_authored, both

HASH = "a" * 64
BANDS = {
    "accept": {"min": "2", "max": "8"},
    "partial": {"min": "1", "max": "9", "points": 1},
    "points": "this >= 2 && this <= 8 ? 2 : this >= 1 && this <= 9 ? 1 : 0",
    "max_points": 2,
}


def rules_of(authored: dict[str, Any], pack: dict[str, Any] | None = None) -> dict[str, Any]:
    """The rule document of a checklist of good form."""
    template_document(authored)
    return rule_document(authored, HASH, pack or the_pack())


def with_question(**more: Any) -> dict[str, Any]:
    """The small checklist with one more question."""
    authored = an_authored()
    kind = more.pop("type", "choice")
    authored["sections"][0]["questions"].append(a_question("extra", kind, **more))
    return authored


def with_scoring(**more: Any) -> dict[str, Any]:
    """The small checklist with other limits."""
    authored = an_authored()
    authored["scoring"] |= more
    return authored


def test_a_rule_document_has_the_agreed_shape() -> None:
    """Device and server read the same keys (protocol.md §3)."""
    pack = the_pack()
    rules = rules_of(an_authored(), pack)
    judging = rules["judge"]

    assert (rules["spec"], rules["key"], rules["template"]) == (1, pack["key"], HASH)
    assert judging["questions"]["clean"] == {
        "weight": "1",
        "choices": {
            "yes": {"points": "1"}, "no": {"points": "0", "fails": True}, "na": {"na": True},
        },
    }  # fmt: skip
    assert judging["questions"]["heat"] == {"weight": "0", "max": "0"}
    assert judging["severity"] == [
        {"id": "clean.fail", "question": "clean", "when": "fails", "severity": "minor"}
    ]
    assert rules["questions"]["clean"] == a_fail()
    assert rules["severities"].keys() == {"observation", "minor", "major", "critical"}
    assert judging["demerits"].keys() == rules["severities"].keys()
    assert {one["clock"] for one in rules["deadline_classes"].values()} <= {
        "elapsed", "working", "working_days",
    }  # fmt: skip


def test_half_a_reading_has_its_own_severity() -> None:
    """Within the half-point band one finding is made, beyond it the other."""
    fail = a_fail("major", partial_severity="minor")
    found = rules_of(with_question(type="number", on_fail=fail, **BANDS))["judge"]
    rules = {rule["id"]: rule for rule in found["severity"] if rule["question"] == "extra"}

    assert {name: rule["severity"] for name, rule in rules.items()} == {
        "extra.fail": "major", "extra.part": "minor",
    }  # fmt: skip
    assert found["questions"]["extra"]["max"] == "2"
    assert rules["extra.part"]["when"]["op"] == "and"


def test_half_a_choice_has_its_own_severity() -> None:
    """A choice that fails and still earns points is the half-good one."""
    authored = with_question(on_fail=a_fail("major", partial_severity="minor"))
    choices = authored["response_sets"]["yes_no"]["choices"]
    only_no = rules_of(authored)["judge"]["severity"]
    choices.append({"name": "partly", "label": both("Partly"), "points": 1, "fails": True})
    both_of = rules_of(authored)["judge"]["severity"]

    assert [rule["id"] for rule in only_no] == ["clean.fail", "extra.fail"]
    assert [rule["id"] for rule in both_of] == ["clean.fail", "extra.fail", "extra.part"]
    assert both_of[2]["when"]["v"] == ["partly"]


def test_a_cap_by_rule_is_compiled() -> None:
    """A limit may look at any answer of the inspection."""
    caps = [{"id": "k", "when": {"expr": "heat > 30"}, "cap_bp": 5000}]

    (cap,) = rules_of(with_scoring(caps=caps))["judge"]["caps"]

    assert cap["when"]["expr"]["op"] == ">"


GRADE_A = {"id": "A", "min_bp": 9000, "name": both("A")}
LAST = {"id": "B", "min_bp": 0, "name": both("B")}
UNSOUND: list[tuple[dict[str, Any], tuple[str | int, ...]]] = [
    (with_question(critical=True), ("sections", 0, "questions", 6, "critical")),
    (
        with_question(critical=True, on_fail=a_fail("observation")),
        ("sections", 0, "questions", 6, "critical"),
    ),
    (
        with_question(on_fail=a_fail(deadline_class="some_day")),
        ("sections", 0, "questions", 6, "on_fail", "deadline_class"),
    ),
    (
        with_question(type="number", points="this > 'x'", max_points=1),
        ("sections", 0, "questions", 6, "points"),
    ),
    (
        with_scoring(caps=[{"id": "k", "when": {"expr": "heat"}, "cap_bp": 1}]),
        ("scoring", "caps", 0, "when", "expr"),
    ),
    (
        with_scoring(caps=[{"id": "k", "when": {}, "cap_bp": 1}]),
        ("scoring", "caps", 0, "when"),
    ),
    (with_scoring(caps=[{"id": "k", "when": "critical_item"}]), ("scoring", "caps", 0)),
    (
        with_scoring(caps=[{"id": "k", "when": "critical_item", "cap_bp": 1}] * 2),
        ("scoring", "caps", 1, "id"),
    ),
    (with_scoring(grades=[GRADE_A]), ("scoring", "grades", 0)),
    (with_scoring(grades=[GRADE_A, GRADE_A, LAST]), ("scoring", "grades", 1)),
    (with_scoring(grades=[LAST, GRADE_A, LAST]), ("scoring", "grades", 1)),
    (
        with_scoring(grades=[GRADE_A, LAST | {"max_findings": {"major": 3}}]),
        ("scoring", "grades", 1),
    ),
]


@pytest.mark.parametrize(("authored", "place"), UNSOUND)
def test_what_could_never_work_is_refused_with_its_place(
    authored: dict[str, Any], place: tuple[str | int, ...]
) -> None:
    """A limit that never fires or a grade that nobody gets is a mistake, not a rule."""
    with pytest.raises(ChecklistError) as refused:
        rules_of(authored)

    assert refused.value.place == place


def test_grades_that_differ_by_findings_are_all_reachable() -> None:
    """Two grades may begin at one score when the better one bears less."""
    strict = GRADE_A | {"id": "A+", "max_findings": {"minor": 0}}

    assert rules_of(with_scoring(grades=[strict, GRADE_A, LAST]))["judge"]["grades"][0] == strict


@pytest.mark.parametrize(
    "name", ["key", "version", "severities", "deadline_classes", "escalation"]
)
def test_a_pack_without_its_parts_is_refused(name: str) -> None:
    """A pack says how severe, how soon, and to whom."""
    pack = the_pack()
    del pack[name]

    with pytest.raises(ChecklistError) as refused:
        rules_of(an_authored(), pack)

    assert refused.value.place == ("rule_pack", name)


def test_a_pack_that_forgets_a_severity_is_refused() -> None:
    """Each severity has its consequences."""
    pack = the_pack()
    pack["severities"] = pack["severities"][1:]

    with pytest.raises(ChecklistError, match=r"."):
        rules_of(an_authored(), pack)


def test_a_failing_choice_without_consequence_is_a_warning() -> None:
    """It may be meant, so it is published and told."""
    warned = [place for place, _ in warnings_of(an_authored())]

    assert warned == [
        ("sections", 0, "questions", 2), ("sections", 1, "questions", 1),
    ]  # fmt: skip
