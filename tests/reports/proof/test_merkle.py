"""The tree against a second, naive implementation of RFC 9162."""

import hashlib

from reports.proof.merkle import (
    Frontier,
    Tree,
    append,
    consistency_proof,
    continues,
    frontier_root,
    includes,
    inclusion_proof,
    leaf_hash,
)

SIZES = 130


def naive_root(leaves: list[bytes]) -> bytes:
    """RFC 9162 §2.1.1 word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    left, right = naive_root(leaves[:k]), naive_root(leaves[k:])
    return hashlib.sha256(b"\x01" + left + right).digest()


LEAVES = [leaf_hash(b"entry %d" % index) for index in range(SIZES)]


def test_each_size_gives_the_root_of_the_naive_tree() -> None:
    """A growing ledger has, at each size, the root that the standard defines."""
    frontier, tree = Frontier(), Tree()
    for size in range(SIZES):
        assert naive_root(LEAVES[:size]) == tree.root() == frontier_root(frontier)
        frontier, nodes = append(frontier, LEAVES[size])
        tree.append(LEAVES[size])
        for node in nodes:
            assert node.digest == tree.node(node.level, node.index)


def test_each_entry_is_proved_and_no_other() -> None:
    """An inclusion proof holds for its entry and for no neighbour."""
    tree = Tree(LEAVES)
    for size in (1, 2, 3, 7, 8, 65, SIZES):
        root = tree.root(size)
        for index in range(size):
            proof = inclusion_proof(index, size, tree.node)
            assert includes(index, size, leaf=LEAVES[index], proof=proof, root=root)
            other = LEAVES[(index + 1) % SIZES]
            assert not includes(index, size, leaf=other, proof=proof, root=root)


def test_each_pair_of_sizes_is_consistent() -> None:
    """Every earlier ledger is shown to be a beginning of every later one."""
    tree = Tree(LEAVES[:70])
    for size in range(1, 71):
        for old in range(size + 1):
            proof = consistency_proof(old, size, tree.node)
            roots = {"old_root": tree.root(old), "root": tree.root(size)}
            assert continues(old, size, **roots, proof=proof)
            if 0 < old < size:
                bent = {**roots, "old_root": bytes(32)}
                assert not continues(old, size, **bent, proof=proof)
