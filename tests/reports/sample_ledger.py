"""A small real ledger with a real signature."""

from checklists.canonical import canonical_bytes
from reports.facts import Proof, Record, Redaction
from reports.proof import ed25519
from reports.proof.checkpoint import Checkpoint, checkpoint_text, sign_note
from reports.proof.cover import cover_bytes
from reports.proof.entry import LedgerEntry, body_hash, entry_leaf
from reports.proof.merkle import Tree, consistency_proof, leaf_hash

SEED = bytes(range(32))
ORIGIN = "fieldseal.example/harbour/1"
FIRST_SHOWN = 40


def sign(message: bytes) -> bytes:
    """Sign with the test key."""
    return ed25519.sign(SEED, message)


def an_entry(index: int, last_n: dict[str, int], *, closing: bool) -> tuple[LedgerEntry, bytes]:
    """The next entry of one of two streams, with its body; counts it in `last_n`."""
    stream = "org" if closing or index % 2 == 0 else "site"
    last_n[stream] += 1
    kind = "heads" if closing else "operation"
    content = {"heads": dict(last_n)} if closing else {"value": f"答案 {index}"}
    body = canonical_bytes({"id": f"r{index}", "kind": kind, "salt": "s", "v": 1, **content})
    entry = LedgerEntry(
        seq=FIRST_SHOWN + index,
        n=last_n[stream],
        at=f"2026-03-{11 if index < 2 else 12 + index:02d}T01:00:00.000Z",
        kind=kind,
        stream=stream,
        subject="org" if closing else "s1",
        body=body_hash(body),
    )
    return entry, body


def a_ledger(shown: int = 8) -> tuple[Proof, tuple[Record, ...], Redaction]:
    """Forty hidden entries, then entries of two streams, closed by heads; one body left out."""
    tree = Tree(leaf_hash(b"%d" % i) for i in range(FIRST_SHOWN))
    entries: list[LedgerEntry] = []
    records: list[Record] = []
    last_n = {"org": 5, "site": 9}
    for index in range(shown):
        entry, body = an_entry(index, last_n, closing=index == shown - 1)
        entries.append(entry)
        tree.append(entry_leaf(entry))
        if index != 3:
            records.append(Record(kind=entry.kind, id=f"r{index}", bodies=(body,)))
    head = Checkpoint(origin=ORIGIN, size=tree.size, root=tree.root())
    public = ed25519.public_key(SEED)
    note = sign_note(checkpoint_text(head), name=ORIGIN, public=public, sign=sign)
    proof = Proof(
        origin=ORIGIN,
        key_name=ORIGIN,
        public_key=public,
        tree_size=tree.size,
        root=head.root,
        entries=tuple(entries),
        cover=cover_bytes(tree.size, [entry.seq for entry in entries], tree.node),
        checkpoint=note.encode(),
        consistency={20: consistency_proof(20, tree.size, tree.node)},
    )
    left_out = Redaction(reason="privacy request", entries=(FIRST_SHOWN + 3,))
    return proof, tuple(records), left_out
