"""Places in packs: the same words as on the screen."""

import json
from pathlib import Path

from backend.evidence.facts_inspections import place_words

MESSAGES = Path(__file__).parents[3] / "pwa/messages"


def test_a_place_is_printed_with_how_exactly_it_is_known() -> None:
    """Measured or written by hand: the paper says which, in the words of the tablet."""
    point = ["31.230417", "121.473701"]
    measured = place_words({"point": point, "accuracy_m": "12"})
    written = place_words({"point": point})
    for language in ("en", "zh-Hans"):
        words = json.loads((MESSAGES / f"{language}.json").read_text(encoding="utf-8"))
        said = {"{point}": ", ".join(point), "{accuracy}": "12"}
        for key, value in (("point_measured", measured), ("point_by_hand", written)):
            text = words[key]
            for hole, filled in said.items():
                text = text.replace(hole, filled)
            assert value[language] == text
