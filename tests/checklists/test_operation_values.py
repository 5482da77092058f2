"""The value of each kind of operation has its own form."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.operation_values import has_value_form
from tests.checklists.builders import EXTINGUISHER, NOW, Device, a_start, a_template, uuid

HASH = "c" * 64
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)
A_SUBMIT = {
    "state": HASH,
    "verdict": HASH,
    "score_bp": 10_000,
    "missing": [{"question": "clean", "instance": None, "reason": "answer"}],
}
A_FILE = {"file": HASH, "bytes": 1, "type": "image/jpeg", "source": "camera", "taken_at": NOW}
A_SIGNATURE = {
    "person": uuid(1),
    "name": "Wang",
    "role": "owner",
    "meaning": "seen",
    "strokes": [[[1, 2, 3]]],
    "covers": HASH,
}
A_FINDING = {"finding": uuid(9), "severity": "minor", "kind": "nonconformity", "text": "Dirty"}
GOOD: dict[str, Any] = {
    "start": a_start(area=uuid(7), assignment=uuid(8)),
    "submit": A_SUBMIT,
    "answer": "yes",
    "note": None,
    "attach": A_FILE,
    "sign": A_SIGNATURE,
    "raise": A_FINDING,
    "regrade": {"finding": uuid(9), "severity": "major"},
    "resolve": {"keep": uuid(10)},
}
BAD = [
    ("start", GOOD["start"] | {"zone": "Mars/"}),
    ("start", GOOD["start"] | {"business_date": "2026-13-01"}),
    ("start", GOOD["start"] | {"kind": "visit"}),
    ("start", GOOD["start"] | {"instances": {}}),
    ("start", GOOD["start"] | {"instances": {"units": 1}}),
    ("start", GOOD["start"] | {"instances": {"units": [EXTINGUISHER] * 2}}),
    ("start", GOOD["start"] | {"clock": {"server_minus_device_ms": None, "measured_at": NOW}}),
    ("start", GOOD["start"] | {"clock": {"server_minus_device_ms": 1 << 53, "measured_at": NOW}}),
    ("start", GOOD["start"] | {"clock": 0}),
    ("start", {}),
    ("submit", A_SUBMIT | {"score_bp": 10_001}),
    ("submit", A_SUBMIT | {"score_bp": True}),
    ("submit", A_SUBMIT | {"missing": [{}]}),
    ("submit", []),
    ("note", ""),
    ("attach", A_FILE | {"bytes": 0}),
    ("attach", A_FILE | {"type": "jpeg"}),
    ("attach", A_FILE | {"source": "net"}),
    ("attach", {"file": HASH}),
    ("sign", A_SIGNATURE | {"strokes": []}),
    ("sign", A_SIGNATURE | {"strokes": [[[1, 2]]]}),
    ("sign", A_SIGNATURE | {"name": ""}),
    ("sign", 1),
    ("raise", A_FINDING | {"severity": "huge"}),
    ("raise", A_FINDING | {"kind": "idea"}),
    ("regrade", {"finding": uuid(9)}),
    ("resolve", {"keep": uuid(11)}),
    ("answer", "maybe"),
]


def an_op(kind: str, **more: Any) -> dict[str, Any]:
    """An operation of the kind about the question `clean`."""
    return Device().makes(kind, section="area", question="clean", replaces=[uuid(10)], **more)


@pytest.mark.parametrize("kind", GOOD)
def test_a_value_of_its_kind_is_taken(kind: str) -> None:
    """Each kind has a value of its own form, and needs one."""
    template = a_template()

    assert has_value_form(an_op(kind, value=GOOD[kind]), template)
    assert not has_value_form(an_op(kind), template)


@pytest.mark.parametrize(("kind", "value"), BAD)
def test_a_value_of_another_form_is_refused(kind: str, value: Any) -> None:
    """No field is missing, too much or out of range."""
    assert not has_value_form(an_op(kind, value=value), a_template())


@pytest.mark.parametrize("kind", ["clear", "not_applicable", "add", "remove", "detach", "reopen"])
def test_kinds_without_a_value_have_none(kind: str) -> None:
    """A value where none is wanted is a mistake that must not be stored as meant."""
    assert has_value_form(an_op(kind), a_template())
    assert not has_value_form(an_op(kind, value=None), a_template())


def test_a_start_may_not_know_the_servers_clock() -> None:
    """A device that was never online starts all the same."""
    clock = {"server_minus_device_ms": None, "measured_at": None}

    assert has_value_form(an_op("start", value=a_start(clock=clock)), a_template())


@given(st.sampled_from(sorted(GOOD)), ANYTHING, st.data())
def test_any_value_is_judged_without_failing(kind: str, value: Any, data: st.DataObject) -> None:
    """Whatever stands in the value or in one of its fields, the answer is yes or no."""
    whole = GOOD[kind]
    if isinstance(whole, dict):
        whole = whole | {data.draw(st.sampled_from(sorted(whole))): value}

    assert has_value_form(an_op(kind, value=value), a_template()) in {True, False}
    assert has_value_form(an_op(kind, value=whole), a_template()) in {True, False}
