"""The header of a JPEG decides whether it can be drawn."""

from io import BytesIO

from PIL import Image

from reports.drawing.jpeg import read_head
from tests.reports.sample_photos import jpeg


def test_a_whole_photo_is_measured() -> None:
    """Size and colour come from the header."""
    head = read_head(jpeg(1))

    assert head is not None
    assert (head.width, head.height, head.components) == (320, 240, 3)


def test_cut_strange_or_four_colour_pictures_become_frames() -> None:
    """A cut JPEG, another format and CMYK are not drawn as grey rubbish."""
    out = BytesIO()
    Image.new("CMYK", (8, 8)).save(out, "JPEG")
    for data in (jpeg(1)[: len(jpeg(1)) // 2], b"", b"\x89PNG", out.getvalue()):
        assert read_head(data) is None
