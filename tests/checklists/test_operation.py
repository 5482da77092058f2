"""The strict form of one operation, before anything else is known."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.canonical import canonical_bytes
from checklists.operation import DECODER, SIZE_MAX, refused_form, refused_text
from tests.checklists.builders import Device, uuid

ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)


def an_op(**more: Any) -> dict[str, Any]:
    """An answer of good form."""
    return Device().answers("clean", "yes") | more


def refused_bytes(content: bytes) -> str | None:
    """The code for these exact bytes."""
    text = content.decode()
    return refused_text(DECODER.decode(text), text)


def test_an_operation_of_good_form_is_taken() -> None:
    """What the device writes passes both tests."""
    op = an_op(reason="as seen", replaces=[uuid(5), uuid(6)])

    assert refused_bytes(canonical_bytes(op)) is None
    assert refused_form(op) is None


@given(ANYTHING)
def test_only_the_canonical_bytes_are_taken(value: Any) -> None:
    """Any other way of writing the same is refused, and nothing is an exception."""
    op = an_op(value=value)
    for text in (json.dumps(op), json.dumps(op, ensure_ascii=False, indent=1)):
        assert refused_bytes(text.encode("utf-8", "surrogatepass")) is not None


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (b"9007199254740991", None),
        (b"9007199254740992", "not_canonical"),
        (b"-9007199254740992", "not_canonical"),
        (b"1.0", "not_canonical"),
        (b"1e2", "not_canonical"),
        (b"-0", "not_canonical"),
        (b"[1, 2]", "not_canonical"),
        (b'"\\u0041"', "not_canonical"),
        (b'"\\ud83d\\ude00"', "not_canonical"),
        (b'"\\u0001"', None),
        (b'"\\\\u0000"', None),
        (b'"\\u0000"', "bad_text"),
        (b'"\\ud800"', "bad_text"),
        (b'{"\\udfff":1}', "bad_text"),
        ('{"é":1}'.encode(), "not_canonical"),
        (b'{"b":1,"a":2}', "not_canonical"),
        (b'{"a":1,"a":2}', "not_canonical"),
        ('"消防"'.encode(), None),
        (b"[" * 400 + b'"\\u0000"' + b"]" * 400, "bad_text"),
    ],
)
def test_text_and_form_are_judged_by_the_exact_bytes(value: bytes, code: str | None) -> None:
    """Bad text comes before the form, the form before the meaning."""
    content = canonical_bytes(an_op(value="@")).replace(b'"@"', value)

    assert refused_bytes(content) == code


def test_size_is_judged_first_and_in_bytes() -> None:
    """64 KB are 64 KB in any script."""
    room = SIZE_MAX - len(canonical_bytes(an_op(value="")))
    most = an_op(value="火" * (room // 3) + "x" * (room % 3))

    assert refused_bytes(canonical_bytes(most)) is None
    assert refused_bytes(canonical_bytes(most | {"value": most["value"] + "x"})) == "too_large"


@pytest.mark.parametrize(
    "change",
    [
        {"about": "site"},
        {"about": None},
        {"kind": 1},
        {"id": "0192f000-0000-4000-8000-000000000001"},
        {"actor": uuid(1).upper()},
        {"salt": "A" * 21 + "B"},
        {"recorded_at": "2026-11-20T08:00:00Z"},
        {"reason": "x" * 2_001},
        {"reason": None},
        {"replaces": [uuid(6), uuid(5)]},
        {"replaces": [uuid(5), uuid(5)]},
        {"replaces": uuid(5)},
        {"replaces": [1]},
        {"instance": "first"},
        {"section": 1},
        {"more": 1},
        {"v": True},
        {"v": "1"},
        {"kind": "start"},
        {"kind": "add"},
        {"kind": "detach"},
    ],
)
def test_a_malformed_operation_is_refused(change: dict[str, Any]) -> None:
    """Each field has one form, and stands where its kind wants it."""
    assert refused_form(an_op(**change)) == "malformed"


def test_naming_itself_or_no_place_is_malformed() -> None:
    """An operation can not replace itself, and a question stands in a section."""
    op = an_op()
    placeless = {name: part for name, part in op.items() if name != "section"}
    unasked = {name: part for name, part in op.items() if name != "question"}

    assert refused_form(op | {"replaces": [op["id"]]}) == "malformed"
    assert refused_form(placeless) == "malformed"
    assert refused_form(unasked) == "malformed"
    assert refused_form(unasked | {"kind": "note"}) is None


def test_another_version_is_told_apart_from_nonsense() -> None:
    """A newer device learns that the server is older."""
    assert refused_form(an_op(v=2)) == "unsupported_version"
    assert refused_form(an_op(v=None)) == "malformed"


@given(st.dictionaries(st.sampled_from(sorted(an_op())), ANYTHING, max_size=4))
def test_no_field_of_any_kind_stops_the_server(change: dict[str, Any]) -> None:
    """Whatever stands in a field, the answer is a code."""
    assert refused_form(an_op(**change)) in {None, "malformed", "unsupported_version"}
