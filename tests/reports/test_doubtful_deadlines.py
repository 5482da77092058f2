"""A deadline whose calendar is in doubt says so on paper, as in the twin."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from reports.drawing.fonts import FontBytes
from reports.twin import html_twin
from tests.reports.samples import a_pack
from tests.reports.test_report import NoPhotos, drawn, text_of


@pytest.mark.parametrize(
    ("change", "english", "chinese"),
    [
        (
            {"provisional_from": date(2027, 1, 1)},
            "Provisional: from 2027-01-01 on",
            "暂定：自 2027-01-01 起",
        ),
        (
            {"due_at": None, "covers_to": date(2027, 12, 31)},
            "the calendar ends on 2027-12-31",
            "日历仅至 2027-12-31",
        ),
    ],
)
def test_where_a_calendar_is_in_doubt_the_deadline_says_so(
    fonts: FontBytes, change: dict[str, Any], english: str, chinese: str
) -> None:
    """A date counted without the yearly notice is marked on paper and in the twin; so is none."""
    matter = a_pack("en").nonconformities[0]
    action = matter.actions[0]
    assert action.deadline is not None
    doubtful = replace(action, deadline=replace(action.deadline, **change))

    for language, words in (("en", english), ("zh-Hans", chinese)):
        facts = replace(a_pack(language), nonconformities=(replace(matter, actions=(doubtful,)),))
        paper = "".join(text_of(drawn(facts, fonts, NoPhotos())).split())
        assert words in "".join(html_twin(facts, language))
        assert "".join(words.split()) in paper
