"""A published template as operations need it: sections, questions, choices, by id."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from checklists.visibility import RULE_TYPES, Form, compile_form


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question's type and choices."""

    id: str
    section: str
    type: str
    choices: frozenset[str]
    na_choices: frozenset[str]

    @property
    def t(self) -> str:
        """The type rules see."""
        return RULE_TYPES[self.type]


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One version, indexed; made once and kept by its hash."""

    sections: dict[str, bool]
    questions: dict[str, Question]
    form: Form
    key_questions: dict[str, str | None]
    texts: dict[str, dict[str, str]]
    document: dict[str, Any]

    def question(self, section: str | None, question: str | None) -> Question | None:
        """The question in this section."""
        found = self.questions.get(question or "")
        return found if found is not None and found.section == section else None


def template_from(document: dict[str, Any]) -> Template:
    """Index a template document (protocol.md §3)."""
    questions: dict[str, Question] = {}
    for section in document["sections"]:
        for question in section["questions"]:
            choices = question.get("choices", ())
            questions[question["id"]] = Question(
                id=question["id"],
                section=section["id"],
                type=question["type"],
                choices=frozenset(choice["name"] for choice in choices),
                na_choices=frozenset(choice["name"] for choice in choices if choice.get("na")),
            )
    return Template(
        sections={section["id"]: bool(section.get("repeat")) for section in document["sections"]},
        questions=questions,
        form=compile_form(document),
        key_questions={
            section["id"]: (
                section["repeat"].get("key_question") if section.get("repeat") else None
            )
            for section in document["sections"]
        },
        texts={
            question["id"]: question.get("text", {})
            for section in document["sections"]
            for question in section["questions"]
        },
        document=document,
    )
