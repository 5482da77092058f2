"""Real fonts, cut small, and a real pack for the tests of reports."""

from dataclasses import replace
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import pytest
from fontTools import subset
from fontTools.ttLib import TTFont

from backend.evidence.typefaces import fallback_fonts
from reports.drawing.font_cut import cut_fonts
from reports.drawing.fonts import FaceBook, FontBytes
from reports.evidence_pack import Means, MemoryDraft, write
from reports.proof import verify
from tests.reports.sample_ledger import sign
from tests.reports.sample_photos import SamplePhotos
from tests.reports.samples import a_pack

FONT = "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"
RARE = "龘镕喆㛃𬭎"


def _variable_font() -> bytes:
    spec = find_spec("justmytype_intl_cjk")
    assert spec is not None
    assert spec.origin is not None
    return (Path(spec.origin).parent / FONT).read_bytes()


def _characters() -> str:
    sources = Path(__file__).parents[2]
    texts = [
        (sources / place).read_text(encoding="utf-8")
        for place in (
            "reports/words.py",
            "reports/blocks/nonconformities.py",
            "tests/reports/samples.py",
            "tests/reports/test_documents.py",
            "tests/reports/sample_photos.py",
            "tests/reports/sample_ledger.py",
            "tests/reports/sample_nonconformity.py",
        )
    ]
    latin = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2027)]))
    return latin + RARE + "≥≤、。「」《》" + "".join(texts)


@pytest.fixture(scope="session")
def fonts() -> FontBytes:
    """The four cuts, made by the real cutter from the real font with fewer characters."""
    options = subset.Options()
    options.layout_features = ["pwid"]
    options.name_IDs = [1, 2, 4, 6]
    options.hinting = False
    options.drop_tables += ["vhea", "vmtx", "VVAR", "VORG", "BASE"]
    font = TTFont(BytesIO(_variable_font()), lazy=True)
    cutter = subset.Subsetter(options)
    cutter.populate(text=_characters())
    cutter.subset(font)
    out = BytesIO()
    font.save(out)
    return replace(cut_fonts(out.getvalue()), fallback=fallback_fonts())


@pytest.fixture(scope="session")
def faces(fonts: FontBytes) -> FaceBook:
    """The parsed faces."""
    return FaceBook(fonts)


@pytest.fixture(scope="session")
def verifier() -> bytes:
    """The stand-alone verifier as it is packed."""
    assert verify.__file__ is not None
    return Path(verify.__file__).read_bytes()


@pytest.fixture(scope="session")
def verifier_page() -> bytes:
    """The verifier for browsers."""
    return (Path(__file__).parents[2] / "reports" / "proof" / "verify.html").read_bytes()


@pytest.fixture
def means(fonts: FontBytes, verifier: bytes, verifier_page: bytes) -> Means:
    """What making a pack needs, all in memory."""
    return Means(
        fonts=fonts,
        photos=SamplePhotos(),
        sign=sign,
        verifier=verifier,
        verifier_page=verifier_page,
        draft=lambda _: MemoryDraft(),
        kept={},
    )


@pytest.fixture(scope="session")
def pack(fonts: FontBytes, verifier: bytes, verifier_page: bytes) -> bytes:
    """A whole sample pack in English."""
    made = Means(
        fonts=fonts,
        photos=SamplePhotos(),
        sign=sign,
        verifier=verifier,
        verifier_page=verifier_page,
        draft=lambda _: MemoryDraft(),
        kept={},
    )
    out = BytesIO()
    write(a_pack("en"), made, out.write)
    return out.getvalue()
