"""The compact cover of a shown set: the roots of the largest subtrees without a shown entry."""

import struct
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from reports.proof.merkle import EMPTY_ROOT, NodeOf, is_complete, node_hash, split

COVER_RECORD = struct.Struct(">BI32s")


def cover_places(size: int, shown: Sequence[int]) -> Iterator[tuple[int, int]]:
    """(level, index) of each covering subtree, left to right; shown ascends without repetition."""
    stack = [(0, size)] if size else []
    while stack:
        start, end = stack.pop()
        if is_complete(start, end) and bisect_left(shown, start) == bisect_left(shown, end):
            level = (end - start).bit_length() - 1
            yield level, start >> level
        elif end - start > 1:
            middle = start + split(end - start)
            stack += [(middle, end), (start, middle)]


def cover_bytes(size: int, shown: Sequence[int], node_of: NodeOf) -> bytes:
    """`cover.bin`: per covering subtree one byte level, four bytes index, 32 bytes hash."""
    return b"".join(
        COVER_RECORD.pack(level, index, node_of(level, index))
        for level, index in cover_places(size, shown)
    )


def cover_root(size: int, leaf_by_seq: Mapping[int, bytes], cover: bytes) -> bytes | None:
    """The root that shown leaves and cover add up to; None unless the cover is exactly theirs.

    An extra node above a shown entry would hide a forged one, so nothing more is accepted.
    """
    shown = sorted(leaf_by_seq)
    if (shown and not 0 <= shown[0] <= shown[-1] < size) or len(cover) % COVER_RECORD.size:
        return None
    records = list(COVER_RECORD.iter_unpack(cover))
    if [(level, index) for level, index, _ in records] != list(cover_places(size, shown)):
        return None
    known = {(level, index): digest for level, index, digest in records}
    known |= {(0, seq): leaf for seq, leaf in leaf_by_seq.items()}
    return _root_of(0, size, known) if size else EMPTY_ROOT


def _root_of(start: int, end: int, known: Mapping[tuple[int, int], bytes]) -> bytes:
    if is_complete(start, end):
        level = (end - start).bit_length() - 1
        found = known.get((level, start >> level))
        if found is not None:
            return found
    middle = start + split(end - start)
    return node_hash(_root_of(start, middle, known), _root_of(middle, end, known))
