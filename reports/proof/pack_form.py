"""The fixed ZIP form of a pack: stored members, each byte a function of the facts, any range.

The length is known before the first byte, nothing is sought back: a recipe can be streamed to a
socket, cut into HTTP ranges, and resumed. Source: APPNOTE 6.3 (ZIP64 only where it is needed).
"""

import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256

Source = Callable[[int, int], Iterable[bytes]]

LIMIT_32 = 0xFFFFFFFF
LIMIT_16 = 0xFFFF
CHUNK_BYTES = 1 << 20
_LOCAL = struct.Struct("<IHHHIIIIHH")
_CENTRAL = struct.Struct("<IBBHHHIIIIHHHHHII")


class MemberChangedError(Exception):
    """A stored file is no longer the one that was received; the message names the member."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file of the pack; `source(start, end)` gives its bytes [start, end)."""

    name: str
    size: int
    crc32: int
    sha256: str
    source: Source


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """All members in order, and the issue time that stands in every header."""

    members: tuple[Member, ...]
    issued_at: datetime

    @cached_property
    def heads(self) -> tuple[tuple[int, bytes, bytes], ...]:
        """Per member: where its local header starts, that header, its directory record."""
        when, at, heads = dos_time(self.issued_at), 0, list[tuple[int, bytes, bytes]]()
        for member in self.members:
            local, central = member_headers(member, at, when)
            heads.append((at, local, central))
            at += len(local) + member.size
        return tuple(heads)

    @cached_property
    def tail(self) -> bytes:
        """Directory and end records."""
        directory = b"".join(central for _, _, central in self.heads)
        return directory + ending(len(self.members), len(directory), self.tail_at)

    @property
    def tail_at(self) -> int:
        if not self.members:
            return 0
        at, local, _ = self.heads[-1]
        return at + len(local) + self.members[-1].size

    @property
    def length(self) -> int:
        return self.tail_at + len(self.tail)


def member_of_bytes(name: str, data: bytes) -> Member:
    """A small member that is held in memory."""

    def source(start: int, end: int) -> Iterator[bytes]:
        yield data[start:end]

    digest = sha256(data).hexdigest()
    return Member(name=name, size=len(data), crc32=zlib.crc32(data), sha256=digest, source=source)


def dos_time(moment: datetime) -> int:
    """Date and time of a ZIP header, even seconds, from an aware UTC moment."""
    assert moment.utcoffset() is not None
    assert not moment.utcoffset()
    day = (moment.year - 1980) << 9 | moment.month << 5 | moment.day
    return day << 16 | moment.hour << 11 | moment.minute << 5 | moment.second // 2


def member_headers(member: Member, at: int, when: int) -> tuple[bytes, bytes]:
    """Local header and directory record: a pure function of name, size, checksum, place, time."""
    name, size = member.name.encode("ascii"), member.size
    big, far = size >= LIMIT_32, at >= LIMIT_32
    short = LIMIT_32 if big else size
    sizes = struct.pack("<QQ", size, size) if big else b""
    extra = struct.pack("<HH", 1, 16) + sizes if big else b""
    version, wide = 45 if big else 20, 45 if big or far else 20
    local = (
        _LOCAL.pack(
            0x04034B50, version, 0, 0, when, member.crc32, short, short, len(name), len(extra)
        )
        + name
        + extra
    )
    far_extra = sizes + (struct.pack("<Q", at) if far else b"")
    if far_extra:
        far_extra = struct.pack("<HH", 1, len(far_extra)) + far_extra
    place = min(at, LIMIT_32)
    central = _CENTRAL.pack(
        *(0x02014B50, wide, 3, wide, 0, 0, when, member.crc32, short, short, len(name)),
        *(len(far_extra), 0, 0, 0, 0o100644 << 16, place),
    )
    return local, central + name + far_extra


def ending(count: int, directory_bytes: int, at: int) -> bytes:
    """The end records; the ZIP64 ones exactly where a field would overflow."""
    out = b""
    if count >= LIMIT_16 or directory_bytes >= LIMIT_32 or at >= LIMIT_32:
        counts = (count, count, directory_bytes, at)
        out = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, *counts)
        out += struct.pack("<IIQI", 0x07064B50, 0, at + directory_bytes, 1)
    few, small = min(count, LIMIT_16), min(directory_bytes, LIMIT_32)
    return out + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, few, few, small, min(at, LIMIT_32), 0)


def read(recipe: Recipe, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """Bytes [start, end) of the pack, member by member.

    Raises:
        MemberChangedError: a member read as a whole has other bytes than it had at receipt.
    """
    stop = recipe.length if end is None else min(end, recipe.length)
    for (at, local, _), member in zip(recipe.heads, recipe.members, strict=True):
        body = at + len(local)
        if at >= stop:
            return
        if body > start:
            yield local[max(0, start - at) : stop - at]
        if body + member.size > start and body < stop:
            yield from _body(member, max(0, start - body), min(member.size, stop - body))
    if stop > recipe.tail_at:
        yield recipe.tail[max(0, start - recipe.tail_at) : stop - recipe.tail_at]


def _body(member: Member, start: int, end: int) -> Iterator[bytes]:
    count, crc = 0, 0
    for chunk in member.source(start, end):
        count, crc = count + len(chunk), zlib.crc32(chunk, crc)
        yield chunk
    whole = start == 0 and end == member.size
    if count != end - start or (whole and crc != member.crc32):
        raise MemberChangedError(
            f"{member.name}: the stored file is not the one that was received"
        )
