"""Run a document of ledger vectors (evidence.md §3-§4) against this implementation."""

from collections.abc import Callable, Mapping, Sequence
from typing import cast

from reports.proof import checkpoint, cover, ed25519, merkle
from reports.proof.completeness import Window, problems
from reports.proof.entry import HEADS, LedgerEntry, body_hash, entry_bytes, next_number
from reports.proof.merkle import leaf_hash

Given = Mapping[str, object]
Outcome = tuple[str, bool, str]


def run(document: Mapping[str, object]) -> list[Outcome]:
    """(name, passed, difference) of each case, in order."""
    cases = cast("Sequence[Given]", document["cases"])
    outcomes: list[Outcome] = []
    for case in cases:
        given = cast("Given", case["given"])
        got = _attempted(given)
        passed = got == case["expect"]
        difference = "" if passed else f"expected {case['expect']}, got {got}"
        outcomes.append((_text(case["name"]), passed, difference))
    return outcomes


def _attempted(given: Given) -> object:
    """A case that breaks the code has failed; the others are still run."""
    try:
        return OPERATIONS[_text(given["op"])](given)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told as this case's result
        return f"{type(error).__name__}: {error}"


def _text(value: object) -> str:
    assert isinstance(value, str)
    return value


def _whole(value: object) -> int:
    assert isinstance(value, int)
    return value


def _hash(value: object) -> bytes:
    return bytes.fromhex(_text(value))


def _hashes(value: object) -> list[bytes]:
    return [bytes.fromhex(text) for text in cast("Sequence[str]", value)]


def _tree(given: Given) -> merkle.Tree:
    prefix = _text(given["prefix"])
    return merkle.Tree(leaf_hash(f"{prefix}{i}".encode()) for i in range(_whole(given["count"])))


def _entry(given: Given) -> object:
    fields = cast("Mapping[str, str | int]", given["entry"])
    entry = _ledger_entry(fields, body_hash(_text(given["body"]).encode()))
    data = entry_bytes(entry)
    return {"entry": data.decode(), "leaf": leaf_hash(data).hex()}


def _ledger_entry(fields: Mapping[str, str | int], body: str) -> LedgerEntry:
    return LedgerEntry(
        seq=_whole(fields["seq"]),
        n=_whole(fields["n"]),
        at=_text(fields["at"]),
        kind=_text(fields["kind"]),
        stream=_text(fields["stream"]),
        subject=_text(fields.get("subject", "")),
        body=body,
    )


def _root(given: Given) -> object:
    return {"root": _tree(given).root().hex()}


def _inclusion(given: Given) -> object:
    tree, index = _tree(given), _whole(given["index"])
    proof = merkle.inclusion_proof(index, tree.size, tree.node)
    return {
        "leaf": tree.node(0, index).hex(),
        "proof": [digest.hex() for digest in proof],
        "root": tree.root().hex(),
    }


def _consistency(given: Given) -> object:
    tree, old = _tree(given), _whole(given["old"])
    proof = merkle.consistency_proof(old, tree.size, tree.node)
    return {
        "old_root": tree.root(old).hex(),
        "proof": [digest.hex() for digest in proof],
        "root": tree.root().hex(),
    }


def _verify_inclusion(given: Given) -> object:
    holds = merkle.includes(
        _whole(given["index"]),
        _whole(given["size"]),
        leaf=_hash(given["leaf"]),
        proof=_hashes(given["proof"]),
        root=_hash(given["root"]),
    )
    return {"ok": holds}


def _verify_consistency(given: Given) -> object:
    holds = merkle.continues(
        _whole(given["old"]),
        _whole(given["size"]),
        old_root=_hash(given["old_root"]),
        root=_hash(given["root"]),
        proof=_hashes(given["proof"]),
    )
    return {"ok": holds}


def _cover(given: Given) -> object:
    tree = _tree(given)
    shown = cast("Sequence[int]", given["shown"])
    return {
        "cover": cover.cover_bytes(tree.size, shown, tree.node).hex(),
        "root": tree.root().hex(),
    }


def _cover_root(given: Given) -> object:
    pairs = cast("Sequence[tuple[int, str]]", given["shown"])
    leaves = {seq: bytes.fromhex(digest) for seq, digest in pairs}
    root = cover.cover_root(_whole(given["size"]), leaves, _hash(given["cover"]))
    return {"root": root.hex() if root is not None else None}


def _key(given: Given) -> object:
    public = ed25519.public_key(_hash(given["seed"]))
    line = checkpoint.verifier_key(_text(given["name"]), public)
    return {"public": public.hex(), "vkey": line}


def _note(text: str, name: str, seed: bytes) -> str:
    return checkpoint.sign_note(
        text,
        name=name,
        public=ed25519.public_key(seed),
        sign=lambda message: ed25519.sign(seed, message),
    )


def _sign_note(given: Given) -> object:
    return {"note": _note(_text(given["text"]), _text(given["name"]), _hash(given["seed"]))}


def _checkpoint(given: Given) -> object:
    origin = _text(given["origin"])
    head = checkpoint.Checkpoint(
        origin=origin, size=_whole(given["size"]), root=_hash(given["root"])
    )
    text = checkpoint.checkpoint_text(head)
    return {"text": text, "note": _note(text, origin, _hash(given["seed"]))}


def _open_note(given: Given) -> object:
    raw = _hash(given["note_hex"]) if "note_hex" in given else _text(given["note"]).encode()
    key = checkpoint.read_verifier_key(_text(given["vkey"]))
    text = checkpoint.open_note(raw, key, ed25519.verify) if key is not None else None
    return {"text": text}


def _read_checkpoint(given: Given) -> object:
    head = checkpoint.read_checkpoint(_text(given["text"]))
    if head is None:
        return {"checkpoint": None}
    return {"checkpoint": {"origin": head.origin, "size": head.size, "root": head.root.hex()}}


def _number(given: Given) -> object:
    last_n: dict[str, int] = {}
    entries: list[dict[str, object]] = []
    for seq, (stream, kind) in enumerate(cast("Sequence[tuple[str, str]]", given["facts"])):
        last_n = next_number(last_n, stream)
        entry: dict[str, object] = {"seq": seq, "n": last_n[stream]}
        entries.append({**entry, "heads": dict(last_n)} if kind == HEADS else entry)
    return {"entries": entries}


def _complete(given: Given) -> object:
    fields = cast("Sequence[Mapping[str, str | int]]", given["entries"])
    window = Window(
        size=_whole(given["size"]),
        starts_at=_text(given["from"]),
        scope=cast("Sequence[str]", given["scope"]),
        last_n_by_stream=cast("Mapping[str, int]", given["heads"]),
    )
    found = problems([_ledger_entry(entry, "") for entry in fields], window)
    return {"problems": [list(problem) for problem in found]}


OPERATIONS: Mapping[str, Callable[[Given], object]] = {
    "entry": _entry,
    "root": _root,
    "inclusion": _inclusion,
    "consistency": _consistency,
    "verify_inclusion": _verify_inclusion,
    "verify_consistency": _verify_consistency,
    "cover": _cover,
    "cover_root": _cover_root,
    "key": _key,
    "checkpoint": _checkpoint,
    "note": _sign_note,
    "open_note": _open_note,
    "read_checkpoint": _read_checkpoint,
    "number": _number,
    "complete": _complete,
}
