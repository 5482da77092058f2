"""Documents given as evidence: by their own names, apart from photographs, openable, proved."""

import hashlib
import zipfile
import zlib
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from backend.files.sniffing import UNKNOWN, document_extension
from reports.drawing.fonts import FontBytes
from reports.evidence_pack import Means, write
from reports.facts import PackFacts
from reports.pieces import Photo
from tests.reports.proof.test_verify import KEY, check
from tests.reports.sample_photos import SamplePhotos, a_photo, at
from tests.reports.samples import a_failure, a_pack, passed
from tests.reports.test_report import drawn, text_of
from tests.reports.test_report import with_answers as answered

NAMES = ("training-record.docx", "灭火器维保记录.csv", "Szkolenie Łódź.pdf", "no ending")


def a_document(name: str, content: bytes) -> Photo:
    """The facts of a document."""
    return Photo(
        number="D-01",
        sha256=hashlib.sha256(content).hexdigest(),
        extension=document_extension(UNKNOWN, name),
        bytes=len(content),
        crc32=zlib.crc32(content),
        document=True,
        name=name,
        added_at=at(12, 9, 20),
        received_at=at(12, 11, 4),
        effective_on=date(2026, 1, 1),
        expires_on=date(2027, 1, 1),
    )


def with_documents(photos: SamplePhotos, *languages: str) -> PackFacts:
    """A pack whose failed and passed question each have documents."""
    files = [a_document(name, name.encode() * 50) for name in NAMES]
    for one, name in zip(files, NAMES, strict=True):
        photos.by_hash[one.sha256] = name.encode() * 50
    return answered(
        a_pack(*languages),
        replace(a_failure(), photos=(a_photo(1), *files[:2])),
        replace(passed("1.01", {"en": "Extinguishers"}, "5.1"), photos=tuple(files[2:])),
    )


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_documents_are_listed_by_name_with_their_dates(fonts: FontBytes, language: str) -> None:
    """Each name stands with its answer and in the appendix; none is an empty frame."""
    photos = SamplePhotos()
    text = text_of(drawn(with_documents(photos, language), fonts, photos))

    for name in NAMES[:3]:
        assert text.count(name) == 2
    assert "2027-01-01" in text
    assert "DOCX · 1 kB" in text
    for frame in ("cannot be shown", "无法显示"):
        assert frame not in text


def test_documents_lie_apart_and_are_proved(means: Means, tmp_path: Path) -> None:
    """In a folder of their own, under their hashes, with their endings; one changed bit is found."""
    photos, out = SamplePhotos(), BytesIO()
    write(with_documents(photos), replace(means, photos=photos), out.write)
    pack = out.getvalue()

    assert check(tmp_path, pack, key=KEY) == (0, [])
    with zipfile.ZipFile(BytesIO(pack)) as members:
        for name in NAMES:
            content = name.encode() * 50
            ending = document_extension(UNKNOWN, name)
            member = f"documents/{hashlib.sha256(content).hexdigest()}.{ending}"
            assert members.read(member) == content
        twin = members.read("pack-zh-Hans.html").decode()
    assert all(f'download="{name}"' in twin for name in NAMES)
    bent = bytearray(pack)
    bent[pack.index(b"training-record.docx" * 20) + 7] ^= 1
    code, problems = check(tmp_path, bytes(bent), key=KEY)
    assert code == 1
    assert any("documents/" in line for line in problems)


@pytest.mark.parametrize(
    ("kind", "name", "ending"),
    [
        (UNKNOWN, "training-record.docx", "docx"),
        (UNKNOWN, "PLAN.DWG", "dwg"),
        (UNKNOWN, "run me.exe", "bin"),
        (UNKNOWN, "page.html", "bin"),
        (UNKNOWN, "no ending", "bin"),
        (UNKNOWN, "", "bin"),
        ("application/pdf", "invoice.exe", "pdf"),
        ("audio/mpeg", "said.docx", "mp3"),
    ],
)
def test_a_document_ends_as_what_it_is(kind: str, name: str, ending: str) -> None:
    """By its bytes where they tell; by its name where that opens with a program and is none."""
    assert document_extension(kind, name) == ending
