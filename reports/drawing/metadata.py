"""XMP packet and sRGB output intent: archival form, without claiming a certificate."""

import struct
from datetime import datetime
from xml.sax.saxutils import escape

CREATOR = "Fieldseal"
_NAMESPACES = (
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"'
)
_WHITE = (0.9642, 1.0, 0.8249)
_PRIMARIES = {
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.71410),
}
CURVE_POINTS = 1024


def xmp_packet(*, title: str, author: str, language: str, created: datetime) -> bytes:
    """The metadata stream; no PDF/A claim before a validator agreed (evidence.md §9)."""
    when = f"{created:%Y-%m-%dT%H:%M:%S}+00:00"
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {_NAMESPACES}>'
        '<rdf:Description rdf:about=""><dc:format>application/pdf</dc:format>'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt>'
        f"</dc:title><dc:creator><rdf:Seq><rdf:li>{escape(author)}</rdf:li></rdf:Seq></dc:creator>"
        f"<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>"
        f"<xmp:CreateDate>{when}</xmp:CreateDate><xmp:ModifyDate>{when}</xmp:ModifyDate>"
        f"<xmp:CreatorTool>{CREATOR}</xmp:CreatorTool><pdf:Producer>{CREATOR}</pdf:Producer>"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def srgb_profile() -> bytes:
    """An ICC v2 display profile of sRGB; the same bytes always. Source: IEC 61966-2-1."""
    curve = b"curv\0\0\0\0" + struct.pack(f">I{CURVE_POINTS}H", CURVE_POINTS, *_curve())
    text = b"sRGB IEC61966-2.1\0"
    description = b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(78)
    tags = {b"desc": description, b"cprt": b"text\0\0\0\0CC0\0", b"wtpt": _xyz(_WHITE)}
    tags |= {name: _xyz(value) for name, value in _PRIMARIES.items()}
    tags[b"rTRC"] = curve
    start, table, data = 128 + 4 + 12 * (len(tags) + 2), b"", b""
    for name, value in tags.items():
        padded = value + bytes(-len(value) % 4)
        table += struct.pack(">4sII", name, start + len(data), len(value))
        data += padded
    shared = table[-8:]
    table += b"gTRC" + shared + b"bTRC" + shared
    header = struct.pack(
        ">I4sI4s4s4s6H4s4sIIIIII3I4s44x",
        *(start + len(data), b"\0\0\0\0", 0x02100000, b"mntr", b"RGB ", b"XYZ "),
        *(2024, 1, 1, 0, 0, 0, b"acsp", b"\0\0\0\0", 0, 0, 0, 0, 0, 0),
        *(int(part * 65536 + 0.5) for part in _WHITE),
        b"\0\0\0\0",
    )
    return header + struct.pack(">I", len(tags) + 2) + table + data


def _xyz(value: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(int(part * 65536 + 0.5) for part in value))


def _curve() -> list[int]:
    points: list[int] = []
    for index in range(CURVE_POINTS):
        x = index / (CURVE_POINTS - 1)
        y = x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4
        points.append(int(y * 65535 + 0.5))
    return points
