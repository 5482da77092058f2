"""The Merkle tree of RFC 9162 §2.1 over ledger entries, with kept roots of complete subtrees."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

EMPTY_ROOT = hashlib.sha256(b"").digest()

NodeOf = Callable[[int, int], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Root of the complete subtree of 2**level leaves that starts at leaf index * 2**level."""

    level: int
    index: int
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """What must be kept to append: the size and the roots of complete subtrees, left to right."""

    size: int = 0
    roots: tuple[bytes, ...] = ()


def leaf_hash(entry: bytes) -> bytes:
    """A leaf's hash; the prefix keeps leaves and nodes apart."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """A node's hash over its two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def append(frontier: Frontier, leaf: bytes) -> tuple[Frontier, tuple[Node, ...]]:
    """The grown frontier, and each complete subtree that this leaf finished, level by level."""
    roots, digest, level = list(frontier.roots), leaf, 0
    nodes = [Node(level=0, index=frontier.size, digest=leaf)]
    size = frontier.size
    while size >> level & 1:
        digest = node_hash(roots.pop(), digest)
        level += 1
        nodes.append(Node(level=level, index=size >> level, digest=digest))
    roots.append(digest)
    return Frontier(size=size + 1, roots=tuple(roots)), tuple(nodes)


def frontier_root(frontier: Frontier) -> bytes:
    """Root of the whole tree from its complete subtrees alone."""
    if not frontier.roots:
        return EMPTY_ROOT
    digest = frontier.roots[-1]
    for left in reversed(frontier.roots[:-1]):
        digest = node_hash(left, digest)
    return digest


def split(size: int) -> int:
    """The largest power of two below size: where RFC 9162 cuts a tree in two."""
    return 1 << (size - 1).bit_length() - 1


def is_complete(start: int, end: int) -> bool:
    """Whether leaves [start, end) are one complete subtree, whose root is kept."""
    size = end - start
    return size > 0 and size & (size - 1) == 0 and start % size == 0


def range_root(start: int, end: int, node_of: NodeOf) -> bytes:
    """Root over leaves [start, end), cut as RFC 9162 cuts them."""
    if start == end:
        return EMPTY_ROOT
    if is_complete(start, end):
        level = (end - start).bit_length() - 1
        return node_of(level, start >> level)
    middle = start + split(end - start)
    return node_hash(range_root(start, middle, node_of), range_root(middle, end, node_of))


def inclusion_proof(index: int, size: int, node_of: NodeOf) -> tuple[bytes, ...]:
    """The hashes that lead from a leaf to the root of the tree of that size."""
    assert 0 <= index < size
    proof: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            proof.append(range_root(middle, end, node_of))
            end = middle
        else:
            proof.append(range_root(start, middle, node_of))
            start = middle
    return tuple(reversed(proof))


def consistency_proof(old: int, size: int, node_of: NodeOf) -> tuple[bytes, ...]:
    """The hashes which show that the tree of the old size is a beginning of this one."""
    assert 0 <= old <= size
    if old in {0, size}:
        return ()
    proof: list[bytes] = []
    start, end, whole = 0, size, True
    while old != end - start:
        middle = start + split(end - start)
        if old <= middle - start:
            proof.append(range_root(middle, end, node_of))
            end = middle
        else:
            proof.append(range_root(start, middle, node_of))
            old, start, whole = old - (middle - start), middle, False
    if not whole:
        proof.append(range_root(start, end, node_of))
    return tuple(reversed(proof))


def includes(index: int, size: int, *, leaf: bytes, proof: Iterable[bytes], root: bytes) -> bool:
    """Whether the proof leads from the leaf at this index to the root (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, digest = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            digest = node_hash(sibling, digest)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            digest = node_hash(digest, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and digest == root


def continues(
    old: int, size: int, *, old_root: bytes, root: bytes, proof: Iterable[bytes]
) -> bool:
    """Whether the proof shows the older tree as a beginning of the newer (RFC 9162 §2.1.4.2)."""
    path = list(proof)
    if old == size:
        return old_root == root and not path
    if old == 0:
        return old_root == EMPTY_ROOT and not path
    if old > size or not path:
        return False
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and before == old_root and after == root


class Tree:
    """A whole tree in memory: append, root, proofs. Its nodes serve as `node_of`."""

    __slots__ = ("_frontier", "_levels")

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._frontier = Frontier()
        self._levels: list[list[bytes]] = [[]]
        for leaf in leaves:
            self.append(leaf)

    @property
    def size(self) -> int:
        return self._frontier.size

    def append(self, leaf: bytes) -> None:
        self._frontier, nodes = append(self._frontier, leaf)
        for node in nodes:
            if node.level == len(self._levels):
                self._levels.append([])
            self._levels[node.level].append(node.digest)

    def node(self, level: int, index: int) -> bytes:
        return self._levels[level][index]

    def root(self, size: int | None = None) -> bytes:
        return range_root(0, self.size if size is None else size, self.node)
