"""Whatever the server says to a person, it says in both languages, and from one list."""

from __future__ import annotations

import ast
import re

import pytest

from audit_rules.refusals import MESSAGES
from backend.problems import PROBLEMS
from checklists.errors import CODES
from tests.house.tree import name_of, python_files, tree_of

CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Codes that the catalogue keeps though nothing answers them yet, and why.
UNUSED: dict[str, str] = {}
SENTENCES = [
    *((f"problem {code}", one.en, one.zh) for code, one in PROBLEMS.items()),
    *((f"operation {code}", en, zh) for code, (_, en, zh) in CODES.items()),
    *((f"move {code}", en, zh) for code, (en, zh) in MESSAGES.items()),
]


def _calls(name: str) -> list[tuple[str, ast.Call]]:
    return [
        (name_of(path), node)
        for path in python_files()
        if name_of(path).startswith("backend/")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    ]


def _literals(call: ast.Call) -> list[str]:
    return [
        one.value
        for one in call.args
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    ]


@pytest.mark.parametrize(("name", "en", "zh"), SENTENCES, ids=[one[0] for one in SENTENCES])
def test_refusals_when_a_person_reads_them(name: str, en: str, zh: str) -> None:
    """Each refusal is a sentence in English and a sentence in Chinese."""
    assert en.strip(), name
    assert not CHINESE.search(en), name
    assert CHINESE.search(zh), name


def test_one_code_when_it_stands_in_two_lists() -> None:
    """A code means the same wherever it is answered: over HTTP and for one operation."""
    both = {code for code, (status, _, _) in CODES.items() if status != 200}

    assert {(code, CODES[code][0]) for code in both} == {
        (code, PROBLEMS[code].status) for code in both
    }


def test_refusals_when_the_code_answers_them() -> None:
    """No refusal is answered that the catalogue does not know."""
    unknown = [
        f"{place}: {_literals(call)[0]}"
        for place, call in _calls("RefusedError")
        if call.args and _literals(call) and _literals(call)[0] not in PROBLEMS
    ]

    assert unknown == []


def test_the_catalogue_when_nobody_answers_a_code() -> None:
    """The catalogue keeps no code that no line of the program mentions."""
    mentioned = {
        node.value
        for path in python_files()
        if name_of(path).startswith(("backend/", "checklists/"))
        if name_of(path) not in {"backend/problems.py", "checklists/errors.py"}
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }

    assert set(UNUSED) == set(PROBLEMS) - mentioned


def test_fields_when_they_are_refused() -> None:
    """A refused field is explained in both languages."""
    bad = [
        f"{place}: {call.lineno}"
        for place, call in _calls("field_refused")
        if not CHINESE.search(ast.unparse(call.args[2]))
        or CHINESE.search(ast.unparse(call.args[1]))
    ]

    assert bad == []
