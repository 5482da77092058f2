"""Which questions are shown: hidden ones leave the environment and never count (scoring.md §4)."""

# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checklists.expressions.evaluate import Environment, compile_tree
from checklists.expressions.tree import questions_read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from checklists.expressions.evaluate import Instance


@dataclass(frozen=True, slots=True, kw_only=True)
class FormQuestion:
    """A question as judging needs it; `visible` is its compiled rule."""

    id: str
    t: str
    required: bool
    required_when: Callable[[Environment], Any] | None
    visible: Callable[[Environment], Any] | None
    na_choices: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSection:
    """A section with its questions in the order of the page."""

    id: str
    repeated: bool
    visible: Callable[[Environment], Any] | None
    questions: tuple[FormQuestion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A template's skeleton, compiled once per version; `order` is the order of evaluation."""

    sections: tuple[FormSection, ...]
    order: tuple[tuple[FormSection, FormQuestion], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The environment without what is hidden, and the places that are shown."""

    environment: Environment
    hidden: frozenset[tuple[int, str]]
    hidden_sections: frozenset[str]

    def is_hidden(self, section: str, place: int | None, question: str) -> bool:
        """Whether this question instance is hidden."""
        if section in self.hidden_sections:
            return True
        return (-1 if place is None else place, question) in self.hidden


RULE_TYPES = {
    "choice": "choice",
    "likert": "choice",
    "multi_choice": "choices",
    "number": "number",
    "slider": "number",
    "temperature": "number",
    "stopwatch": "number",
    "text": "text",
    "scan": "text",
    "date": "date",
    "time": "time",
    "datetime": "instant",
    "geo": "geo",
    "photo": "files",
    "file": "files",
    "audio": "files",
    "signature": "files",
}


def compile_form(document: dict[str, Any]) -> Form:
    """The form of a template document, or of the smaller shape of the shared cases."""
    sections = tuple(_section(section) for section in document["sections"])
    place_of = {
        question.id: (section, question) for section in sections for question in section.questions
    }
    order = document.get("order") or evaluation_order(document["sections"])
    return Form(sections=sections, order=tuple(place_of[known] for known in order))


def evaluation_order(sections: Iterable[dict[str, Any]]) -> list[str]:
    """Questions so that each comes after all that its rule and its section's rule read.

    Raises ValueError with the circle's ids when there is none.
    """
    needs = {
        question["id"]: sorted(_reads(section) | _reads(question))
        for section in sections
        for question in section["questions"]
    }
    done: dict[str, None] = {}
    for known in needs:
        _visit(known, needs, done)
    return list(done)


def shown(form: Form, environment: Environment) -> Shown:
    """Hide what is not to be seen, in dependency order; the given environment is not changed."""
    env = Environment(
        today=environment.today,
        kind=environment.kind,
        site=environment.site,
        q=dict(environment.q),
        na=environment.na,
        sec={
            section: [{"q": dict(one["q"]), "na": list(one["na"])} for one in instances]
            for section, instances in environment.sec.items()
        },
    )
    hidden: set[tuple[int, str]] = set()
    sections: dict[str, bool] = {}
    for section, question in form.order:
        if section.id not in sections:
            sections[section.id] = section.visible is None or section.visible(env) is True
        _hide(env, section, question, sections[section.id], hidden)
    return Shown(
        environment=env,
        hidden=frozenset(hidden),
        hidden_sections=frozenset(known for known, seen in sections.items() if not seen),
    )


def places(
    section: FormSection, environment: Environment
) -> Iterator[tuple[int | None, Instance]]:
    """Each place of a section: its instances, or the inspection itself."""
    if not section.repeated:
        yield None, {"q": environment.q, "na": environment.na}
        return
    yield from enumerate(environment.sec.get(section.id, ()))


def is_required(
    question: FormQuestion, env: Environment, place: int | None, instance: Instance
) -> bool:
    """Whether an answer is demanded here; an unknown rule demands none."""
    if question.required_when is None:
        return question.required
    env.own, env.position = (None, None) if place is None else (instance, place)
    return question.required_when(env) is True


def statuses(form: Form, seen: Shown) -> list[tuple[str, int | None, str, str]]:
    """Section, place, question and hidden, na, answered, unanswered or optional, for each."""
    return [
        (section.id, place, question.id, status(section, question, place, instance, seen))
        for section in form.sections
        for place, instance in places(section, seen.environment)
        for question in section.questions
    ]


def status(
    section: FormSection,
    question: FormQuestion,
    place: int | None,
    instance: Instance,
    seen: Shown,
) -> str:
    """The status of one question instance, before any scoring (scoring.md §4)."""
    if seen.is_hidden(section.id, place, question.id):
        return "hidden"
    value = instance["q"].get(question.id)
    picked = value if isinstance(value, list) else (value,)
    if question.id in instance["na"] or any(
        isinstance(one, str) and one in question.na_choices for one in picked
    ):
        return "na"
    if value is not None:
        return "answered"
    needed = is_required(question, seen.environment, place, instance)
    return "unanswered" if needed else "optional"


def _section(section: dict[str, Any]) -> FormSection:
    rule = section.get("visible")
    return FormSection(
        id=section["id"],
        repeated=bool(section.get("repeat")),
        visible=None if rule is None else compile_tree(rule),
        questions=tuple(_question(question) for question in section["questions"]),
    )


def _question(question: dict[str, Any]) -> FormQuestion:
    rule, required = question.get("visible"), question.get("required")
    return FormQuestion(
        id=question["id"],
        t=question.get("t") or RULE_TYPES[question["type"]],
        required=required is True,
        required_when=compile_tree(required) if isinstance(required, dict) else None,
        visible=None if rule is None else compile_tree(rule),
        na_choices=frozenset(
            choice["name"] for choice in question.get("choices", ()) if choice.get("na")
        ),
    )


def _reads(thing: dict[str, Any]) -> set[str]:
    rule = thing.get("visible")
    return set() if rule is None else questions_read(rule)


def _visit(first: str, needs: dict[str, list[str]], done: dict[str, None]) -> None:
    """Put a question behind all it needs; without recursion, as chains may be long."""
    above: dict[str, Iterator[str]] = {}
    known: str | None = first
    while known is not None:
        if known in above:
            path = list(above)
            raise ValueError(" → ".join((*path[path.index(known) :], known)))
        if known not in done:
            above[known] = iter(needs.get(known, ()))
        known = _next_needed(above, done)


def _next_needed(above: dict[str, Iterator[str]], done: dict[str, None]) -> str | None:
    while above:
        last = next(reversed(above))
        for needed in above[last]:
            return needed
        del above[last]
        done[last] = None
    return None


def _hide(
    env: Environment,
    section: FormSection,
    question: FormQuestion,
    section_seen: bool,  # noqa: FBT001 - private
    hidden: set[tuple[int, str]],
) -> None:
    for place, instance in places(section, env):
        if section_seen and _is_visible(question, env, place, instance):
            continue
        hidden.add((-1 if place is None else place, question.id))
        instance["q"].pop(question.id, None)
        if place is None:
            env.na = env.na - {question.id}
        elif question.id in instance["na"]:
            instance["na"].remove(question.id)


def _is_visible(
    question: FormQuestion, env: Environment, place: int | None, instance: Instance
) -> bool:
    if question.visible is None:
        return True
    env.own, env.position = (None, None) if place is None else (instance, place)
    return question.visible(env) is True
