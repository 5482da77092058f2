"""Odd starts are taken and filed where nothing misses them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.filing import DOUBTS, Filed, Place, Planned, filed

if TYPE_CHECKING:
    from collections.abc import Callable

PLACES = {
    "east": Place(level="region", parent=None, zone="Asia/Shanghai"),
    "works": Place(level="site", parent="east", zone="Asia/Shanghai"),
    "dock": Place(level="area", parent="works", zone="Asia/Shanghai"),
    "lodge": Place(level="site", parent="east", zone="Pacific/Kiritimati"),
    "porch": Place(level="area", parent="lodge", zone="Pacific/Kiritimati"),
}
PLANNED = {
    "here": Planned(site="works"),
    "elsewhere": Planned(site="lodge"),
    "gone": Planned(site="works", withdrawn=True),
}
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def day_at(moment: datetime) -> Callable[[str], date]:
    """The day of a moment in each zone."""
    return lambda zone: moment.astimezone(ZoneInfo(zone)).date()


def a_start(**other: Any) -> dict[str, Any]:
    """An ordinary start at the works."""
    plain = {"site": "works", "zone": "Asia/Shanghai", "business_date": "2026-11-20"}
    return {**plain, **other}


def of(start: dict[str, Any], moment: datetime = NOON) -> Filed:
    """How it is filed when it is received at that moment."""
    return filed(start, PLACES, PLANNED, day_at(moment))


@pytest.mark.parametrize(
    ("other", "doubts"),
    [
        ({}, ()),
        ({"area": "dock", "assignment": "here"}, ()),
        ({"area": "porch"}, ("area",)),
        ({"area": "works"}, ("area",)),
        ({"area": "nowhere"}, ("area",)),
        ({"assignment": "elsewhere"}, ("assignment",)),
        ({"assignment": "gone"}, ("assignment",)),
        ({"assignment": "nothing"}, ("assignment",)),
        ({"zone": "Mars/Olympus"}, ("zone",)),
        ({"business_date": "1999-01-01"}, ("business_date",)),
        ({"business_date": "2199-01-01"}, ("business_date",)),
        ({"zone": "UTC", "area": "x", "assignment": "y", "business_date": "0001-01-01"}, DOUBTS[1:]),
    ],
)  # fmt: skip
def test_what_is_odd_counts_as_absent_and_is_named(
    other: dict[str, Any], doubts: tuple[str, ...]
) -> None:
    """Nothing is refused; each oddity is a doubt, in one order."""
    one = of(a_start(**other))

    assert one.doubts == doubts
    assert one.zone == "Asia/Shanghai"
    assert one.area == (None if "area" in doubts else other.get("area"))
    assert one.assignment == (None if "assignment" in doubts else other.get("assignment"))
    assert one.filed_on == "2026-11-20"


@pytest.mark.parametrize(
    ("sent", "filed_on"),
    [
        ("2025-10-16", "2025-10-16"),
        ("2025-10-15", "2026-11-20"),
        ("2026-11-22", "2026-11-22"),
        ("2026-11-23", "2026-11-20"),
    ],
)
def test_the_bounds_of_a_business_date_are_themselves_inside(sent: str, filed_on: str) -> None:
    """400 days before and 2 after the receipt are near enough; a day more is not."""
    assert of(a_start(business_date=sent)).filed_on == filed_on


def test_the_day_of_receipt_is_that_of_the_site() -> None:
    """At the lodge the next day has begun while it is noon in Greenwich."""
    sent = a_start(site="lodge", zone="Pacific/Kiritimati", business_date="2199-12-31")

    assert of(sent).filed_on == "2026-11-21"


@given(
    st.sampled_from(["works", "lodge"]),
    st.sampled_from([*PLACES, "nowhere", None]),
    st.sampled_from([*PLANNED, "nothing", None]),
    st.dates(),
    st.integers(min_value=1_577_836_800, max_value=1_893_456_000),
)
def test_a_record_is_always_filed_near_its_receipt_and_at_its_site(
    site: str, area: str | None, assignment: str | None, sent: date, received_s: int
) -> None:
    """Whatever was sent, the day is one that a pack of that time asks for."""
    start = a_start(site=site, business_date=sent.isoformat())
    start |= {"area": area} if area is not None else {}
    start |= {"assignment": assignment} if assignment is not None else {}

    received = datetime.fromtimestamp(received_s, UTC)
    one = of(start, received)

    day = received.astimezone(ZoneInfo(one.zone)).date()
    assert day - timedelta(400) <= date.fromisoformat(one.filed_on) <= day + timedelta(2)
    assert one.area is None or PLACES[one.area].parent == site
    assert one.assignment is None or PLANNED[one.assignment].site == site
    assert ("business_date" in one.doubts) == (one.filed_on != sent.isoformat())
