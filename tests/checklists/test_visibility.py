"""Which questions are asked, and in which order that is found out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.expressions.evaluate import Environment
from checklists.template import template_from
from checklists.visibility import evaluation_order, shown, statuses
from tests.checklists.builders import a_template


def asks(key: str, *needed: str) -> dict[str, object]:
    """A question that is shown when all the others are answered."""
    made: dict[str, object] = {"id": key, "type": "text"}
    nodes = [
        {"k": "fn", "t": "bool", "fn": "is_answered", "a": [{"k": "q", "t": "text", "id": one}]}
        for one in needed
    ]
    for node in nodes:
        known = made.get("visible")
        made["visible"] = (
            node if known is None else {"k": "op", "t": "bool", "op": "and", "a": [known, node]}
        )
    return made


def one_section(*questions: dict[str, object]) -> list[dict[str, object]]:
    """A form of one section."""
    return [{"id": "s", "questions": list(questions)}]


@given(st.permutations(range(8)), st.data())
def test_each_question_comes_after_what_it_depends_on(
    places: list[int], data: st.DataObject
) -> None:
    """The order of the page does not matter to what is shown."""
    needs = {
        at: data.draw(st.sets(st.integers(0, at - 1), max_size=3)) if at else set[int]()
        for at in range(8)
    }
    form = one_section(*(asks(f"q{at}", *(f"q{one}" for one in needs[at])) for at in places))

    order = evaluation_order(form)

    assert sorted(order) == [f"q{at}" for at in range(8)]
    assert all(
        order.index(f"q{one}") < order.index(f"q{at}") for at, all_of in needs.items()
        for one in all_of
    )  # fmt: skip


def test_a_circle_is_named() -> None:
    """The author is told which questions wait for each other."""
    form = one_section(asks("x"), asks("a", "b"), asks("b", "c"), asks("c", "a"))

    with pytest.raises(ValueError, match="a → b → c → a"):
        evaluation_order(form)


def test_a_very_long_chain_is_ordered() -> None:
    """Five thousand questions, each shown by the next, overflow nothing."""
    form = one_section(*(asks(f"q{at}", f"q{at + 1}") for at in range(5_000)), asks("q5000"))

    assert evaluation_order(form)[0] == "q5000"


def test_a_hidden_answer_does_not_show_another_question() -> None:
    """What is hidden leaves the environment before anything that depends on it is looked at."""
    form = one_section(asks("a"), asks("b", "a"), asks("c", "b"))
    template = template_from({"sections": form, "order": ["a", "b", "c"]})
    env = Environment(q={"b": "x", "c": "x"}, na=frozenset({"c"}))

    seen = shown(template.form, env)

    assert [one[3] for one in statuses(template.form, seen)] == ["optional", "hidden", "hidden"]
    assert (seen.environment.q, seen.environment.na) == ({}, frozenset())
    assert env.q == {"b": "x", "c": "x"}


def test_a_hidden_section_hides_all_in_it() -> None:
    """A section whose rule is not true asks nothing, in none of its instances."""
    template = a_template()
    document = template.document
    rule = {
        "k": "fn",
        "t": "bool",
        "fn": "is_answered",
        "a": [{"k": "q", "t": "number", "id": "heat"}],
    }
    document["sections"][1]["visible"] = rule
    env = Environment(sec={"units": [{"q": {"tag": "E-1"}, "na": ["full"]}]})

    seen = shown(template_from(document).form, env)

    assert seen.hidden_sections == {"units"}
    assert seen.is_hidden("units", 5, "tag")
    assert seen.environment.sec == {"units": [{"q": {}, "na": []}]}
