"""The HTML twin: well formed, harmless, complete."""

from dataclasses import replace
from html.parser import HTMLParser

from reports.twin import html_twin
from tests.reports.samples import a_failure, a_pack

VOID = frozenset({"meta", "br", "img"})


class Balance(HTMLParser):
    """Notes every element that is not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_what_people_typed_stays_text() -> None:
    """Markup in a comment is shown, not obeyed; turned text is marked; emoji stay as they are."""
    facts = a_pack("en")
    answer = a_failure("<script>alert(1)</script> \u202eturned 😀 𠮷")
    section = replace(facts.inspections[0].sections[0], answers=(answer,))
    inspection = replace(facts.inspections[0], sections=(section,))

    page = "".join(html_twin(replace(facts, inspections=(inspection,)), "en"))

    balance = Balance()
    balance.feed(page)
    assert balance.open == []
    assert "<script" not in page
    assert "\u202e" not in page
    assert "U+202E" in page
    assert "😀 𠮷" in page


def test_the_twin_has_the_same_content_in_chinese() -> None:
    """Questions, findings, events and the proof stand in the twin."""
    page = "".join(html_twin(a_pack(), "zh-Hans"))

    for words in (
        "疏散通道净宽不小于",
        "NC-0311",
        "应急处置",
        "56475aa75463474c",
        'lang="zh-Hans"',
    ):
        assert words in page
