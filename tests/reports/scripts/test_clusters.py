"""What a reader takes for one character stays one."""

import pytest

from reports.scripts.clusters import clusters, cut_at, works_unseen


@pytest.mark.parametrize(
    "whole",
    ["e\u0301", "👍🏽", "👩\u200d🚒", "🇵🇱", "1\ufe0f\u20e3", "क्ष", "ที่", "ខ្មែ", "☎\ufe0f"],
)
def test_a_sequence_is_one_cluster(whole: str) -> None:
    """Accents, skin tones, joined emoji, flags, conjuncts and Thai marks are not torn apart."""
    assert list(clusters(f"a{whole}b")) == ["a", whole, "b"]


def test_clusters_joined_are_the_text() -> None:
    """Nothing is lost or added, and a framed code is in one piece."""
    text = "Łukasz 𠮷 हिन्दी 🇵🇱🇵🇱 \ue000U+0F00\ue001x\u200d"

    assert "".join(clusters(text)) == text
    assert "\ue000U+0F00\ue001" in list(clusters(text))


def test_a_text_is_cut_between_clusters() -> None:
    """A long text is continued elsewhere from a whole character on."""
    assert cut_at("ab👍🏽cd", 3) == 2
    assert cut_at("ab👍🏽cd", 4) == 4
    assert cut_at("👩\u200d🚒", 1) == 3
    assert cut_at("", 5) == 0


@pytest.mark.parametrize(
    ("text", "unseen"),
    [
        ("می\u200cخواهم", True),
        ("क्\u200dष", True),
        ("✅\ufe0f", True),
        ("ไทย\u200bไทย", True),
        ("a\u200db", False),
        ("pay\u200bpal", False),
        ("a\ufe0f", False),
        ("\u200d", False),
    ],
)
def test_what_is_unseen_works_or_is_shown(text: str, *, unseen: bool) -> None:
    """A joiner between Persian letters does its work; one within an English word only hides."""
    at = next(i for i, char in enumerate(text) if char in "\u200b\u200c\u200d\ufe0f")

    assert works_unseen(text, at) is unseen
