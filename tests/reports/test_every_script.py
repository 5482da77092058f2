"""Names and notes of a workforce of any script: drawn in the PDF, and copied out as written."""

from dataclasses import replace
from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from reports.drawing.fonts import FontBytes
from reports.facts import PackFacts
from reports.report import Drawing, draw_report
from reports.scripts.shaping import FallbackFace
from reports.twin import html_twin
from tests.reports.sample_photos import SamplePhotos
from tests.reports.samples import a_failure, a_pack
from tests.reports.test_report import text_of

NAMES = {
    "Polish": "Łukasz Wójcik",
    "Turkish": "Ayşe Yılmaz Çağlayangil",
    "Vietnamese": "Nguyễn Thị Ánh",
    "Greek": "Γιώργος Παπαδόπουλος",
    "Russian": "Екатерина Щербакова",
    "Arabic": "محمد عبد الله",
    "Persian": "می\u200cخواهم",
    "Hebrew": "דוד בן־גוריון",
    "Thai": "สมชาย ใจดี ตรวจแล้ว",
    "Lao": "ສະບາຍດີ",
    "Khmer": "ភាសាខ្មែរ",
    "Burmese": "မြန်မာ",
    "Hindi": "राजेश क्षत्रिय",
    "Bengali": "বাংলা ক্ষমা",
    "Tamil": "தமிழ்ச்செல்வன்",
    "Telugu": "తెలుగు",
    "Amharic": "ኢትዮጵያ",
    "Georgian": "ქართული",
    "Armenian": "Հայերեն",
    "Korean": "김철수",
    "rare Han": "𠮷野家",
    "emoji": "✅ ❌ 👍🏽 👩\u200d🚒 🇵🇱 1\ufe0f\u20e3",
    "accents": "Zoe\u0308 Z\u030cizek",
}


def of(name: str, *languages: str) -> PackFacts:
    """A pack whose inspector, note and signer are this text."""
    facts = a_pack(*languages)
    first = facts.inspections[0]
    failure = replace(a_failure(name), photos=())
    section = replace(first.sections[0], answers=(failure,))
    signature = replace(first.signatures[0], name=name)
    inspection = replace(first, inspector=name, sections=(section,), signatures=(signature,))
    return replace(facts, inspections=(replace(inspection, qualification=""),))


def drawn(facts: PackFacts, fonts: FontBytes) -> bytes:
    """The report's bytes."""
    out = BytesIO()
    draw_report(facts, Drawing(fonts=fonts, photos=SamplePhotos(), sink=out.write))
    return out.getvalue()


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize("script", NAMES)
def test_names_and_notes_are_copied_out_as_they_were_written(
    fonts: FontBytes, script: str, language: str
) -> None:
    """Inspector, note and signer come back to the letter, and no code stands for a letter."""
    text = text_of(drawn(of(NAMES[script], language), fonts))

    assert text.count(NAMES[script]) >= 3
    assert "U+" not in text


@pytest.mark.parametrize("script", NAMES)
def test_every_glyph_has_a_shape(fonts: FontBytes, script: str) -> None:
    """Each letter of the embedded fonts has an outline: none is an empty box or a gap."""
    with pikepdf.open(BytesIO(drawn(of(NAMES[script]), fonts))) as pdf:
        composite = [
            obj
            for obj in pdf.objects
            if isinstance(obj, pikepdf.Dictionary) and obj.get("/Subtype") == "/CIDFontType2"
        ]
        assert composite
        for font in composite:
            places = font.CIDToGIDMap.read_bytes()
            numbers = [int.from_bytes(places[i : i + 2]) for i in range(2, len(places), 2)]
            assert all(numbers)
        assert not pdf.check_pdf_syntax()


def test_a_note_from_the_right_hangs_right(fonts: FontBytes) -> None:
    """The first line of an Arabic note ends where its column ends, not where it begins."""
    note = "تم فحص المخرج الشمالي"
    latin = "The north exit was checked"
    boxes = [_box(drawn(of(text), fonts), text) for text in (note, latin)]

    (arabic_left, arabic_right), (latin_left, latin_right) = boxes
    assert arabic_right > latin_right + 100
    assert arabic_left > latin_left + 100


def _box(data: bytes, text: str) -> tuple[float, float]:
    """Left and right edge of a text where it stands for the second time: in the note."""
    for page in pypdfium2.PdfDocument(data):
        found = page.get_textpage()
        words = found.get_text_range()
        start = words.find(text, words.find("1.04") + 1)
        if "1.04" in words and start > 0:
            edges = [found.get_charbox(start + at) for at in range(len(text))]
            return min(edge[0] for edge in edges), max(edge[2] for edge in edges)
    raise AssertionError(text)


def test_shapes_depend_on_the_neighbours(fonts: FontBytes) -> None:
    """Arabic letters join: in a word they have other shapes than alone, in the order of the eye."""
    face = FallbackFace(next(font for font in fonts.fallback if font.name == "NotoSansArabic"))
    joined = face.shape("محمد", bold=False, right=True)
    alone = [face.shape(char, bold=False, right=True)[0] for char in "محمد"]

    assert [glyph.text for glyph in joined] == list("دمحم")
    assert not {glyph.parts for glyph in joined[1:]} & {glyph.parts for glyph in alone}


def test_the_same_names_give_the_same_bytes(fonts: FontBytes) -> None:
    """A report with every script drawn twice is the same file to the last byte."""
    everything = " · ".join(NAMES.values())
    first, second = (drawn(of(everything, "en", "zh-Hans"), fonts) for _ in range(2))

    assert first == second


def test_a_pack_without_strange_letters_embeds_nothing_new(fonts: FontBytes) -> None:
    """English and Chinese are drawn as before: by the main font alone."""
    for language in ("en", "zh-Hans"):
        data = drawn(a_pack(language), fonts)
        assert b"CIDFontType2" not in data
        assert b"ActualText" not in data


def test_bold_names_are_bold(fonts: FontBytes) -> None:
    """A signer's name is as heavy as its neighbours in Latin script."""
    with pikepdf.open(BytesIO(drawn(of("Ευαγγελία Ślązak"), fonts))) as pdf:
        names = {
            str(obj.BaseFont)[8:]
            for obj in pdf.objects
            if isinstance(obj, pikepdf.Dictionary) and obj.get("/Subtype") == "/CIDFontType2"
        }
    assert names == {"NotoSans-Regular", "NotoSans-Bold"}


def test_the_twin_lets_each_text_run_its_own_way(fonts: FontBytes) -> None:
    """Names and notes set their own direction, and joiners stay in their words."""
    page = "".join(html_twin(of(NAMES["Persian"]), "en"))

    assert f'<dd dir="auto">{NAMES["Persian"]}</dd>' in page
    assert f'<div dir="auto">{NAMES["Persian"]}</div>' in page
    assert f"<bdi>{NAMES['Persian']}</bdi>" in page
    assert "U+200C" not in page
