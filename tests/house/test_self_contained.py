"""The repository is enough: nothing in it points to another place, a machine or a mirror."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.house.tree import ROOT, name_of, text_of, texts

if TYPE_CHECKING:
    from pathlib import Path

# Written in halves, so that this file does not find itself.
ELSEWHERE = re.compile(
    "|".join(
        [
            "registry" + r"\.npm",
            "pypi" + r"\.(org|io)",
            "files\\." + "pythonhosted",
            r"(?<![\w.])/" + r"(root|home|work)/",
            r"\.\./" + "shared",
            r"(?<![\w./-])" + "shared" + "/",
            "/Users" + "/",
        ]
    )
)
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def test_texts_when_they_name_places() -> None:
    """No file names a package registry, a folder of somebody's machine, or a file outside."""
    found = {
        f"{name_of(path)}: {hit[0]}"
        for path in texts()
        for hit in [ELSEWHERE.search(text_of(path))]
        if hit is not None
    }

    assert found == set()


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_python_packages_when_they_are_locked(path: Path) -> None:
    """Each Python package is pinned to one version and proved by its hashes."""
    lines = text_of(path).replace("\\\n", " ").splitlines()
    packages = [line for line in lines if line and not line.lstrip().startswith("#")]

    assert packages
    assert [one for one in packages if "==" not in one or "--hash=sha256:" not in one] == []


@pytest.mark.parametrize("folder", ["pwa", "backend/bench/peers"])
def test_node_packages_when_they_are_locked(folder: str) -> None:
    """Each npm package is proved by its hash, and the lock names no registry."""
    packages = json.loads(text_of(ROOT / folder / "package-lock.json"))["packages"]
    named = {name: one for name, one in packages.items() if name}

    assert [name for name, one in named.items() if "resolved" in one] == []
    assert [
        name for name, one in named.items() if "integrity" not in one and not one.get("inBundle")
    ] == []


def test_inputs_when_they_are_locked() -> None:
    """What the inputs ask for stands in the lock beside them."""
    missing = {
        f"{path.name}: {name}"
        for path in sorted((ROOT / "requirements").glob("*.in"))
        for name in re.findall(r"^([A-Za-z][\w.-]*)", text_of(path), re.MULTILINE)
        if not re.search(
            rf"^{re.escape(name)}(\[|==)",
            text_of(path.with_suffix(".txt")),
            re.MULTILINE | re.IGNORECASE,
        )
    }

    assert missing == set()
