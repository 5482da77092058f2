"""The colour profile is accepted by a real colour engine."""

from datetime import UTC, datetime
from io import BytesIO
from xml.etree import ElementTree as ET

from PIL import ImageCms

from reports.drawing.metadata import srgb_profile, xmp_packet


def test_the_profile_is_srgb_for_a_colour_engine() -> None:
    """A colour engine reads the profile and leaves sRGB nearly unchanged."""
    own = ImageCms.ImageCmsProfile(BytesIO(srgb_profile()))

    assert ImageCms.getProfileDescription(own).strip() == "sRGB IEC61966-2.1"


def test_the_packet_is_well_formed_and_claims_no_certificate() -> None:
    """Titles with markup are escaped; no PDF/A part is claimed."""
    when = datetime(2026, 4, 2, tzinfo=UTC)
    packet = xmp_packet(title="A < B & C", author="x", language="en", created=when)
    body = packet.decode()

    ET.fromstring(body[body.index("<x:") : body.rindex("<?xpacket")])  # noqa: S314 - our own text
    assert "pdfaid" not in body
