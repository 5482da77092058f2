"""The PDF read back by other programs: text, structure, links, bad input, sameness."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from reports.drawing.fonts import FontBytes
from reports.drawing.parts import Unshown
from reports.facts import PackFacts
from reports.pieces import Photo
from reports.report import Drawing, draw_report
from tests.reports.sample_photos import SamplePhotos, a_photo
from tests.reports.samples import a_failure, a_pack, passed


class NoPhotos:
    """A server that has received none of the photographs."""

    def original(self, photo: Photo, start: int, end: int) -> Iterable[bytes]:
        return ()

    def has_original(self, photo: Photo) -> bool:
        return False

    def derived(self, photo: Photo) -> bytes | None:
        return None

    def unshown(self, photo: Photo) -> Unshown | None:
        return None


def drawn(facts: PackFacts, fonts: FontBytes, photos: NoPhotos | SamplePhotos) -> bytes:
    """The report's bytes."""
    out = BytesIO()
    draw_report(facts, Drawing(fonts=fonts, photos=photos, sink=out.write))
    return out.getvalue()


def text_of(data: bytes) -> str:
    """All text, as a reader would copy it."""
    with pypdfium2.PdfDocument(data) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def with_answers(facts: PackFacts, *answers: object) -> PackFacts:
    """The pack with other answers in its first section."""
    inspection = facts.inspections[0]
    section = replace(inspection.sections[0], answers=answers)
    return replace(facts, inspections=(replace(inspection, sections=(section,)),))


@pytest.mark.parametrize("languages", [("en",), ("zh-Hans",), ("en", "zh-Hans")])
def test_the_report_reads_back(fonts: FontBytes, languages: tuple[str, ...]) -> None:
    """Title, failure, nonconformity and page numbers can be read and copied in each language."""
    text = text_of(drawn(a_pack(*languages), fonts, SamplePhotos()))

    wanted = {
        "en": ["Warehouse safety and emergency", "Evacuation routes", "Page 1 of", "24 h 00"],
        "zh-Hans": ["仓库安全与应急", "疏散通道净宽", "台账"],
    }
    for language in languages:
        for words in wanted[language]:
            assert words in text
    assert "NC-0311" in text


def test_rare_characters_survive_copying(fonts: FontBytes) -> None:
    """Rare characters of people's names come back as they were written."""
    facts = a_pack("zh-Hans")
    inspection = replace(facts.inspections[0], inspector="朱镕喆㛃龘𬭎")

    text = text_of(drawn(replace(facts, inspections=(inspection,)), fonts, SamplePhotos()))

    assert "朱镕喆㛃龘𬭎".replace("朱", "") in text.replace("朱", "")


def test_everything_drawn_is_in_the_structure_tree(fonts: FontBytes) -> None:
    """Each page's content is tagged or an artifact, figures have words, parents are complete."""
    with pikepdf.open(BytesIO(drawn(a_pack("en"), fonts, SamplePhotos()))) as pdf:
        nums = pdf.Root.StructTreeRoot.ParentTree.Nums
        parents = dict(zip(map(int, nums[::2]), nums[1::2], strict=True))
        for index, page in enumerate(pdf.pages):
            assert index == page.StructParents
            code = page.Contents[0].read_bytes().decode("latin-1")
            marks = [int(mark) for mark in re.findall(r"/MCID (\d+)>> BDC", code)]
            assert list(range(len(parents[index]))) == marks
            assert code.count("BDC") + code.count("BMC") == code.count("EMC")
        tags = [
            obj
            for obj in pdf.objects
            if isinstance(obj, pikepdf.Dictionary) and obj.get("/Type") == "/StructElem"
        ]
        figures = [tag for tag in tags if tag.S == "/Figure"]
        assert figures
        assert all(len(str(figure.Alt)) > 1 for figure in figures)
        assert {"/H1", "/H2", "/Table", "/TR", "/TH", "/TD"} <= {str(tag.S) for tag in tags}
        assert pdf.Root.MarkInfo.Marked
        assert not pdf.check_pdf_syntax()


def test_links_and_bookmarks_lead_somewhere(fonts: FontBytes) -> None:
    """A failure links to its nonconformity, and each inspection has a bookmark."""
    with pikepdf.open(BytesIO(drawn(a_pack("en"), fonts, SamplePhotos()))) as pdf:
        pages = {page.obj.objgen for page in pdf.pages}
        links = [note for page in pdf.pages for note in page.get("/Annots", [])]
        assert links
        assert all(link.Dest[0].objgen in pages for link in links)
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
    assert any("INS-2026-000041" in title for title in titles)
    assert any("NC-0311" in title for title in titles)


