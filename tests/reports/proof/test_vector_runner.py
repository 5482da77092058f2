"""The shared ledger vectors, against this implementation and the stand-alone verifier."""

import json
from pathlib import Path

from reports.proof import verify
from reports.proof.vector_runner import run

VECTORS = Path(__file__).parents[2] / "vectors" / "ledger.json"
DOCUMENT = json.loads(VECTORS.read_text(encoding="utf-8"))


def cases(operation: str) -> list[tuple[str, dict, dict]]:
    """Name, given and expected of each case of an operation."""
    return [
        (case["name"], case["given"], case["expect"])
        for case in DOCUMENT["cases"]
        if case["given"]["op"] == operation
    ]


def test_every_vector_passes() -> None:
    """The ledger gives each value that the shared vectors ask for."""
    failed = [(name, difference) for name, passed, difference in run(DOCUMENT) if not passed]

    assert failed == []
    assert len(DOCUMENT["cases"]) == len(run(DOCUMENT))


def test_a_wrong_expectation_is_reported_with_its_difference() -> None:
    """A vector that does not fit is named with what was expected and what came."""
    case = DOCUMENT["cases"][0]
    bent = {"cases": [{**case, "expect": {"entry": "", "leaf": ""}}]}

    name, passed, difference = run(bent)[0]

    assert (case["name"], False) == (name, passed)
    assert "expected" in difference


def test_the_packed_verifier_opens_the_same_notes() -> None:
    """The verifier in the pack accepts and refuses exactly the notes of the vectors."""
    for name, given, expect in cases("open_note"):
        raw = bytes.fromhex(given["note_hex"]) if "note_hex" in given else given["note"].encode()
        try:
            got = verify.open_note(raw, given["vkey"])
        except verify.MALFORMED:
            got = None

        assert expect["text"] == got, name


def test_the_packed_verifier_takes_only_exact_covers() -> None:
    """An extra, missing, doubled or finer cover node is refused by the packed verifier."""
    for name, given, expect in cases("cover_root"):
        leaves = {seq: bytes.fromhex(leaf) for seq, leaf in given["shown"]}
        try:
            got = verify.cover_root(given["size"], leaves, bytes.fromhex(given["cover"])).hex()
        except verify.MALFORMED:
            got = None

        assert expect["root"] == got, name


def test_the_packed_verifier_finds_the_same_gaps() -> None:
    """What is missing from a stream is found by the packed verifier too."""
    for name, given, expect in cases("complete"):
        got = verify.completeness(
            given["entries"], given["size"], given["from"], given["scope"], given["heads"]
        )

        assert expect["problems"] == [list(problem) for problem in got], name


def test_the_packed_verifier_reads_the_same_checkpoints_and_continuations() -> None:
    """Tree heads and continuations are judged alike inside and outside the pack."""
    for name, given, expect in cases("read_checkpoint"):
        try:
            origin, size, root = verify.read_checkpoint(given["text"])
            got = {"origin": origin, "size": size, "root": root.hex()}
        except verify.MALFORMED:
            got = None
        assert expect["checkpoint"] == got, name
    for name, given, expect in cases("verify_consistency"):
        proof = [bytes.fromhex(digest) for digest in given["proof"]]
        roots = bytes.fromhex(given["old_root"]), bytes.fromhex(given["root"])
        assert expect["ok"] == verify.continues(given["old"], given["size"], *roots, proof), name
