"""An inspection as people read it."""

from __future__ import annotations

from checklists.fold import folded
from checklists.inspection import answers, files, notes, progress, raised, signatures, summary
from tests.checklists.builders import EXTINGUISHER, Device, a_template, uuid


def test_everything_recorded_is_shown_at_its_place() -> None:
    """Answers, reasons, notes, photos, signatures and findings stand where they were made."""
    device = Device()
    place = {"section": "area", "question": "clean"}
    finding = {"finding": uuid(9), "severity": "minor", "kind": "nonconformity", "text": "Dust"}
    ops = [
        device.starts(),
        device.answers("clean", "no"),
        device.makes("not_applicable", section="area", question="heat", reason="No heater"),
        device.makes("note", **place, value="Under the desk"),
        device.makes("note", section="area", value=None),
        device.makes("attach", section="area", question="seen", value={"file": "d" * 64}),
        device.makes("sign", value={"name": "Wang"}),
        device.makes("raise", **place, value=finding),
    ]
    graded = {"finding": uuid(9), "severity": "major"}
    ops.append(device.makes("regrade", **place, replaces=[ops[-1]["id"]], value=graded))

    fold = folded(a_template(), ops)

    assert answers(fold) == [
        ["area", None, "clean", {"value": "no"}],
        ["area", None, "heat", {"na": "No heater"}],
    ]
    assert notes(fold) == [["area", None, "clean", "Under the desk"]]
    assert files(fold) == [["area", None, "seen", ["d" * 64]]]
    assert signatures(fold) == [[None, None, None, ["Wang"]]]
    assert raised(fold) == [["area", None, "clean", finding | {"severity": "major"}]]


def test_what_is_hidden_is_not_asked() -> None:
    """A question that does not apply is neither shown nor counted as left."""
    device = Device()
    fold = folded(a_template(), [device.starts(), device.answers("clean", "yes")])

    shown = summary(fold, ["31.23", "121.47"])

    assert shown["visible"] == [
        ["area", None, ["clean", "tags", "heat", "seen", "sign"]],
        ["units", EXTINGUISHER, ["tag", "full"]],
    ]
    assert shown["env"]["site"] == ["31.23", "121.47"]
    assert shown["progress"] == {"answered": 1, "required_left": 3}


def test_progress_counts_not_applicable_as_done() -> None:
    """What does not apply is answered."""
    lines = [("s", None, key, status) for key, status in zip("abcd", STATUSES, strict=True)]

    assert progress(lines) == {"answered": 2, "required_left": 1}


STATUSES = ("answered", "na", "unanswered", "optional")
