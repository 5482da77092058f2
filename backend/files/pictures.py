"""A picture's upright JPEG copies, or why it has none: read by Pillow, in a child process only."""

# pyright: reportUnknownMemberType=false

from __future__ import annotations

import io
import math
import struct
import zlib
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, cast

from backend.files.sniffing import sniffed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PIL.Image import Image as Picture

LONG_EDGE = 1000
THUMB_EDGE = 320
COPIES: Mapping[str, int] = {"1000.jpg": LONG_EDGE, "thumb.jpg": THUMB_EDGE}
QUALITY = 80
PIXELS_MAX = 80_000_000
# A JPEG is decoded at a fraction of its size; what a telephone of today takes is within this.
JPEG_PIXELS_MAX = 250_000_000
# Longer than this, a picture is a strip: a screenshot that was scrolled, a panorama.
STRIP_RATIO = 2.5
HEAD_BYTES = 65_536
HEIC_PART = "pi_heif"
# What Pillow's readers raise for bytes that are no whole picture.
BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    ArithmeticError,
    LookupError,
    TypeError,
    AttributeError,
    MemoryError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unshown:
    """Why a file has no copies; `format` is empty for no picture, 0 pixels are unknown.

    `reason`: `no_picture`, `no_decoder`, `too_large`, `cut` or `damaged`.
    """

    reason: str
    format: str = ""
    width: int = 0
    height: int = 0


def copies_of(content: bytes) -> dict[str, bytes] | Unshown:
    """The JPEG copies by their file names; or why there are none."""
    from PIL import Image, UnidentifiedImageError

    if reads_heic():
        import_module(HEIC_PART).register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None  # the bound is ours, and told
    kind = sniffed(content[:16])
    known = Unshown(reason="damaged", format=kind.removeprefix("image/").upper())
    try:
        with Image.open(io.BytesIO(content)) as opened:
            width, height = opened.size
            known = Unshown(
                reason="damaged", format=opened.format or "", width=width, height=height
            )
            most = JPEG_PIXELS_MAX if opened.format == "JPEG" else PIXELS_MAX
            if width * height > most:
                return replace(known, reason="too_large")
            opened.draft("RGB", (LONG_EDGE * 2, LONG_EDGE * 2))
            opened.load()
            upright = _on_white(_eight_bits(opened))
    except UnidentifiedImageError:
        return _unidentified(content, kind)
    except BROKEN as error:
        return replace(known, reason="cut" if "truncated" in str(error).lower() else "damaged")
    return {name: _scaled(upright, edge) for name, edge in COPIES.items()}


def reads_heic() -> bool:
    """Whether the optional part for HEIC is installed (decision 24)."""
    return find_spec(HEIC_PART) is not None


def _unidentified(content: bytes, kind: str) -> Unshown:
    if not kind.startswith("image/"):
        return Unshown(reason="no_picture")
    width, height = heic_size(content)
    reason = "no_decoder" if kind == "image/heic" else "damaged"
    name = kind.removeprefix("image/").upper()
    return Unshown(reason=reason, format=name, width=width, height=height)


def heic_size(content: bytes) -> tuple[int, int]:
    """Width and height by the largest `ispe` property (ISO/IEC 23008-12), else 0."""
    found, at, head = (0, 0), 0, content[:HEAD_BYTES]
    while (at := head.find(b"ispe", at)) >= 0:
        if len(head) >= at + 16:
            size: tuple[int, int] = struct.unpack(">II", head[at + 8 : at + 16])
            found = max(found, size, key=lambda one: one[0] * one[1])
        at += 4
    return found


def _eight_bits(picture: Picture) -> Picture:
    """Upright; grey of more than eight bits is scaled by its own range, from black to white."""
    from PIL import ImageOps

    upright = ImageOps.exif_transpose(picture)
    if not upright.mode.startswith(("I", "F")):
        return upright
    wide = upright.convert("F")
    low, high = cast("tuple[float, float]", wide.getextrema())
    scale = 255 / (high - low) if high > low else 0.0
    return wide.point(lambda value: value * scale - low * scale).convert("L")


def _on_white(picture: Picture) -> Picture:
    """In colour; what is transparent lies on white paper, as a reader sees it."""
    from PIL import Image

    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    paper = Image.new("RGBA", layer.size, "white")
    return Image.alpha_composite(paper, layer).convert("RGB")


def scaled_size(width: int, height: int, edge: int) -> tuple[int, int]:
    """By the long edge; a strip by its area, so that its short edge stays readable."""
    scale = edge / max(width, height)
    if max(width, height) > STRIP_RATIO * min(width, height):
        scale = max(scale, math.sqrt(2 * edge * edge / (width * height)))
    scale = min(1.0, scale)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _scaled(upright: Picture, edge: int) -> bytes:
    from PIL import Image

    size = scaled_size(upright.width, upright.height, edge)
    copy = upright if size == upright.size else upright.resize(size, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    copy.save(out, "JPEG", quality=QUALITY, optimize=False, exif=b"")
    return out.getvalue()
