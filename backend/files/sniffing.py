"""What a file is, by its first bytes; the sender's word is not taken."""

from __future__ import annotations

UNKNOWN = "application/octet-stream"
EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
    "image/heic": "heic",
    "application/pdf": "pdf",
    "audio/mp4": "m4a",
    "audio/ogg": "ogg",
    "audio/webm": "webm",
    "audio/wav": "wav",
    "audio/mpeg": "mp3",
    UNKNOWN: "bin",
}
# (offset, bytes, type), as the formats' own documents give them.
SIGNATURES = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (8, b"WEBP", "image/webp"),
    (0, b"GIF8", "image/gif"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypheix", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (0, b"%PDF-", "application/pdf"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftypmp42", "audio/mp4"),
    (0, b"OggS", "audio/ogg"),
    (0, b"\x1a\x45\xdf\xa3", "audio/webm"),
    (8, b"WAVE", "audio/wav"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
)


# Endings that a document may keep in a pack: they open with a program, none of them is one.
_ENDINGS = """
csv doc docx dps dwg dxf eml epub et ics json key kml log md msg numbers odp ods odt ofd p7m pages pdf
ppt pptx rtf tif tiff tsv txt vcf vsd vsdx wps xls xlsx xml zip
aac amr flac m4a mov mp3 mp4 ogg opus wav webm
"""
DOCUMENT_ENDINGS = frozenset(_ENDINGS.split())


def sniffed(head: bytes) -> str:
    """The type that the first 16 bytes show; `application/octet-stream` for any other."""
    for offset, mark, kind in SIGNATURES:
        if head[offset : offset + len(mark)] == mark:
            return kind
    return UNKNOWN


def extension(kind: str) -> str:
    """The ending a file of this type gets in a pack."""
    return EXTENSIONS.get(kind, "bin")


def document_extension(kind: str, name: str) -> str:
    """The ending of a document in a pack: by its bytes where they tell, else by its name if safe."""
    if kind != UNKNOWN:
        return extension(kind)
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return ending if ending in DOCUMENT_ENDINGS else "bin"
