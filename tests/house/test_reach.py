"""A feature touches its own tables only; what it wants of another it asks of that one's service."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from backend.schema import TABLES, table_name
from tests.house.tree import ROOT, name_of, text_of, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BACKEND = ROOT / "backend"
FEATURES = sorted(path.parent.name for path in BACKEND.glob("*/tables.py"))
PRIVATE = {"queries", "tables"}
NAMED = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+([a-z_]+)")
PLUMBING = {"job"}  # the queue belongs to no feature

# These lists may only shrink. Each line says why the reach is there.
REACHES = {
    "backend/sites/service.py people.queries": "asks who is an owner; people.service is to answer that",
}
JOINS = {
    "backend/people/queries.py site": "a role's scope is a subtree of sites: one join a request",
    "backend/actions/queries.py nonconformity": "the backlog sorts and filters by severity in one query",
    "backend/actions/queries.py site": "the backlog is searched by the site's name in one query",
    "backend/actions/queries.py person": "the backlog is searched by the owner's name in one query",
    "backend/findings/queries.py action_event": "a file that has not come is named with its move",
    "backend/findings/queries.py file_use": "likewise",
    "backend/findings/queries.py operation": "and with the device of that move's chain",
    "backend/findings/queries.py chain": "likewise",
    "backend/findings/queries.py device": "likewise",
    "backend/ledger/queries.py chain": "a refused operation is shown with the person of its chain",
    "backend/ledger/queries.py inspection": "and to the officers of its subject's site",
    "backend/ledger/queries.py nonconformity": "likewise",
    "backend/ledger/queries.py corrective_action": "likewise",
}


def _imports(path: Path) -> Iterator[tuple[str, str]]:
    """Feature and module of every import from a feature, also those inside functions."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            match name.split("."):
                case ["backend", feature, module, *_] if feature in FEATURES:
                    yield feature, module
                case _:
                    continue


def _files() -> Iterator[tuple[str, Path]]:
    for feature in FEATURES:
        for path in sorted((BACKEND / feature).rglob("*.py")):
            yield feature, path


def test_queries_when_they_import_tables() -> None:
    """Queries know the tables of their own feature and of no other."""
    found = [
        f"{name_of(path)}: {other}.tables"
        for feature, path in _files()
        if path.name == "queries.py"
        for other, module in _imports(path)
        if module == "tables" and other != feature
    ]

    assert found == []


def test_features_when_they_import_each_other() -> None:
    """Nobody reaches into another feature's queries or tables."""
    found = {
        f"{name_of(path)} {other}.{module}"
        for feature, path in _files()
        for other, module in _imports(path)
        if module in PRIVATE and other != feature
    }

    assert set(REACHES) == found


def test_statements_when_they_name_tables() -> None:
    """SQL names tables of its own feature; a join with another's is listed with its reason."""
    owner = {table_name(table): table.__module__.split(".")[1] for table in TABLES}
    found = {
        f"{name_of(path)} {table}"
        for feature, path in _files()
        if path.name == "queries.py"
        for table in NAMED.findall(text_of(path))
        if table not in PLUMBING and owner.get(table, feature) != feature
    }

    assert set(JOINS) == found


def test_statements_when_they_stand_elsewhere() -> None:
    """There is no SQL in a feature outside its queries."""
    found = [
        name_of(path)
        for _, path in _files()
        if path.name != "queries.py"
        and re.search(r'"(SELECT|INSERT|UPDATE|DELETE) ', text_of(path))
    ]

    assert found == []
