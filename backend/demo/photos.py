"""Photos of the demo's past, drawn: what would be seen, not a placeholder colour."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

if TYPE_CHECKING:
    import random

WIDTH, HEIGHT = 1000, 750
QUALITY = 82


def photo(caption: str, draw: random.Random, *, mended: bool) -> bytes:
    """A JPEG of a corridor with an extinguisher and a door; `mended` clears the way."""
    wall = tuple(draw.randint(196, 226) for _ in range(3))
    image = Image.new("RGB", (WIDTH, HEIGHT), wall)
    pen = ImageDraw.Draw(image)
    _room(pen, draw)
    _extinguisher(pen, draw.randint(90, 220))
    if not mended:
        _boxes(pen, draw)
    _stamp(pen, caption)
    return _jpeg(image)


def _room(pen: ImageDraw.ImageDraw, draw: random.Random) -> None:
    floor = HEIGHT - draw.randint(170, 220)
    pen.polygon([(0, floor), (WIDTH, floor), (WIDTH, HEIGHT), (0, HEIGHT)], fill=(148, 140, 128))
    for x in range(-400, WIDTH + 400, 110):
        pen.line([(WIDTH // 2 + (x - WIDTH // 2) // 3, floor), (x, HEIGHT)], fill=(124, 117, 106))
    left = draw.randint(520, 640)
    pen.rectangle(
        (left, 150, left + 230, floor), fill=(92, 108, 118), outline=(44, 54, 62), width=6
    )
    pen.rectangle((left + 190, 400, left + 212, 440), fill=(210, 190, 90))
    pen.rectangle((left + 45, 84, left + 185, 132), fill=(24, 132, 84))
    pen.text((left + 70, 92), "EXIT", fill=(240, 255, 246), font_size=30)


def _extinguisher(pen: ImageDraw.ImageDraw, left: int) -> None:
    pen.rounded_rectangle(
        (left, 330, left + 84, 560), 30, fill=(190, 32, 38), outline=(110, 16, 22)
    )
    pen.rectangle((left + 30, 296, left + 54, 334), fill=(40, 40, 44))
    pen.arc((left - 44, 290, left + 44, 420), 250, 40, fill=(30, 30, 34), width=9)
    pen.rectangle((left + 14, 400, left + 70, 462), fill=(244, 240, 228))
    pen.ellipse((left + 28, 344, left + 58, 374), fill=(250, 250, 250), outline=(30, 30, 30))
    pen.line((left + 43, 359, left + 52, 350), fill=(160, 20, 20), width=3)


def _boxes(pen: ImageDraw.ImageDraw, draw: random.Random) -> None:
    for at in range(draw.randint(2, 4)):
        left, size = draw.randint(420, 620), draw.randint(90, 170)
        top = HEIGHT - 60 - size - at * 40
        pen.rectangle(
            (left, top, left + size, top + size),
            fill=(176, 134, 86),
            outline=(104, 76, 44),
            width=4,
        )
        pen.line(
            (left, top + size // 3, left + size, top + size // 3), fill=(214, 184, 136), width=9
        )


def _stamp(pen: ImageDraw.ImageDraw, caption: str) -> None:
    pen.rectangle((0, HEIGHT - 44, WIDTH, HEIGHT), fill=(16, 22, 28))
    pen.text((16, HEIGHT - 36), caption, fill=(236, 240, 244), font_size=24)


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def strokes(draw: random.Random) -> list[list[list[int]]]:
    """A signature: two strokes of `[x, y, ms]`."""
    made: list[list[list[int]]] = []
    for part in range(2):
        phase = draw.random() * 3
        made.append(
            [
                [
                    40 + part * 170 + at * 6,
                    60 + int(24 * math.sin(at / 3 + phase)),
                    at * 16 + part * 600,
                ]
                for at in range(26)
            ]
        )
    return made
