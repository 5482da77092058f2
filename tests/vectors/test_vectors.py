"""The shared cases, against the code that the server runs."""

from __future__ import annotations

import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from audit_rules.vector_runner import run

HERE = Path(__file__).parent
FILES = [path for path in sorted(HERE.glob("*.json")) if path.stem != "ledger"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_shared_case_passes(path: Path) -> None:
    """Device and server compute the same, because both pass these cases."""
    ran = run(json.loads(path.read_text(encoding="utf-8")), ZoneInfo)

    failed = [(one.name, one.got, one.wanted) for one in ran if not one.passed]
    assert ran
    assert failed == []
