"""An author's checklist becomes documents, or the author is told where it is wrong."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from checklists.canonical import canonical_bytes
from checklists.errors import ChecklistError
from checklists.publish import template_document
from checklists.template import template_from
from tests.checklists.builders import a_fail, a_question, an_authored, both

LIBRARY = sorted(Path("checklists/library").glob("*/*.yaml"))
Place = tuple[str | int, ...]


def places_of(value: Any, above: Place = ()) -> list[Place]:
    """Every place in a document."""
    found = [above] if above else []
    if isinstance(value, list):
        value = dict(enumerate(value))
    for key, part in value.items() if isinstance(value, dict) else ():
        found += places_of(part, (*above, key))
    return found


PLACES = places_of(an_authored())


def changed(place: Place, value: Any) -> dict[str, Any]:
    """The small checklist with something else at a place; an ellipsis removes."""
    made = copy.deepcopy(an_authored())
    holder: Any = made
    for part in place[:-1]:
        holder = holder[part]
    if value is ...:
        del holder[place[-1]]
    else:
        holder[place[-1]] = value
    return made


def place_refused(authored: dict[str, Any]) -> Place | None:
    """Where a checklist is wrong; nowhere when its document has a canonical form."""
    try:
        assert canonical_bytes(template_document(authored))
    except ChecklistError as error:
        return error.place
    return None


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.stem)
def test_every_checklist_of_the_library_is_published(path: Path) -> None:
    """What we ship has its form, and its documents have a canonical one."""
    document = template_document(yaml.safe_load(path.read_text(encoding="utf-8")))

    assert document["key"] == path.stem
    assert canonical_bytes(document)
    assert template_from(document).document is document


def test_a_document_has_the_agreed_shape() -> None:
    """Device and server read the same keys (protocol.md §3)."""
    document = template_document(an_authored(method={"name": "x"}))
    area, units = document["sections"]

    assert document["order"] == ["clean", "why", "tags", "heat", "seen", "sign", "tag", "full"]
    assert document["method"] == {"name": "x"}
    assert area["questions"][0] == {
        "id": "clean", "type": "choice", "t": "choice", "text": both("clean"), "required": True,
        "response_set": "yes_no",
        "choices": [{"name": "yes"}, {"name": "no"}, {"name": "na", "na": True}],
    }  # fmt: skip
    assert area["questions"][1]["show_if"] == "clean == 'no'"
    assert area["questions"][1]["visible"]["op"] == "=="
    assert units["repeat"] == {"label": both("Unit"), "min": 0, "max": 9, "key_question": "tag"}


AREA: Place = ("sections", 0, "questions")
WRONG: list[tuple[Place, Any]] = [
    (("key",), "Small One"),
    (("kind",), "visit"),
    (("version",), 0),
    (("version",), True),
    (("title",), "Small"),
    (("title", "zh-Hans"), " "),
    (("sections",), []),
    (("sections", 0, "questions"), []),
    (("sections", 0, "key"), "if"),
    (("sections", 1, "key"), "area"),
    (("sections", 1, "repeat", "min"), 10),
    (("sections", 1, "repeat", "max"), 201),
    (("sections", 1, "repeat", "key_question"), "clean"),
    (("sections", 1, "questions", 0, "key"), "clean"),
    ((*AREA, 0, "key"), "1st"),
    ((*AREA, 0, "weight"), "0.0001"),
    ((*AREA, 0, "weight"), -1),
    ((*AREA, 0, "weight"), 0.5),
    ((*AREA, 0, "required"), "yes"),
    ((*AREA, 0, "response_set"), "no_such"),
    ((*AREA, 0, "response_set"), ...),
    ((*AREA, 0, "on_fail", "severity"), "huge"),
    ((*AREA, 0, "help"), {"en": "Only one language"}),
    ((*AREA, 1, "response_set"), "yes_no"),
    ((*AREA, 1, "show_if"), "clean == 'maybe'"),
    ((*AREA, 1, "show_if"), "clean =="),
    ((*AREA, 3, "points"), "this > 1 ? 1 : 0"),
    ((*AREA, 3, "min"), 5),
    ((*AREA, 3, "colour"), "red"),
    (("response_sets", "yes_no", "choices", 1, "name"), "yes"),
    (("response_sets", "yes_no", "choices", 1, "name"), "it's"),
    (("response_sets", "yes_no", "choices"), {}),
    (("scoring", "model"), "best"),
    (("scoring", "caps"), [{"id": "k", "when": "sometimes"}]),
    (("method",), {"share": 0.5}),
    (("method",), {"größe": 1}),
    (("examples",), [{"name": "x", "answers": {"heat": 1.5}, "expect": {}}]),
]


@pytest.mark.parametrize(("place", "value"), WRONG)
def test_what_is_wrong_is_named_with_its_place(place: Place, value: Any) -> None:
    """The author finds the line; nothing wrong is published."""
    with pytest.raises(ChecklistError) as refused:
        template_document(changed(place, value))

    assert refused.value.place[: len(place) - 1] == place[:-1]
    assert refused.value.sentence


@given(
    st.sampled_from(PLACES),
    st.sampled_from(
        [..., None, 1, -1, 2.5, True, "", "x", "no", [], [1], {}, {"en": "x"}, {1: 2}]
    ),
)
def test_any_mistake_is_an_answer_and_no_accident(place: Place, value: Any) -> None:
    """Whatever is removed or written anywhere, it is published or refused with a place."""
    refused_at = place_refused(changed(place, value))

    assert refused_at is None or refused_at[0] in {*an_authored(), *place}


def test_a_whole_that_is_no_map_is_refused() -> None:
    """An empty file is not a checklist."""
    with pytest.raises(ChecklistError):
        template_document(None)  # pyright: ignore[reportArgumentType]


def test_rules_that_wait_for_each_other_are_refused() -> None:
    """A circle of visibility rules has no beginning."""
    authored = an_authored()
    authored["sections"][0]["questions"][0]["show_if"] = "is_answered(why)"

    with pytest.raises(ChecklistError) as refused:
        template_document(authored)

    assert "clean → why → clean" in refused.value.sentence


def test_half_points_need_their_limits() -> None:
    """A severity for a half-good reading needs to know what half-good is."""
    fail = a_fail("major", partial_severity="minor")
    authored = an_authored()
    authored["sections"][0]["questions"].append(
        a_question("draught", "number", on_fail=fail, accept={"min": "1"})
    )

    with pytest.raises(ChecklistError) as refused:
        template_document(authored)

    assert refused.value.place == (*AREA, 6, "partial")
