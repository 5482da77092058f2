"""Pictures as telephones, scanners and cameras make them: a copy that shows them, or the reason."""

from __future__ import annotations

import base64
import hashlib
import io
import random
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from backend.files.derived import derive_now, is_settled, unshown
from backend.files.pictures import (
    HEIC_PART,
    JPEG_PIXELS_MAX,
    Unshown,
    copies_of,
    heic_size,
    scaled_size,
)

if TYPE_CHECKING:
    from pathlib import Path

# 640 × 480 pixels of one orange, made with pillow-heif for this test.
HEIC = base64.b64decode(
    """
    AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAVdtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAA
    AAAAAAAAAAACJpbG9jAAAAAERAAAEAAQAAAAABewABAAAAAAAAAPgAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAAB
    AABodmMxAAAAAA5waXRtAAAAAAABAAAA12lwcnAAAAC4aXBjbwAAAHlodmNDAQNwAAAAkAAAAAAAWvAA/P34+AAADw
    NgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAWroCQGEAAQAsQgEBA3AAAAMAkAAAAwAAAwBaoAUCAeFlupJKa5uAhoMC
    AAADADIAAAMAAhBiAAEAB0QBwXKwYkAAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAACgAAAAeAAAAAQcG
    l4aQAAAAADCAgIAAAAF2lwbWEAAAAAAAAAAQABBIECAwQAAAEAbWRhdAAAAPQoAa8JxBsHXHG2moAhOXVf//ehf//0
    HNyH53WR0HMPLuNNZ4fr3Mxd0AABZAAClAAZgAAAAwAAAwAAAwKaovczF3QAAGQAAOcAC8AAAAMAAAMAAAMAAAMAAA
    SMkwAA/wAMIAAAAwAAAwAAAwAAAwAAAwAAAwAANuCHAAADAAADAAADAAADAAADAAADAAADAAADAAA0YAAAAwAAAwAA
    AwAAAwAAAwAAAwAAAwAAAwAAd8AAAAMAAAMAAAMAAAMAAAMAAAMAAAMAAAMAD+gAAAMAAAMAAAMAAAMAAAMAAAMAAA
    MAAAMAmIAAAAMAAAMAAAMAAAVk
    """
)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """The file of a picture."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def shown(content: bytes) -> Image.Image:
    """The copy for pages and screens."""
    made = copies_of(content)
    assert not isinstance(made, Unshown), made
    assert set(made) == {"1000.jpg", "thumb.jpg"}
    return Image.open(io.BytesIO(made["1000.jpg"])).convert("RGB")


def noisy(width: int, height: int) -> Image.Image:
    """A picture that does not shrink to nothing."""
    return Image.frombytes("L", (width, height), random.Random(5).randbytes(width * height))


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_lies_on_white(mode: str) -> None:
    """A drawing on a transparent ground is read on white paper, not on black."""
    image = Image.new("RGBA", (60, 40), (0, 0, 0, 0))
    image.paste((10, 10, 10, 255), (0, 0, 30, 40))
    copy = shown(saved(image.convert(mode), "PNG"))

    assert min(copy.getpixel((50, 20))) > 245
    assert max(copy.getpixel((10, 20))) < 30


def test_half_transparent_colour_is_mixed_with_white() -> None:
    """A red glass over nothing is pink."""
    red, green, _ = shown(saved(Image.new("RGBA", (9, 9), (255, 0, 0, 128)), "PNG")).getpixel(
        (4, 4)
    )

    assert red > 245
    assert 100 < green < 160


@pytest.mark.parametrize(("low", "high"), [(0, 65_535), (1_000, 5_000), (40_000, 40_900)])
def test_grey_of_sixteen_bits_is_scaled_by_its_range(low: int, high: int) -> None:
    """A thermal or X-ray picture shows its darkest part black and its brightest white."""
    levels = [low + (high - low) * x // 255 for x in range(256)]
    data = b"".join(level.to_bytes(2, "little") for level in levels) * 16
    copy = shown(saved(Image.frombytes("I;16", (256, 16), data), "PNG"))

    row = [copy.getpixel((x, 8))[0] for x in (0, 64, 128, 192, 255)]
    assert row[0] < 12
    assert row[-1] > 243
    assert all(abs(row[i] - want) < 12 for i, want in ((1, 64), (2, 128), (3, 192)))


def test_grey_of_one_level_is_no_fault() -> None:
    """A picture without a range is drawn, not divided by nothing."""
    assert shown(saved(Image.new("I;16", (8, 8), 900), "PNG")).size == (8, 8)


def test_a_scrolled_screenshot_keeps_its_width() -> None:
    """1080 × 9000 pixels are scaled by their area: the text in it can still be read."""
    copy = shown(saved(noisy(1080, 9000), "PNG"))

    assert copy.width >= 450
    assert 0.115 < copy.width / copy.height < 0.125
    assert copy.width * copy.height <= 2_050_000


@pytest.mark.parametrize(
    ("size", "expected"),
    [((4000, 3000), (1000, 750)), ((3000, 4000), (750, 1000)), ((300, 200), (300, 200))],
)
def test_other_pictures_are_scaled_by_their_long_edge(
    size: tuple[int, int], expected: tuple[int, int]
) -> None:
    """As before; small ones stay as they are."""
    assert scaled_size(*size, 1000) == expected


def test_a_telephone_of_many_megapixels_is_shown() -> None:
    """108 megapixels are decoded at a fraction of their size."""
    content = saved(Image.new("L", (12_000, 9_000), 200), "JPEG", quality=30)

    assert shown(content).size == (1000, 750)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            saved(noisy(400, 300), "JPEG")[: len(saved(noisy(400, 300), "JPEG")) * 6 // 10],
            Unshown(reason="cut", format="JPEG", width=400, height=300),
        ),
        (
            saved(noisy(400, 300), "PNG")[:9000],
            Unshown(reason="cut", format="PNG", width=400, height=300),
        ),
        (b"\xff\xd8\xff\xe0 no more", Unshown(reason="cut", format="JPEG")),
        (b"\x89PNG\r\n\x1a\n", Unshown(reason="damaged", format="PNG")),
        (b"PK\x03\x04 a document", Unshown(reason="no_picture")),
        (b"", Unshown(reason="no_picture")),
    ],
)
def test_what_is_not_shown_says_why(content: bytes, expected: Unshown) -> None:
    """Format, size in pixels where it is known, and the reason."""
    assert copies_of(content) == expected


def test_a_picture_beyond_all_bounds_is_not_decoded() -> None:
    """A small file that says it is 20,000 × 20,000 pixels costs no memory."""
    wide = saved(Image.new("1", (20_000, 20_000)), "PNG")
    assert copies_of(wide) == Unshown(
        reason="too_large", format="PNG", width=20_000, height=20_000
    )
    assert JPEG_PIXELS_MAX < 20_000 * 20_000


def test_heic_says_what_it_is() -> None:
    """Without the optional part the size stands in the header; with it the picture is shown."""
    assert heic_size(HEIC) == (640, 480)
    assert heic_size(HEIC[:120]) in {(0, 0), (640, 480)}
    if find_spec(HEIC_PART) is None:
        assert copies_of(HEIC) == Unshown(
            reason="no_decoder", format="HEIC", width=640, height=480
        )


@pytest.mark.skipif(find_spec(HEIC_PART) is None, reason="the optional part pi-heif is not here")
def test_heic_is_shown_where_its_part_is_installed() -> None:
    """A telephone's own format becomes a copy like any other."""
    copy = shown(HEIC)

    assert copy.size == (640, 480)
    assert copy.getpixel((320, 240))[0] > 180


def test_a_child_makes_copies_and_keeps_reasons(tmp_path: Path) -> None:
    """What was found out is not tried again; a picture that is whole has its copies."""
    wanted: list[tuple[Path, Path]] = []
    for content in (saved(noisy(40, 30), "JPEG"), b"no picture"):
        digest = hashlib.sha256(content).hexdigest()
        (tmp_path / digest).write_bytes(content)
        wanted.append((tmp_path / digest, tmp_path / "derived" / digest))

    derive_now(wanted)

    good, bad = (folder for _, folder in wanted)
    assert (good / "1000.jpg").exists()
    assert unshown(good) is None
    assert unshown(bad) == Unshown(reason="no_picture")
    assert is_settled(good)
    assert is_settled(bad)
