"""What is still to be given before submit is listed with its reason, and stops nobody."""

from __future__ import annotations

from typing import Any

from audit_rules.authoring import rule_document
from audit_rules.judge import compile_judge, judge
from audit_rules.missing import missing
from checklists.fold import folded
from checklists.publish import template_document
from checklists.template import template_from
from tests.audit_rules.builders import the_pack
from tests.checklists.builders import EXTINGUISHER, Device, a_fail, a_question, an_authored

PHOTO = {"question": "clean", "instance": None, "reason": "photo"}
COMMENT = {"question": "clean", "instance": None, "reason": "comment"}


def _listed(first: dict[str, Any], device: Device) -> list[dict[str, Any]]:
    """What is missing of the small checklist with this as its first question."""
    authored = an_authored()
    authored["sections"][0]["questions"][0] = first
    document = template_document(authored)
    rules = rule_document(authored, "0" * 64, the_pack())
    template = template_from(document)
    fold = folded(template, device.operations)
    judged = judge(compile_judge(document, rules["judge"]), fold.environment())
    return missing(fold, judged, rules)


class Filling(Device):
    """A device that keeps what it made."""

    def __init__(self) -> None:
        super().__init__()
        self.operations: list[dict[str, Any]] = [self.starts()]

    def gives(self, kind: str, **more: Any) -> None:
        """One more operation at the first question."""
        place = {"section": "area", "question": "clean"}
        self.operations.append(self.makes(kind, **place, **more))

    def photo(self, name: str) -> None:
        """A photo of the first question."""
        value = {"file": name * 64, "bytes": 3, "type": "image/jpeg", "source": "camera"}
        self.gives("attach", value=value)


def _of(first: dict[str, Any], device: Filling) -> list[dict[str, Any]]:
    return [one for one in _listed(first, device) if one["question"] == "clean"]


def test_required_answers_are_listed_in_page_order_also_in_instances() -> None:
    """A hidden question is not asked for; one of an instance names its instance."""
    listed = _listed(a_question("clean", on_fail=a_fail()), Filling())

    assert [(one["question"], one["instance"], one["reason"]) for one in listed] == [
        ("clean", None, "answer"),
        ("sign", None, "answer"),
        ("tag", EXTINGUISHER, "answer"),
        ("full", EXTINGUISHER, "answer"),
    ]


def test_a_finding_asks_for_what_its_severity_and_its_question_ask() -> None:
    """The larger number of photos counts, and a comment that says something."""
    major = a_question("clean", on_fail=a_fail("major"), evidence={"photo": "on_fail", "min": 2})
    device = Filling()
    device.gives("answer", value="no")

    assert _of(major, device) == [PHOTO, COMMENT]
    device.photo("a")
    assert _of(major, device) == [PHOTO, COMMENT]
    device.photo("b")
    device.gives("note", value="Blocked by pallets")
    assert _of(major, device) == []


def test_a_minor_finding_asks_for_a_comment_only() -> None:
    """No photo where neither the question nor the severity wants one."""
    device = Filling()
    device.gives("answer", value="no")

    assert _of(a_question("clean", on_fail=a_fail()), device) == [COMMENT]


def test_a_photo_that_is_always_wanted_is_wanted_of_a_good_answer_too() -> None:
    """`always` does not wait for a failure; `on_fail` does."""
    device = Filling()
    device.gives("answer", value="yes")
    always = a_question("clean", on_fail=a_fail(), evidence={"photo": "always"})
    on_fail = a_question("clean", on_fail=a_fail(), evidence={"photo": "on_fail"})

    assert _of(always, device) == [PHOTO]
    assert _of(on_fail, device) == []
