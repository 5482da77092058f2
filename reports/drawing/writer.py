"""PDF objects straight to a sink as soon as they are final: memory does not grow with the file."""

import zlib
from collections.abc import Callable, Iterable

Sink = Callable[[bytes], object]


class PdfWriter:
    """Numbers objects, writes them, remembers where they are, and closes with the table."""

    __slots__ = ("_offsets", "_position", "_sink")

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._offsets: list[int] = [0]
        self._position = 0
        self._emit(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def reserve(self) -> int:
        """A number for an object that is written later."""
        self._offsets.append(-1)
        return len(self._offsets) - 1

    def put(self, number: int, body: bytes) -> None:
        """The object's only writing."""
        assert self._offsets[number] == -1
        self._offsets[number] = self._position
        self._emit(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def add(self, body: bytes) -> int:
        """Reserve and write at once."""
        number = self.reserve()
        self.put(number, body)
        return number

    def put_stream(
        self, number: int, data: bytes, entries: bytes = b"", *, packed: bool = True
    ) -> None:
        """A stream with the line end before `endstream` that ISO 19005 asks for."""
        content = zlib.compress(data, 6) if packed else data
        filters = b"/Filter/FlateDecode" if packed else b""
        head = b"<<%s%s/Length %d>>" % (filters, entries, len(content))
        self.put(number, b"%s\nstream\n%s\nendstream" % (head, content))

    def add_stream(self, data: bytes, entries: bytes = b"", *, packed: bool = True) -> int:
        """Reserve and write a stream at once."""
        number = self.reserve()
        self.put_stream(number, data, entries, packed=packed)
        return number

    def close(self, *, root: int, info: int, file_id: bytes) -> None:
        """Cross-reference table and trailer; each reserved object must have been written."""
        assert -1 not in self._offsets
        at, count = self._position, len(self._offsets)
        rows = b"".join(b"%010d 00000 n \n" % offset for offset in self._offsets[1:])
        self._emit(b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, rows))
        identity = file_id.hex().encode()
        self._emit(
            b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n"
            % (count, root, info, identity, identity, at)
        )

    def _emit(self, data: bytes) -> None:
        self._sink(data)
        self._position += len(data)


def pdf_text(text: str) -> bytes:
    """A text string for people: ASCII as it is, all else UTF-16 with its mark."""
    if text.isascii() and text.isprintable():
        return b"(" + escaped(text.encode()) + b")"
    return b"<FEFF" + text.encode("utf-16-be", "replace").hex().upper().encode() + b">"


def escaped(data: bytes) -> bytes:
    """The bytes of a literal string, with what would end or bend it escaped."""
    data = data.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return data.replace(b"\r", b"\\r").replace(b"\n", b"\\n")


def references(numbers: Iterable[int]) -> bytes:
    """`1 0 R 2 0 R …`"""
    return b" ".join(b"%d 0 R" % number for number in numbers)
