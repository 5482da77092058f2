"""How a pack is to be checked is said in one sentence, the same wherever it is said."""

from __future__ import annotations

import json

import pytest

from reports.words import OTHER_WAY, label
from tests.house.tree import ROOT

EN, ZH = OTHER_WAY["en"], OTHER_WAY["zh-Hans"]
# What would send somebody to the verifier that a forger packed.
WRONG = ("verify.py from the pack", "program verify.py", "证据包内的 verify.py", "内含核验程序")
PLACES = {
    "reports/proof/verify.py": (EN,),
    "reports/proof/verify.html": (EN, ZH),
    "docs/verifying.md": (EN, ZH),
    "pwa/messages/en.json": (EN,),
    "pwa/messages/zh-Hans.json": (ZH,),
}


@pytest.mark.parametrize("name", PLACES)
def test_each_place_says_the_sentence(name: str) -> None:
    """The verifiers, the auditor's screens and the manual send nobody to the verifier in the pack."""
    text = (ROOT / name).read_text(encoding="utf-8")

    assert [one for one in PLACES[name] if one not in text] == []
    assert [one for one in WRONG if one in text] == []


def test_the_screen_says_it_where_it_explains_how_to_verify() -> None:
    """First step of *Verify without us*, beside the fingerprint in Settings, and where no key is given."""
    for language, sentence in (("en", EN), ("zh-Hans", ZH)):
        path = ROOT / "pwa" / "messages" / f"{language}.json"
        messages = json.loads(path.read_text(encoding="utf-8"))
        assert messages["verify_step_1"] == sentence
        assert messages["verify_key_open"].endswith(sentence)


def test_the_cover_says_it() -> None:
    """The report's cover and its appendix, in its language."""
    assert label("en", "check").startswith(EN)
    assert label("zh-Hans", "check").startswith(ZH)
