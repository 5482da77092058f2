"""The door: a whole pack, the same bytes anywhere, resumed, refused when evidence was changed."""

import hashlib
import pickle
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from reports.drawing.fonts import FontBytes
from reports.evidence_pack import Means, MemoryDraft, file_name, prepare, write
from reports.pieces import Photo
from reports.proof import verify
from reports.proof.pack_form import MemberChangedError, read
from tests.reports.sample_photos import SamplePhotos
from tests.reports.samples import a_pack

PROGRAM = """
import hashlib, pickle, sys
from pathlib import Path
from reports.evidence_pack import Means, MemoryDraft, write
from tests.reports.sample_ledger import sign
from tests.reports.sample_photos import SamplePhotos
from tests.reports.samples import a_pack
means = Means(fonts=pickle.loads(Path(sys.argv[1]).read_bytes()), photos=SamplePhotos(),
    sign=sign, verifier=b"v", draft=lambda name: MemoryDraft(), kept={})
digest = hashlib.sha256()
write(a_pack("en", "zh-Hans"), means, digest.update)
print(digest.hexdigest())
"""


class BentPhotos(SamplePhotos):
    """A store in which one photograph was altered after receipt."""

    def original(self, photo: Photo, start: int, end: int) -> Iterable[bytes]:
        yield self.by_hash[photo.sha256][start:end].replace(b"JFIF", b"JFIX")


def test_a_pack_holds_everything_in_its_order(pack: bytes) -> None:
    """Report, twins, records, photographs, ledger, proof and verifier come in fixed order."""
    with zipfile.ZipFile(BytesIO(pack)) as archive:
        names = archive.namelist()
        twin = archive.read("pack-zh-Hans.html").decode()
    kinds = list(dict.fromkeys(name.split("/")[0] for name in names))

    assert kinds[:4] == ["README.txt", "pack.pdf", "pack-en.html", "pack-zh-Hans.html"]
    assert kinds[4:9] == ["records", "photos", "ledger.jsonl", "cover.bin", "checkpoint"]
    assert kinds[9:13] == ["consistency.json", "key.txt", "verify.py", "verify.html"]
    assert kinds[13:] == ["manifest.json", "manifest.sig"]
    assert "疏散通道净宽" in twin
    assert "<script" not in twin


def test_the_same_facts_give_the_same_bytes_elsewhere(fonts: FontBytes, tmp_path: Path) -> None:
    """Another hash seed, time zone and locale change not one byte of a pack."""
    place = tmp_path / "fonts"
    place.write_bytes(pickle.dumps(fonts))
    found: set[str] = set()
    for seed, zone, locale in (("1", "UTC", "C"), ("77", "Asia/Shanghai", "C.UTF-8")):
        made = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(place)],
            env={"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        )
        found.add(made.stdout)

    assert len(found) == 1


def test_an_interrupted_pack_goes_on_where_it_was(means: Means) -> None:
    """A second run takes the finished members as they are and gives the same pack."""
    facts, phases = a_pack("en"), list[str]()
    first = prepare(facts, means)
    again = prepare(facts, means, lambda phase, percent: phases.append(phase))

    assert "report" not in phases
    assert b"".join(read(first)) == b"".join(read(again))


def test_the_seal_is_inside_the_manifest(means: Means, tmp_path: Path) -> None:
    """What the seal appends to the PDF is hashed and proved like all other bytes."""
    sealed = replace(means, draft=lambda name: MemoryDraft(lambda data: data + b"%seal\n"))
    path, out = tmp_path / "pack.zip", BytesIO()
    written = write(a_pack("en"), sealed, out.write)
    path.write_bytes(out.getvalue())

    assert written.length == len(out.getvalue())
    assert verify.check(str(path))[0] == 3
    with zipfile.ZipFile(path) as archive:
        assert archive.read("pack.pdf").endswith(b"%seal\n")
        digest = hashlib.sha256(archive.read("manifest.json")).hexdigest()
    assert digest == written.manifest_sha256


def test_an_altered_photo_is_not_issued(means: Means) -> None:
    """When the store changed a photograph, the writer stops and names it."""
    bent = replace(means, photos=BentPhotos())

    with pytest.raises(MemberChangedError, match="photos/"):
        write(a_pack("en"), bent, BytesIO().write)


def test_the_pdf_alone_carries_checkpoint_and_hashes(pack: bytes) -> None:
    """The PDF has the checkpoint, the key and the list of the other members inside."""
    with zipfile.ZipFile(BytesIO(pack)) as archive:
        pdf, checkpoint = archive.read("pack.pdf"), archive.read("checkpoint")
    with pikepdf.open(BytesIO(pdf)) as document:
        assert checkpoint == document.attachments["checkpoint"].get_file().read_bytes()
        assert "members.json" in document.attachments


def test_a_pack_without_subjects_is_still_proved(means: Means, tmp_path: Path) -> None:
    """Nothing in scope gives a pack that proves it: boundaries and heads."""
    facts = replace(a_pack("en"), inspections=(), nonconformities=())
    path, out = tmp_path / "pack.zip", BytesIO()
    write(facts, means, out.write)
    path.write_bytes(out.getvalue())

    assert verify.check(str(path))[:2] == (3, [])


def test_progress_rises_and_the_name_tells_the_pack(means: Means) -> None:
    """Each phase reports percents that end at a hundred; the file name says what it is."""
    seen: dict[str, list[int]] = {}
    write(a_pack("en"), means, BytesIO().write, lambda p, n: seen.setdefault(p, []).append(n))

    assert {"report", "twins", "manifest", "writing"} == set(seen)
    assert all(steps == sorted(steps) and steps[-1] == 100 for steps in seen.values())
    assert file_name(a_pack()) == "fieldseal-harbour-2026-01-01-2026-03-31-01958f3a.zip"


@pytest.mark.parametrize("index", range(8))
def test_a_missing_entry_is_found(means: Means, tmp_path: Path, index: int) -> None:
    """Dropping any one shown entry, first, middle or last, is found by the verifier."""
    facts = a_pack("en")
    entries = facts.proof.entries[:index] + facts.proof.entries[index + 1 :]
    path, out = tmp_path / "pack.zip", BytesIO()
    write(replace(facts, proof=replace(facts.proof, entries=entries)), means, out.write)
    path.write_bytes(out.getvalue())

    assert verify.check(str(path))[0] == 1
