"""Calendars, classes and deadlines that have not their form are refused by key, and by nothing else."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit_rules.calendars import CalendarUncoveredError, calendar_from
from audit_rules.deadline_forms import (
    DeadlineFormError,
    calendar_mistakes,
    demand_calendar,
    demand_class,
    demand_deadline,
)
from audit_rules.deadlines import class_from, deadline
from audit_rules.soundness import demand_sound
from audit_rules.vector_time import counting_from, due_as_json
from checklists.errors import ChecklistError
from tests.audit_rules.builders import LIBRARY, authored, the_pack

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "deadlines.json").read_text("utf-8"))
GOOD: dict[str, Any] = {
    "calendar": {
        "id": "office", "version": 1, "zone": "Asia/Shanghai",
        "weekly": {"mon": [["08:30", "12:00"], ["13:00", "17:30"]], "fri": [["22:00", "06:00"]]},
        "days": {"2026-10-01": [], "2026-10-10": "as:mon"},
        "covers": ["2026-01-01", "2027-12-31"],
        "provisional_from": "2027-01-01",
    },
    "class": {"clock": "working", "ms": 86_400_000, "snap": "end_of_business"},
    "start": "2026-09-30T08:40:00.000Z",
    "now": "2026-10-10T08:40:00.000Z",
    "pauses": [["2026-10-01T00:00:00.000Z", "2026-10-02T00:00:00.000Z"]],
    "extensions": [{"state": "approved", "add_ms": 1_000}],
    "ladder": [{"id": "half", "role": "owner", "permille": 500}],
}  # fmt: skip
Path_ = tuple[str | int, ...]


def changed(path: Path_, value: Any) -> dict[str, Any]:
    """The good deadline with another value at a place."""
    made = deepcopy(GOOD)
    place: Any = made
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    return made


def places(document: object) -> list[str]:
    """Where mistakes are found."""
    with pytest.raises(DeadlineFormError) as caught:
        demand_deadline(document, ZoneInfo)
    assert all(one.en and one.zh for one in caught.value.mistakes)
    return [one.place for one in caught.value.mistakes]


@pytest.mark.parametrize("calendar", VECTORS["calendars"].values(), ids=VECTORS["calendars"])
def test_every_calendar_of_the_shared_cases_has_its_form(calendar: dict[str, Any]) -> None:
    """The check refuses nothing that the shared cases compute with."""
    assert calendar_mistakes(calendar, ZoneInfo) == []


def test_every_shared_case_has_its_form() -> None:
    """Classes, pauses, extensions and ladders of all cases are taken."""
    for case in VECTORS["cases"]:
        calendar = VECTORS["calendars"][case["given"]["calendar"]]
        demand_deadline({**case["given"], "calendar": calendar}, ZoneInfo)


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (("class", "hours"), 8, "class.hours"),
        (("class", "clock"), "business", "class.clock"),
        (("class", "ms"), "8", "class.ms"),
        (("class", "ms"), True, "class.ms"),
        (("class", "ms"), -1, "class.ms"),
        (("class", "ms"), 1.5, "class.ms"),
        (("class", "ms"), 10**30, "class.ms"),
        (("class", "snap"), "end", "class.snap"),
        (("calendar", "days", "2026-10-10"), "as:Mon", "calendar.days.2026-10-10"),
        (("calendar", "days", "2026-10-10"), "mon", "calendar.days.2026-10-10"),
        (("calendar", "days", "2026-11-31"), [], "calendar.days.2026-11-31"),
        (("calendar", "days", "20261130"), [], "calendar.days.20261130"),
        (("calendar", "weekly", "Mon"), [], "calendar.weekly.Mon"),
        (("calendar", "weekly", "mon", 0), ["25:00", "26:00"], "calendar.weekly.mon[0][0]"),
        (("calendar", "weekly", "mon", 0), ["24:00", "06:00"], "calendar.weekly.mon[0][0]"),
        (("calendar", "weekly", "mon", 0), ["09:00", "24:01"], "calendar.weekly.mon[0][1]"),
        (("calendar", "weekly", "mon", 0), ["9:00", "17:00"], "calendar.weekly.mon[0][0]"),
        (("calendar", "weekly", "mon", 0), ["０９:00", "17:00"], "calendar.weekly.mon[0][0]"),
        (("calendar", "weekly", "mon", 0), ["09:00", "09:00"], "calendar.weekly.mon[0]"),
        (("calendar", "weekly", "mon", 0), ["09:00"], "calendar.weekly.mon[0]"),
        (("calendar", "weekly", "mon"), "09:00-17:00", "calendar.weekly.mon"),
        (("calendar", "covers"), ["2026-11-31", "2026-12-31"], "calendar.covers[0]"),
        (("calendar", "covers"), ["2027-01-01", "2026-01-01"], "calendar.covers"),
        (("calendar", "covers"), "2026", "calendar.covers"),
        (("calendar", "covers"), ["0001-01-01", "9999-12-31"], "calendar.covers[0]"),
        (("calendar", "provisional_from"), "2026-11-31", "calendar.provisional_from"),
        (("calendar", "zone"), "Mars/Olympus", "calendar.zone"),
        (("calendar", "zone"), "../etc/passwd", "calendar.zone"),
        (("calendar", "zone"), "a\0b", "calendar.zone"),
        (("calendar", "version"), "1", "calendar.version"),
        (("start",), "2026-11-31T00:00:00.000Z", "start"),
        (("start",), "2026-11-30", "start"),
        (("now",), None, "now"),
        (("pauses", 0), ["2026-10-02T00:00:00.000Z"], "pauses[0]"),
        (("pauses", 0, 1), "2026-10-01", "pauses[0][1]"),
        (("extensions", 0, "state"), "granted", "extensions[0].state"),
        (("extensions", 0, "add_days"), 1, "extensions[0]"),
        (("ladder", 0, "permille"), 1_001, "ladder[0].permille"),
        (("until",), 1, "until"),
    ],
)
def test_a_mistake_is_named_by_its_key(path: Path_, value: Any, place: str) -> None:
    """What is wrong stands where it is wrong, with what was expected, in both languages."""
    assert place in places(changed(path, value))


def test_all_mistakes_are_told_at_once() -> None:
    """Nobody mends one to be told of the next."""
    made = changed(("class",), {"clock": "business", "hours": 8})
    made["calendar"]["days"] = {"2026-11-31": [["25:00", "09:00"]], "2026-10-10": "as:Mon"}

    assert places(made) == [
        "calendar.days.2026-11-31",
        "calendar.days.2026-11-31[0][0]",
        "calendar.days.2026-10-10",
        "class.hours",
        "class.ms",
        "class.clock",
    ]


@pytest.mark.parametrize(
    "wanted",
    [
        {"clock": "working_days", "ms": 5},
        {"clock": "working", "days": 5},
        {"clock": "working_days", "days": 5, "snap": "end_of_business"},
        {"clock": ["working"], "ms": 1},
        [],
        None,
    ],
)
def test_a_class_has_the_unit_of_its_clock(wanted: object) -> None:
    """Days belong to working days, milliseconds to the others."""
    with pytest.raises(DeadlineFormError):
        demand_class(wanted)


ATOMS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(
        [
            "as:mon",
            "24:00",
            "00:00",
            "2026-02-29",
            "9999-12-31",
            "working",
            "Europe/Berlin",
            "\ud800",
        ]
    )
)
ANYTHING = st.recursive(
    ATOMS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8) | st.integers() | st.dates(), inner, max_size=3)
    ),
    max_leaves=8,
)


def paths_of(document: Any, path: Path_ = ()) -> list[Path_]:
    """Every place in a document."""
    found: list[Path_] = [path] if path else []
    if isinstance(document, dict):
        for key, one in document.items():
            found += paths_of(one, (*path, key))
    elif isinstance(document, list):
        for at, one in enumerate(document):
            found += paths_of(one, (*path, at))
    return found


@settings(max_examples=400)
@given(path=st.sampled_from(paths_of(GOOD)), value=ANYTHING)
def test_no_document_raises_anything_else(path: Path_, value: Any) -> None:
    """Whatever stands anywhere: it is refused by its keys, or it can be computed with."""
    document = changed(path, value)
    try:
        demand_deadline(document, ZoneInfo)
    except DeadlineFormError:
        return
    calendar = calendar_from(document["calendar"], ZoneInfo)
    class_from(document["class"])
    try:
        due_as_json(deadline(calendar, counting_from(document)), document)
    except CalendarUncoveredError:
        return


@settings(max_examples=200)
@given(document=ANYTHING)
def test_nothing_at_all_raises_anything_else(document: Any) -> None:
    """Also what is no deadline, calendar or class by any stretch."""
    for demand in (
        lambda: demand_deadline(document, ZoneInfo),
        lambda: demand_calendar(document, ZoneInfo),
        lambda: demand_class(document),
    ):
        with pytest.raises(DeadlineFormError):
            demand()


def test_a_rule_pack_brings_no_class_without_its_form() -> None:
    """Publishing refuses a deadline class that could not be counted, at its place in the pack."""
    pack = the_pack()
    pack["deadline_classes"][1] = {"key": "report", "clock": "elapsed", "hours": 48}

    with pytest.raises(ChecklistError) as caught:
        demand_sound(authored(LIBRARY[0]), pack)

    assert caught.value.place == ("rule_pack", "deadline_classes", 1, "hours")
