"""The shared cases, against the code that the server runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from audit_rules.lifecycle import ACTION, NONCONFORMITY
from audit_rules.vector_runner import run
from reports.proof import vector_runner as proof

HERE = Path(__file__).parent
FILES = [path for path in sorted(HERE.glob("*.json")) if path.stem != "ledger"]


def _document(name: str) -> dict[str, Any]:
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_shared_case_passes(path: Path) -> None:
    """Device and server compute the same, because both pass these cases."""
    ran = run(json.loads(path.read_text(encoding="utf-8")), ZoneInfo)

    failed = [(one.name, one.got, one.wanted) for one in ran if not one.passed]
    assert ran
    assert failed == []


def test_every_case_of_the_ledger_passes() -> None:
    """Entries, proofs, covers and notes are the same to the byte."""
    ran = proof.run(_document("ledger"))

    assert len(ran) == len(_document("ledger")["cases"])
    assert [one for one in ran if not one[1]] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_wrong_expectation_fails(path: Path) -> None:
    """The runner compares: a case that expects something else does not pass."""
    document = json.loads(path.read_text(encoding="utf-8"))
    document["cases"] = [document["cases"][0] | {"expect": {"something": "else"}}]

    assert not run(document, ZoneInfo)[0].passed


@pytest.mark.parametrize("kind", ["nc", "action"])
def test_the_lifecycle_is_the_shared_table(kind: str) -> None:
    """Both state machines have exactly the steps of the shared table, guards in their order."""
    steps = NONCONFORMITY if kind == "nc" else ACTION
    shared = _document("lifecycle")["table"][kind]

    assert [(step.sources, step.event, step.roles, step.guards, step.to) for step in steps] == [
        (
            frozenset(row["from"]),
            row["event"],
            frozenset(row["roles"]),
            tuple(row["guards"]),
            row["to"],
        )
        for row in shared
    ]


def test_every_source_compiles_to_the_shared_tree() -> None:
    """What an author writes becomes the tree that device and server evaluate."""
    document = _document("expressions")
    sources = {
        "schema": document["schema"],
        "cases": [
            {
                "name": case["name"],
                "given": {"source": case["given"]["source"]} | _scope(case["given"]),
                "expect": {"ast": case["given"]["ast"]},
            }
            for case in document["cases"]
        ],
    }

    failed = [(one.name, one.got, one.wanted) for one in run(sources, ZoneInfo) if not one.passed]
    assert failed == []


def _scope(given: dict[str, Any]) -> dict[str, Any]:
    """Where the rule of a case stands: its own section, and the type of the answer it judges."""
    scope: dict[str, Any] = {}
    if "at" in given["env"]:
        scope["scope"] = given["env"]["at"][0]
    if found := _this(given["ast"]):
        scope["this"] = {"t": found}
    return scope


def _this(tree: dict[str, Any]) -> str | None:
    if tree["k"] == "this":
        return tree["t"]
    return next((found for part in tree.get("a", ()) if (found := _this(part))), None)
