"""One word for one thing: what the program names stands in the glossary, in both languages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from backend.permissions import EVERYBODY, Permission
from backend.schema import TABLES, table_name
from checklists.operation_values import INSPECTION_TYPES, SEVERITIES
from tests.house.tree import ROOT, text_of

ROW = re.compile(r"^\| `([a-z_]+)` \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Folders of the shell that are no feature.
NO_FEATURES = {"bench", "demo", "migrations", "plumbing", "simulation", "static", "__pycache__"}
# A folder is a plural or a name for the whole; its noun in the glossary:
NOUN_OF = {"people": "person", "sync": "operation", "evidence": "evidence_pack"}


@dataclass(frozen=True, slots=True)
class Word:
    """A line of the glossary."""

    noun: str
    meaning: str
    avoided: tuple[str, ...]
    chinese: str


def _words() -> list[Word]:
    rows = ROW.findall(text_of(ROOT / "docs" / "glossary.md"))
    return [
        Word(noun, meaning, tuple(one.strip() for one in avoided.split(",")), chinese)
        for noun, meaning, avoided, chinese in rows
    ]


def _features() -> set[str]:
    folders = {path.name for path in (ROOT / "backend").iterdir() if path.is_dir()}
    return folders - NO_FEATURES


def _nouns() -> set[str]:
    """What the program names after the field."""
    return {
        *(NOUN_OF.get(folder, folder.removesuffix("s")) for folder in _features() - {"programme"}),
        "programme",
        *(table_name(table) for table in TABLES),
        *EVERYBODY,
        *SEVERITIES,
        *INSPECTION_TYPES,
    }


def test_nouns_when_the_program_names_them() -> None:
    """Every feature, table, role, severity and kind of inspection is explained."""
    assert _nouns() - {word.noun for word in _words()} == set()


def test_words_when_they_are_explained() -> None:
    """Every word stands once, with a meaning and its Chinese."""
    words = _words()

    assert len(words) > 60
    assert sorted({word.noun for word in words}) == sorted(word.noun for word in words)
    assert [word.noun for word in words if not CHINESE.search(word.chinese)] == []
    assert [word.noun for word in words if not word.meaning.endswith(".")] == []


def test_chinese_words_when_two_things_share_one() -> None:
    """No Chinese word stands for two things."""
    chinese = [word.chinese for word in _words()]

    assert sorted(set(chinese)) == sorted(chinese)


def test_words_to_avoid_when_the_program_names_things() -> None:
    """No feature, table or permission bears a word that the glossary rules out."""
    kept = {word.noun for word in _words()}
    avoided = {one.replace(" ", "_") for word in _words() for one in word.avoided} - kept
    names = {
        *_features(),
        *(table_name(table) for table in TABLES),
        *(part for one in Permission for part in str(one).split(".")),
    }

    assert {
        name for name in names if name in avoided or name.removesuffix("s") in avoided
    } == set()
