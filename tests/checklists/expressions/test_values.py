"""Values between their JSON form and what is computed with."""

from __future__ import annotations

from typing import Any

import pytest

from checklists.expressions.values import json_from_value, value_from_json


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("number", "-1.5"),
        ("date", "2026-11-20"),
        ("instant", "2026-11-20T08:00:00.000Z"),
        ("geo", ["31.23", "121.47"]),
        ("text", "abc"),
        ("choices", ["a", "b"]),
        ("files", 2),
        ("duration", 5),
        ("bool", True),
        ("time", "08:00:00"),
    ],
)
def test_a_value_comes_back_as_it_was_given(kind: str, given: Any) -> None:
    """Reading and writing a value of each type loses nothing."""
    assert json_from_value(kind, value_from_json(kind, given)) == given


def test_unknown_is_null() -> None:
    """An unknown value is written as nothing."""
    assert json_from_value("number", None) is None
