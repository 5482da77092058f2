"""What the pages of a nonconformity say, from the rows that are kept."""

from __future__ import annotations

import json
from datetime import date

import pytest

from backend.actions.records import EventRow
from backend.evidence.facts_matters import _cause
from backend.findings import service as findings
from backend.findings.records import NonconformityRow
from backend.inspections.records import LaterOutcome
from reports.blocks.nonconformities import _pairs
from tests.backend.rows import row_of
from tests.reports.sample_photos import a_photo

MAJOR = row_of(NonconformityRow, question="exits")


def _inspection(known: str, on: str, status: str) -> LaterOutcome:
    outcomes = [["exits", None, status, None], ["other", None, "failed", "critical"]]
    return row_of(
        LaterOutcome, id=known, filed_on=on, kind="self_check", outcomes=json.dumps(outcomes)
    )


def test_only_later_inspections_within_the_window_are_shown() -> None:
    """What happened on the day of closing or after the window proves nothing; nor does silence."""
    rows = [
        _inspection("a", "2026-10-01", "clean"),
        _inspection("b", "2026-10-02", "clean"),
        _inspection("c", "2026-10-09", "na"),
        _inspection("d", "2026-10-31", "failed"),
        _inspection("e", "2026-11-01", "clean"),
    ]

    found = findings.later_checks(MAJOR, rows, date(2026, 10, 1), 30)

    assert [(one.id, one.status) for one in found] == [("b", "clean"), ("d", "failed")]


@pytest.mark.parametrize(
    ("text", "whys"),
    [
        ("Why 1: it was late. Why 2: no plan. Cause: none was made.", 3),
        ("1. 为何漏查？当班无人负责。2. 为何无人负责？没有排班。根本原因：未评审。", 3),
        ("1. It was late.\n2. Nobody knew.", 2),
        ("The 1.5 t load was too heavy", 1),
    ],
)
def test_a_cause_is_split_by_its_sentences(text: str, whys: int) -> None:
    """Each why stands on its own line with its number."""
    event = row_of(EventRow, event="propose_cause", note=text)

    found = _cause([event])

    assert found is not None
    assert len(found.whys) == whys


def test_photos_of_one_kind_stand_side_by_side() -> None:
    """Half a page is not left empty because nothing was photographed before."""
    shots = [(a_photo(at), "after", "ok") for at in range(3)]

    assert _pairs([], shots) == [(shots[0], shots[1]), (shots[2], None)]
    assert _pairs(shots[:1], shots[1:]) == [(shots[0], shots[1]), (None, shots[2])]
