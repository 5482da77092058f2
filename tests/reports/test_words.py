"""Labels in both languages, codes, percents."""

import re

from reports import words
from tests.reports.sample_photos import both


def test_both_languages_have_the_same_places() -> None:
    """A sentence takes the same number of values in English and in Chinese."""
    for key, (english, chinese) in words._LABELS.items():
        counts = [len(re.findall(r"\{\d?\}", text)) for text in (english, chinese)]
        assert counts[0] == counts[1], key
        assert not chinese.isascii(), key


def test_scores_are_shown_to_the_basis_point() -> None:
    """What a grade was tested with is what is printed: nothing rounds a rounded value."""
    assert words.percent(9200) == "92.00 %"
    assert words.percent(9995) == "99.95 %"
    assert words.percent(8999) == "89.99 %"
    assert words.percent(5) == "0.05 %"
    assert words.percent(None) == "–"


def test_units_and_deadline_classes_read_in_both_languages() -> None:
    """A page in Chinese shows no English unit."""
    assert words.unit_text("persons") == {"en": "persons", "zh-Hans": "人"}
    assert words.unit_text("MΩ") == {"en": "MΩ", "zh-Hans": "MΩ"}
    assert words.class_text({"clock": "working", "ms": 86_400_000}) == {
        "en": "24 working hours",
        "zh-Hans": "24 个工作小时",
    }
    assert words.class_text({"clock": "working_days", "days": 5})["en"] == "5 working days"
    assert words.class_text({"clock": "elapsed", "ms": 1_800_000})["en"] == "0.5 hours"


def test_a_text_falls_back_to_english_and_then_to_what_there_is() -> None:
    """A missing translation never leaves a gap."""
    assert words.text_in(both("a", "b"), "zh-Hans") == "b"
    assert words.text_in({"en": "a"}, "zh-Hans") == "a"
    assert words.text_in({"fr": "c"}, "en") == "c"
    assert words.code_name("en", "some_new_state") == "some new state"
