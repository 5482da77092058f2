"""Distances by integers against the great circle."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

from hypothesis import given
from hypothesis import strategies as st

from checklists.expressions.functions import distance
from checklists.expressions.geography import distance_m

RADIUS_M = 6_371_008.8
LATITUDES, LONGITUDES = (
    st.integers(-70_000_000, 70_000_000),
    st.integers(-180_000_000, 180_000_000),
)
STEPS = st.integers(-15_000, 15_000)


def great_circle_m(one: tuple[int, int], other: tuple[int, int]) -> float:
    """The haversine formula on a sphere."""
    (a, b), (c, d) = ([radians(part / 1e6) for part in place] for place in (one, other))
    half = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return 2 * RADIUS_M * asin(sqrt(half))


@given(LATITUDES, LONGITUDES, STEPS, STEPS)
def test_near_places_are_as_far_as_on_the_sphere(
    latitude: int, longitude: int, north: int, east: int
) -> None:
    """Within a few kilometres the difference is about a metre, also across the date line."""
    one = (latitude, longitude)
    other = (latitude + north, (longitude + east + 180_000_000) % 360_000_000 - 180_000_000)

    assert abs(distance_m(one, other) - great_circle_m(one, other)) < 1.5
    assert distance_m(one, other) == distance_m(other, one)


def test_off_the_globe_there_is_no_distance() -> None:
    """A latitude above the pole is a mistake, not a place."""
    assert distance((90_000_001, 0), (0, 0)) is None
    assert distance((90_000_000, 0), (90_000_000, 180_000_000)) == 0
