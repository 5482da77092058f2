"""A rescue file: everything a device holds for one person, as lines and bytes (docs/rescue.md).

After the decryption: a head, then operations in the order of their chain, then files, then the end,
each a line of JSON; behind the line of an operation or a file come exactly its bytes and a line feed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

Shape = TypeVar("Shape")

FORMAT = "fieldseal-rescue"
LINE_BYTES_MAX = 64 * 1024
OPERATION_BYTES_MAX = 128 * 1024


class RescueError(Exception):
    """Not a rescue file, or not a whole one."""


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose file it is, and how much there must be in it."""

    format: str
    v: int
    organisation: str
    person: str
    device: str
    device_name: str
    made_at: str
    operations: int
    files: int


class OperationLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Announces the exact bytes of an operation."""

    chain: str
    seq: int
    bytes: int


class FileLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Announces the bytes of a photo or file."""

    sha256: str
    type: str
    bytes: int


class EndLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Nothing is missing: so many operations and files came before."""

    operations: int
    files: int


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the three."""

    operation: OperationLine | None = None
    file: FileLine | None = None
    end: EndLine | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOperation:
    """An operation as the device stored it."""

    chain: str
    seq: int
    text: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFile:
    """A file: where its bytes begin, and how many there are."""

    sha256: str
    type: str
    bytes: int
    at: int


def read_head(source: BinaryIO) -> Head:
    """The head; raises RescueError when this is no rescue file."""
    head = _decoded(source, Head)
    if head.format != FORMAT or head.v != 1:
        raise RescueError("another format")
    return head


def read_parts(
    source: BinaryIO, head: Head, file_bytes_max: int
) -> Iterator[HeldOperation | HeldFile]:
    """Each part in turn; raises RescueError when something is cut, too large or too much."""
    operations = files = 0
    while True:
        line = _decoded(source, Line)
        if line.operation is not None:
            operations += 1
            text = _exactly(source, line.operation.bytes, OPERATION_BYTES_MAX)
            yield HeldOperation(chain=line.operation.chain, seq=line.operation.seq, text=text)
        elif line.file is not None:
            files += 1
            at = source.tell()
            _checked(source, line.file, file_bytes_max)
            yield HeldFile(
                sha256=line.file.sha256, type=line.file.type, bytes=line.file.bytes, at=at
            )
        elif line.end is not None:
            told = (line.end.operations, line.end.files)
            if told != (operations, files) or told != (head.operations, head.files):
                raise RescueError("the counts do not fit")
            return
        else:
            raise RescueError("an empty line")


def _decoded(source: BinaryIO, shape: type[Shape]) -> Shape:
    text = source.readline(LINE_BYTES_MAX)
    if not text.endswith(b"\n"):
        raise RescueError("a line is cut")
    try:
        return msgspec.json.decode(text, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise RescueError("a line is of another form") from error


def _exactly(source: BinaryIO, size: int, most: int) -> bytes:
    if not 0 < size <= most:
        raise RescueError("a part is larger than it can be")
    content = source.read(size)
    if len(content) != size or source.read(1) != b"\n":
        raise RescueError("a part is cut")
    return content


def _checked(source: BinaryIO, line: FileLine, most: int) -> None:
    """Pass over a file's bytes; they must have the hash by which the file is known."""
    if not 0 < line.bytes <= most:
        raise RescueError("a file is larger than it can be")
    digest, left = hashlib.sha256(), line.bytes
    while left:
        piece = source.read(min(left, 1 << 20))
        if not piece:
            raise RescueError("a file is cut")
        digest.update(piece)
        left -= len(piece)
    if digest.hexdigest() != line.sha256 or source.read(1) != b"\n":
        raise RescueError("a file is not what it says")
