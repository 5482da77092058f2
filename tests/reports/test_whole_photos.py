"""Photographs stand whole on the pages, and names keep to their card."""

import hashlib
import zlib
from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageDraw

from reports.drawing.fonts import FontBytes
from reports.pieces import Photo
from reports.report import Drawing, draw_report
from tests.reports.sample_photos import SamplePhotos, a_photo
from tests.reports.samples import a_failure, a_pack
from tests.reports.test_report import with_answers

ABOVE, BELOW = (240, 0, 240), (0, 240, 0)
SHAPES = {
    "4:3": (800, 600),
    "3:4": (600, 800),
    "9:16": (450, 800),
    "tower": (200, 1600),
    "strip": (1600, 200),
}


def picture(width: int, height: int) -> bytes:
    """Grey, with a magenta bar along the upper edge and a green one along the lower."""
    image = Image.new("RGB", (width, height), (120, 120, 120))
    draw = ImageDraw.Draw(image)
    bar = max(20, height // 20)
    draw.rectangle((0, 0, width, bar), fill=ABOVE)
    draw.rectangle((0, height - bar, width, height), fill=BELOW)
    out = BytesIO()
    image.save(out, "JPEG", quality=95, subsampling=0)
    return out.getvalue()


def shown(data: bytes) -> Photo:
    """Its facts."""
    sha256 = hashlib.sha256(data).hexdigest()
    return replace(a_photo(1), sha256=sha256, bytes=len(data), crc32=zlib.crc32(data))


def pages_of(fonts: FontBytes, photos: SamplePhotos, *of: Photo) -> list[Image.Image]:
    """The pages of a pack whose one failure has these photographs."""
    out = BytesIO()
    facts = with_answers(a_pack("en"), replace(a_failure(), photos=of))
    facts = replace(facts, nonconformities=())
    draw_report(facts, Drawing(fonts=fonts, photos=photos, sink=out.write))
    document = pypdfium2.PdfDocument(out.getvalue())
    return [page.render(scale=2).to_pil().convert("RGB") for page in document]


def mask_of(page: Image.Image, colour: tuple[int, int, int]) -> Image.Image:
    """White where the page has a colour, nearly."""
    channels = zip(page.split(), colour, strict=True)
    near = [
        channel.point([255 if abs(value - wanted) < 40 else 0 for value in range(256)])
        for channel, wanted in channels
    ]
    return ImageChops.multiply(ImageChops.multiply(near[0], near[1]), near[2])


def extent(page: Image.Image, colour: tuple[int, int, int]) -> tuple[int, int, int, int] | None:
    """The box that a colour fills on a page, in pixels."""
    return mask_of(page, colour).getbbox()


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_a_photo_is_shown_from_its_upper_to_its_lower_edge(fonts: FontBytes, shape: str) -> None:
    """Both bars are on the page, as wide as the picture, as far apart as its shape says."""
    width, height = SHAPES[shape]
    data = picture(width, height)
    photos = SamplePhotos()
    photos.by_hash[hashlib.sha256(data).hexdigest()] = data

    found = [
        (top, bottom)
        for page in pages_of(fonts, photos, shown(data))
        if (top := extent(page, ABOVE)) and (bottom := extent(page, BELOW))
    ]

    assert len(found) == 1
    (top, bottom) = found[0]
    wide, high = top[2] - top[0], bottom[3] - top[1]
    assert abs(wide / high - width / height) < 0.06 * width / height
    assert abs((bottom[2] - bottom[0]) - wide) <= 3
    # At twice 72 dots an inch: no picture is a stamp.
    assert wide * high > 2 * 2 * 30 * 100
    # A strip is as large as others by its area.
    assert shape != "tower" or wide > 2 * 55


def test_many_photos_of_all_shapes_stand_apart(fonts: FontBytes) -> None:
    """Nine of them: each whole, none over another; more pages rather than less picture."""
    photos, facts = SamplePhotos(), list[Photo]()
    for index in range(9):
        width, height = list(SHAPES.values())[index % 3]
        data = picture(width + index, height)
        photos.by_hash[hashlib.sha256(data).hexdigest()] = data
        facts.append(shown(data))

    pages = pages_of(fonts, photos, *facts)

    assert sum(_bars(page, ABOVE) for page in pages) == 9
    assert sum(_bars(page, BELOW) for page in pages) == 9


def _bars(page: Image.Image, colour: tuple[int, int, int]) -> int:
    """How many separate fields of a colour a page has."""
    width = page.size[0]
    wanted = {at for at, value in enumerate(mask_of(page, colour).tobytes()) if value}
    count = 0
    while wanted:
        count += 1
        edge = [wanted.pop()]
        while edge:
            at = edge.pop()
            near = (at - 1, at + 1, at - width, at + width)
            found = [one for one in near if one in wanted]
            wanted.difference_update(found)
            edge += found
    return count


def test_a_long_name_keeps_to_its_card(fonts: FontBytes) -> None:
    """A name of 57 letters and a role of 83 stand in lines; date and neighbour stay readable."""
    name = "Maria Wilhelmine Konstantinopolitanska-Oberhauser-Vellalo"
    role = "Deputy head of the department for emergency preparedness and dangerous goods, north"
    facts = a_pack("en")
    first = facts.inspections[0]
    long = replace(first.signatures[0], name=name, role=role)
    inspection = replace(first, signatures=(long, *first.signatures[1:]))
    out = BytesIO()
    draw_report(
        replace(facts, inspections=(inspection, *facts.inspections[1:])),
        Drawing(fonts=fonts, photos=SamplePhotos(), sink=out.write),
    )

    document = pypdfium2.PdfDocument(out.getvalue())
    boxes: list[tuple[float, float, float, float]] = []
    for page in document:
        text = page.get_textpage()
        words = text.get_text_range()
        if "Konstantinopolitanska" not in words:
            continue
        for part in ("Wilhelmine", "Vellalo", "preparedness", "north"):
            search = text.search(part)
            while found := search.get_next():
                boxes.append(text.get_charbox(found[0] + len(part) - 1))
    card_right = 48 + (595.28 - 96 - 12) / 2
    assert len(boxes) >= 4
    assert all(right <= card_right for _, _, right, _ in boxes)
