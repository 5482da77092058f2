"""What goes over the wire is what the description says, and loses nothing on the way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from backend.app import create_app
from backend.inspections.schemas import Explanation
from tests.worlds import a_shell

if TYPE_CHECKING:
    from pathlib import Path as Folder

ROOT = Path(__file__).parents[2]
SCORES = json.loads((ROOT / "tests" / "vectors" / "scores.json").read_text(encoding="utf-8"))


def test_the_description_is_in_step(tmp_path: Folder) -> None:
    """`fieldseal openapi` writes docs/openapi.json, from which the web app's types are made."""
    app = create_app(a_shell(tmp_path, f"sqlite:///{tmp_path / 'x.sqlite3'}"), work=False)
    kept = json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))

    assert kept == json.loads(json.dumps(app.openapi_schema.to_schema()))


@pytest.mark.parametrize(
    "model", sorted({case["given"]["pack"]["model"] for case in SCORES["cases"]})
)
def test_an_explanation_keeps_every_key_over_the_wire(model: str) -> None:
    """A verdict's hash can be computed again from what the server shows."""
    cases = [case for case in SCORES["cases"] if case["given"]["pack"]["model"] == model]

    for case in cases:
        shown = msgspec.json.encode(msgspec.convert(case["expect"], Explanation))
        assert json.loads(shown) == case["expect"]
