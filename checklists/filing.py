"""Where and under which day an inspection is filed: what a start says, held against what is known.

A start that is odd strands nothing: it is taken, filed where no list, watch or pack misses it, and
its oddities are named as doubts (protocol.md §4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

OLDEST = timedelta(days=400)
NEWEST = timedelta(days=2)
DOUBTS = ("site", "zone", "area", "assignment", "business_date")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A region, a site or an area: its `level`, what it lies in, and its time zone."""

    level: str
    parent: str | None
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """An assignment: where it is due, and whether it still stands."""

    site: str
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What lists, watches and packs go by; `doubts` names what the start said otherwise."""

    area: str | None
    zone: str
    assignment: str | None
    filed_on: str
    doubts: tuple[str, ...]


def filed(
    start: Mapping[str, Any],
    places: Mapping[str, Place],
    planned: Mapping[str, Planned],
    received_on: Callable[[str], date],
) -> Filed:
    """File a start of good form whose `site` is a known site.

    `received_on` gives the day of the receipt in a zone. An area that is none of the site's and an
    assignment that is not due there count as absent; the zone is the site's; a business date over
    400 days before or 2 after the receipt gives way to the receipt's day.
    """
    site, area, assignment = start["site"], start.get("area"), start.get("assignment")
    zone = places[site].zone
    here = places.get(area) if area is not None else None
    due = planned.get(assignment) if assignment is not None else None
    fits = {
        "zone": start["zone"] == zone,
        "area": area is None
        or (here is not None and here.level == "area" and here.parent == site),
        "assignment": assignment is None
        or (due is not None and due.site == site and not due.withdrawn),
    }
    day, doubtful = filed_on(start["business_date"], received_on(zone))
    fits["business_date"] = not doubtful
    return Filed(
        area=area if fits["area"] else None,
        zone=zone,
        assignment=assignment if fits["assignment"] else None,
        filed_on=day,
        doubts=tuple(one for one in DOUBTS if not fits.get(one, True)),
    )


def filed_on(business_date: str, received: date) -> tuple[str, bool]:
    """The day a record is filed under, and whether that is another one than was sent."""
    sent = date.fromisoformat(business_date)
    if received - OLDEST <= sent <= received + NEWEST:
        return business_date, False
    return received.isoformat(), True
