"""No function and no file is longer than a person reads in one go."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tests.house.tree import name_of, python_files, text_of, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FUNCTION_LINES_MAX = 50
FILE_LINES_MAX = 400

# This list may only shrink: whoever shortens one takes it off. Each line says why it stands here.
LONG_FILES = {
    "reports/proof/verify.py": "travels alone inside a pack: it may import nothing of ours",
}
LONG_FUNCTIONS: dict[str, str] = {}


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            yield f"{name_of(path)} {node.name}", node.end_lineno - node.lineno + 1


def test_files_when_they_grow() -> None:
    """A file longer than 400 lines is cut in two, or says why not."""
    found = {
        name_of(path) for path in python_files() if text_of(path).count("\n") > FILE_LINES_MAX
    }

    assert set(LONG_FILES) == found


def test_functions_when_they_grow() -> None:
    """A function longer than 50 lines is cut in two, or says why not."""
    found = {
        name
        for path in python_files()
        for name, lines in _functions(path)
        if lines > FUNCTION_LINES_MAX
    }

    assert set(LONG_FUNCTIONS) == found
