"""What a PDF must know of a JPEG: its size and number of components, from the header alone."""

from dataclasses import dataclass

_FRAMES = frozenset(
    (*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0))
)
COLOUR_SPACES = {1: b"/DeviceGray", 3: b"/DeviceRGB"}


@dataclass(frozen=True, slots=True, kw_only=True)
class JpegHead:
    """Width and height in pixels, components (1 grey, 3 colour)."""

    width: int
    height: int
    components: int


def read_head(data: bytes) -> JpegHead | None:
    """The head of a whole JPEG, or None: a cut one must become a frame, not a grey picture."""
    if data[:2] != b"\xff\xd8" or b"\xff\xd9" not in data[-64:]:
        return None
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _FRAMES:
            head = JpegHead(
                height=int.from_bytes(data[at + 5 : at + 7]),
                width=int.from_bytes(data[at + 7 : at + 9]),
                components=data[at + 9],
            )
            drawable = head.width and head.height and head.components in COLOUR_SPACES
            return head if drawable else None
        at += 2 + int.from_bytes(data[at + 2 : at + 4])
    return None
