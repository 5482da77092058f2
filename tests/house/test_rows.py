"""Rows have types: what a query gives is a record, and a misspelt column is an error of the checker."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tests.house.tree import ROOT, name_of, python_files, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BACKEND = ROOT / "backend"
DATABASE = BACKEND / "plumbing" / "database"


def _ours() -> Iterator[Path]:
    for path in python_files():
        if path.is_relative_to(BACKEND) and path.name != "queries.py":
            yield path


def _is_row(node: ast.expr) -> bool:
    """`row`, `inspection_row`, `rows[0]`, `self.rows[key]`."""
    if isinstance(node, ast.Subscript):
        named = node.value
        return _last_name(named).endswith("rows")
    return _last_name(node).endswith("row")


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _columns(path: Path) -> Iterator[str]:
    """Columns of rows that are named by a text."""
    for node in ast.walk(tree_of(path)):
        if (
            isinstance(node, ast.Subscript)
            and isinstance(node.slice, ast.Constant)
            and isinstance(node.slice.value, str)
            and _is_row(node.value)
        ):
            yield f"{name_of(path)}:{node.lineno} {node.slice.value}"


def test_rows_when_a_column_is_named_by_a_text() -> None:
    """No column of a row is asked for by a text: only queries do, for a helper of their own."""
    assert [found for path in _ours() for found in _columns(path)] == []


def test_rows_when_they_have_no_type() -> None:
    """What has any column stays inside the database's own modules."""
    found = [
        name_of(path)
        for path in _ours()
        if not path.is_relative_to(DATABASE)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and node.module == f"{_dotted(DATABASE)}.transaction"
        if any(alias.name == "Row" for alias in node.names)
    ]

    assert found == []


def _dotted(folder: Path) -> str:
    return ".".join(folder.relative_to(ROOT).parts)
