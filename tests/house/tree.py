"""What the house tests look at: tracked files, their text, their syntax trees."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
BINARY = {".png", ".jpg", ".ico", ".woff2", ".ttf", ".pdf", ".zip"}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the repository that Git knows and that is there."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


@cache
def text_of(path: Path) -> str:
    """A file's text."""
    return path.read_text(encoding="utf-8")


@cache
def tree_of(path: Path) -> ast.Module:
    """A Python file's syntax tree."""
    return ast.parse(text_of(path))


def name_of(path: Path) -> str:
    """A file's name from the root on."""
    return path.relative_to(ROOT).as_posix()


def python_files() -> list[Path]:
    """All our Python."""
    return [path for path in tracked() if path.suffix == ".py"]


def texts() -> list[Path]:
    """Everything a person can read."""
    return [path for path in tracked() if path.suffix not in BINARY]


def pages() -> list[Path]:
    """The written pages: docs/ and those at the root."""
    return sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")])
