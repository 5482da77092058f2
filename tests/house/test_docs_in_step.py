"""The manual says what the code does: generated parts are current, and what is named exists."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from backend.cli import main as cli
from backend.plumbing.yaml_files import read_yaml
from tests.house.generated import DOCS, MAKERS, blocks_of, renewed
from tests.house.tree import ROOT, name_of, pages, text_of, texts, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOPS = ("audit_rules", "backend", "checklists", "docs", "pwa", "reports", "requirements", "tests")
MADE = ("backend/static", "pwa/node_modules", "pwa/dist", "docs/openapi.json")
PATH = re.compile(rf"`((?:{'|'.join(TOPS)})/[\w./*-]+?)(?::(\w+))?`")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
TARGET = re.compile(r"\bmake ([a-z]+)\b")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
COMMAND = re.compile(r"\bfieldseal ([a-z]+)\b")
NAMED_PAGE = re.compile(r"\b([0-9a-z][0-9a-z-]+)\.md\b")
SECTION = re.compile(r"\b(protocol|scoring|evidence)\.md,? (?:§|section |sections )(\d+)")
SCRIPT_NAME = re.compile(
    r"(?:function|class|const|private|async(?! function))\s+(\w+)|^  (\w+)\(", re.MULTILINE
)
IDS = [name_of(path) for path in pages()]


def _is_there(name: str) -> bool:
    return name.startswith(MADE) or any(ROOT.glob(name))


def _names_in(path: Path) -> set[str]:
    """Functions, classes and methods of a file."""
    if path.suffix == ".py":
        kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        return {node.name for node in ast.walk(tree_of(path)) if isinstance(node, kinds)}
    found = SCRIPT_NAME.findall(text_of(path))
    return {one for pair in found for one in pair if one}


def _code_of(text: str) -> Iterator[str]:
    for found in CODE.finditer(text):
        yield found[0]


def test_every_table_when_it_can_be_written_by_the_code() -> None:
    """Each generated table stands in exactly one page."""
    names = [name for path in DOCS.glob("*.md") for name, _ in blocks_of(text_of(path))]

    assert sorted(MAKERS) == sorted(names)


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_generated_tables_when_the_code_has_moved(path: Path) -> None:
    """Settings, problems, permissions, commands and lifecycles are described as they are."""
    assert renewed(text_of(path)) == text_of(path), "run python -m tests.house.generated"


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_generated_tables_when_a_row_is_new(path: Path) -> None:
    """What only a person can say about a row is said."""
    assert "| ? |" not in text_of(path)


@pytest.mark.parametrize("path", pages(), ids=IDS)
def test_paths_when_a_page_names_them(path: Path) -> None:
    """Every file and folder that the manual names is there."""
    missing = [name for name, _ in PATH.findall(text_of(path)) if not _is_there(name)]

    assert missing == []


@pytest.mark.parametrize("path", pages(), ids=IDS)
def test_functions_when_a_page_names_them(path: Path) -> None:
    """Every `file:function` that the manual names is in that file."""
    missing = [
        f"{name}:{inside}"
        for name, inside in PATH.findall(text_of(path))
        if inside and inside not in _names_in(ROOT / name)
    ]

    assert missing == []


@pytest.mark.parametrize("path", pages(), ids=IDS)
def test_links_when_a_page_has_them(path: Path) -> None:
    """Every link and picture leads to a file of the repository, or out by https."""
    missing = [
        target
        for target in LINK.findall(text_of(path))
        if not target.startswith(("https://", "mailto:")) and not (path.parent / target).exists()
    ]

    assert missing == []


@pytest.mark.parametrize("path", pages(), ids=IDS)
def test_make_targets_when_a_page_names_them(path: Path) -> None:
    """Every make target that the manual names can be made."""
    known = set(re.findall(r"^([a-z]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    named = {one for code in _code_of(text_of(path)) for one in TARGET.findall(code)}

    assert named <= known


@pytest.mark.parametrize("path", pages(), ids=IDS)
def test_commands_when_a_page_names_them(path: Path) -> None:
    """Every command that the manual names is one."""
    named = {one for code in _code_of(text_of(path)) for one in COMMAND.findall(code)}

    assert named <= set(cli.commands)


def test_log_events_when_the_program_writes_them() -> None:
    """Every event in the logs is explained to the operator."""
    said = {
        event
        for path in texts()
        if path.suffix == ".py" and name_of(path).startswith("backend/")
        for event in re.findall(r"\blog\.[a-z]+\(\s*\"([a-z_]+)\"", text_of(path))
    }

    assert said
    assert {
        event for event in said if f"`{event}`" not in text_of(DOCS / "operations.md")
    } == set()


def test_metrics_when_the_program_counts_them() -> None:
    """Every metric of our own is explained to the operator."""
    counted = {
        name
        for path in texts()
        if path.suffix == ".py" and name_of(path).startswith("backend/")
        for name in re.findall(r"\b(?:Counter|Gauge|Histogram)\(\s*\"(\w+)\"", text_of(path))
    }

    assert {
        name for name in counted if f"`{name}`" not in text_of(DOCS / "operations.md")
    } == set()


def test_demo_people_when_the_readme_names_them() -> None:
    """Those whom the first steps name exist in the demo, by that name and with that role."""
    people = read_yaml(ROOT / "backend" / "demo" / "organisation.yaml").data["people"]
    known = {one["key"]: one for one in people}
    rows = re.findall(r"^\| (\w+) \| (`p\d\d@.*?) \|", text_of(ROOT / "README.md"), re.MULTILINE)

    assert [role for role, _ in rows] == ["inspector", "owner", "officer", "auditor"]
    for role, named in rows:
        for key, name in re.findall(
            r"`(p\d\d)@[^`]+`, ([^(]+?)(?: \(English\))?(?= or |$)", named
        ):
            assert known[key]["name"]["en"] == name
            assert role in str(known[key])  # some hold roles on several places, written apart


def test_pages_when_the_code_names_them() -> None:
    """A page that a comment or a message refers to exists."""
    known = {path.stem for path in pages()}
    missing = {
        f"{name_of(path)}: {page}.md"
        for path in texts()
        if path.suffix not in {".md", ".json"} or "messages" in path.parts
        for page in NAMED_PAGE.findall(text_of(path))
        if page not in known
    }

    assert missing == set()


def test_sections_when_the_code_names_them() -> None:
    """A section that a comment refers to stands in its page under that number."""
    missing = {
        f"{name_of(path)}: {page}.md §{number}"
        for path in texts()
        if path.suffix != ".md"
        for page, number in SECTION.findall(text_of(path))
        if f"\n## {number}. " not in text_of(DOCS / f"{page}.md")
    }

    assert missing == set()
