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


def test_scores_are_shown_with_one_decimal() -> None:
    """Basis points are rounded half up to tenths of a percent."""
    assert words.percent(9200) == "92.0 %"
    assert words.percent(9995) == "100.0 %"
    assert words.percent(None) == "–"


def test_a_text_falls_back_to_english_and_then_to_what_there_is() -> None:
    """A missing translation never leaves a gap."""
    assert words.text_in(both("a", "b"), "zh-Hans") == "b"
    assert words.text_in({"en": "a"}, "zh-Hans") == "a"
    assert words.text_in({"fr": "c"}, "en") == "c"
    assert words.code_name("en", "some_new_state") == "some new state"
