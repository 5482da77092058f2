"""Sample photographs, and the small helpers that all samples share."""

import hashlib
import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

from reports.drawing.parts import Unshown
from reports.pieces import Photo

SHANGHAI = timezone(timedelta(hours=8))


def both(english: str, chinese: str) -> dict[str, str]:
    """A text in both languages."""
    return {"en": english, "zh-Hans": chinese}


def at(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A moment in March 2026 in Shanghai."""
    return datetime(2026, 3, day, hour, minute, second, tzinfo=SHANGHAI)


@cache
def jpeg(number: int) -> bytes:
    """A small picture that differs by number."""
    image = Image.new("RGB", (320, 240), (90 + number * 20 % 120, 110, 130))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 150, 320, 240), fill=(150, 150, 150))
    for i in range(5):
        draw.rectangle((20 + i * 60, 60 + number * 5, 60 + i * 60, 150), fill=(190, 140, 80))
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def a_photo(number: int, caption: str = "") -> Photo:
    """The facts of that picture."""
    data = jpeg(number)
    return Photo(
        number=f"P-{number:02d}",
        sha256=hashlib.sha256(data).hexdigest(),
        extension="jpg",
        bytes=len(data),
        crc32=zlib.crc32(data),
        caption=caption,
        taken_at=at(12, 9, 17),
        received_at=at(12, 11, 3),
        device="TAB-0042",
    )


class SamplePhotos:
    """Photographs from memory: the same bytes serve as original and as derived copy."""

    def __init__(self) -> None:
        self.by_hash = {hashlib.sha256(jpeg(i)).hexdigest(): jpeg(i) for i in range(12)}
        self.why: dict[str, Unshown] = {}
        self.kept: set[str] = set()

    def original(self, photo: Photo, start: int, end: int) -> Iterable[bytes]:
        yield self.by_hash[photo.sha256][start:end]

    def has_original(self, photo: Photo) -> bool:
        return photo.sha256 in self.by_hash or photo.sha256 in self.kept

    def derived(self, photo: Photo) -> bytes | None:
        return self.by_hash.get(photo.sha256)

    def unshown(self, photo: Photo) -> Unshown | None:
        return self.why.get(photo.sha256)