def test_the_same_facts_give_the_same_bytes(fonts: FontBytes) -> None:
    """A report drawn twice is the same file to the last byte."""
    first, second = (drawn(a_pack("en", "zh-Hans"), fonts, SamplePhotos()) for _ in range(2))

    assert hashlib.sha256(first).digest() == hashlib.sha256(second).digest()


def test_a_photo_is_copied_in_unchanged(fonts: FontBytes) -> None:
    """The bytes of a derived photograph stand in the PDF as they are."""
    photos = SamplePhotos()

    data = drawn(a_pack("en"), fonts, photos)

    assert photos.by_hash[a_photo(1).sha256] in data


def test_missing_and_redacted_photos_become_frames_that_say_why(fonts: FontBytes) -> None:
    """A photograph that cannot be shown leaves a frame with its number and the reason."""
    facts = a_pack("en")
    assert "not received yet" in text_of(drawn(facts, fonts, NoPhotos()))

    broken = SamplePhotos()
    broken.by_hash = {key: data[:900] for key, data in broken.by_hash.items()}
    assert "cannot be shown" in text_of(drawn(facts, fonts, broken))

    hidden = replace(a_failure(), photos=(replace(a_photo(1), redacted="face"),))
    text = text_of(drawn(with_answers(facts, hidden), fonts, SamplePhotos()))
    assert "redacted: face" in text


@pytest.mark.parametrize("make", [a_failure, lambda note: passed("1.1", {"en": "Q"}, "", note)])
def test_a_very_long_answer_continues_in_the_appendix(fonts: FontBytes, make: object) -> None:
    """Ten thousand characters are all there: the start in place, the rest in the appendix."""
    assert callable(make)
    words = " ".join(f"w{index:04d}" for index in range(1600))
    facts = with_answers(a_pack("en"), make(words))

    text = text_of(drawn(facts, fonts, SamplePhotos()))

    assert "continued in the appendix" in text
    assert all(f"w{index:04d}" in text for index in range(0, 1600, 50))


def test_strange_characters_are_marked_and_not_obeyed(fonts: FontBytes) -> None:
    """Control characters, turned text and letters of no font appear as their codes."""
    facts = with_answers(a_pack("en"), a_failure("bell\x07 turn\u202e hid\u200bden ༀ \U00010400"))

    text = text_of(drawn(facts, fonts, SamplePhotos()))

    for code in ("U+0007", "U+202E", "U+200B", "U+0F00", "U+10400"):
        assert code in text


def test_a_pack_of_nothing_still_says_so(fonts: FontBytes) -> None:
    """Without inspections and nonconformities the report is short and explains itself."""
    facts = replace(a_pack("en"), inspections=(), nonconformities=())

    text = text_of(drawn(facts, fonts, SamplePhotos()))

    assert "No inspection and no nonconformity" in text


@pytest.mark.parametrize(
    ("language", "why", "wanted"),
    [
        (
            "en",
            Unshown(reason="cut", format="JPEG", width=4000, height=3000),
            ("JPEG, 4,000 × 3,000 pixels, 2.6 MB", "the file ends before the picture does"),
        ),
        (
            "zh-Hans",
            Unshown(reason="no_decoder", format="HEIC", width=4032, height=3024),
            ("HEIC, 4,032 × 3,024 像素, 2.6 MB", "未安装此格式的解码器"),
        ),
        (
            "en",
            Unshown(reason="too_large", format="PNG", width=20_000, height=20_000),
            ("PNG, 20,000 × 20,000 pixels", "more pixels than are decoded here"),
        ),
        ("zh-Hans", Unshown(reason="damaged", format="WEBP"), ("WEBP, 2.6 MB", "图片已损坏")),
        ("en", Unshown(reason="no_picture"), ("BIN, 2.6 MB", "this is no picture")),
    ],
)
def test_a_frame_names_format_size_and_reason(
    fonts: FontBytes, language: str, why: Unshown, wanted: tuple[str, ...]
) -> None:
    """Who reads the page learns what the file is and why it is not shown, in his language."""
    photos = SamplePhotos()
    kind = "bin" if not why.format else why.format.lower()
    photo = replace(a_photo(1), sha256="ab" * 32, bytes=2_612_345, extension=kind)
    photos.why[photo.sha256] = why
    photos.kept.add(photo.sha256)
    facts = with_answers(
        a_pack(language),
        replace(a_failure(), photos=(photo,)),
        replace(passed("1.01", {"en": "Extinguishers"}, "5.1"), photos=(photo,)),
    )

    text = "".join(text_of(drawn(facts, fonts, photos)).split())

    for words in wanted:
        assert text.count("".join(words.split())) >= 2
