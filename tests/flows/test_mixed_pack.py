"""One inspection with everything that was once cut, boxed or lost, through the whole way to a pack."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from PIL import Image, ImageDraw

from tests.backend.evidence.orders import downloaded, job_of, ordered, work
from tests.backend.evidence.test_packs import verified
from tests.backend.files.test_pictures import HEIC
from tests.backend.files.transfers import uploaded
from tests.backend.fonts import cut_fonts
from tests.backend.matters import FAILS, inspect, version_of
from tests.reports.test_every_script import NAMES
from tests.worlds import Tablet, World, a_device, signed_in

if TYPE_CHECKING:
    from httpx import AsyncClient

QUESTION, BAD, GOOD = FAILS["major"]
DOCX = ("training-record.docx", b"PK\x03\x04 training record")
TABLE = ("灭火器维保记录.csv", "编号,日期\n7,2026-11-02\n".encode())
# Width and height of photographs: upright, of a telephone, a scrolled screen, on its side.
SHAPES = ((900, 1200), (1080, 1920), (1080, 9000), (1200, 900))
# pdfium turns what stands right to left within a line once more (decision 23).
TURNED = {"Arabic", "Persian", "Hebrew"}


def portrait(size: tuple[int, int]) -> bytes:
    """A photograph with a red edge above and a green one below: both must be seen."""
    out, (width, height) = io.BytesIO(), size
    picture = Image.new("RGB", size, (120, 120, 130))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, width, height // 20), fill=(200, 30, 30))
    pen.rectangle((0, height - height // 20, width, height), fill=(30, 160, 60))
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


async def recorded(client: AsyncClient, tablet: Tablet, world: World) -> None:
    """All of it on one question, with a note and a signer of each script."""
    subject = await inspect(tablet, world, {QUESTION: BAD}, submit=False)
    place = {
        "section": (await version_of(world)).template.questions[QUESTION].section,
        "question": QUESTION,
    }
    pictures = [("", "image/jpeg", portrait(one)) for one in SHAPES]
    others = [(DOCX[0], "application/octet-stream", DOCX[1]), (TABLE[0], "text/csv", TABLE[1])]
    for name, kind, content in (*pictures, ("IMG_1.HEIC", "image/heic", HEIC), *others):
        value: dict[str, Any] = {
            "file": await uploaded(client, tablet, content), "bytes": len(content), "type": kind,
            "source": "picked", **({"name": name} if name else {}),
        }  # fmt: skip
        tablet.record("attach", subject, value=value, **place)
    tablet.record("note", subject, value="\n".join(NAMES.values()), **place)
    for name in NAMES.values():
        value = {
            "name": name,
            "role": name,
            "meaning": "Seen.",
            "strokes": [[[0, 0, 0], [90, 60, 9]]],
        }
        tablet.record("sign", subject, value={**value, "covers": "0" * 64})
    await tablet.push()


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
async def test_what_was_once_cut_boxed_or_lost_is_whole_in_the_pack(
    client: AsyncClient, world: World, tmp_path: Path, language: str
) -> None:
    """Portraits, a scrolled screen, HEIC, a document, a table, and names of 23 scripts: proved and read."""
    settings = replace(world.shell.settings, font_cache=str(cut_fonts()))
    world.shell = replace(world.shell, settings=settings)
    tablet = await signed_in(client, world, "p05", a_device(world))
    await recorded(client, tablet, world)
    order = await ordered(
        client, tablet, lang=language, **{"from": "2026-01-01", "to": "2027-12-31"}
    )
    await work(world)
    job = await job_of(client, tablet, order)
    assert job["state"] == "done", job["error"]
    path = await downloaded(client, tablet, order, tmp_path / "pack.zip")

    proved, said = verified(path)
    with zipfile.ZipFile(path) as pack:
        names = pack.namelist()
        paper = pack.read("pack.pdf")
        twin = pack.read(f"pack-{language}.html").decode()
    with pypdfium2.PdfDocument(paper) as document:
        text = "\n".join(page.get_textpage().get_text_range() for page in document)

    assert proved == 3, said
    assert sum(name.startswith("photos/") for name in names) == len(SHAPES) + 1
    assert sorted(Path(one).suffix for one in names if one.startswith("documents/")) == [
        ".csv", ".docx",
    ]  # fmt: skip
    for name in (DOCX[0], TABLE[0]):
        assert name in text
        assert name in twin
    read = {script for script, name in NAMES.items() if name in text}
    assert set(NAMES) - read <= TURNED
    assert {script for script, name in NAMES.items() if name not in twin} == set()
    assert "U+" not in text
