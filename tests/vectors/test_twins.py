"""Device and server decide the same about operations that no shared case names."""

from __future__ import annotations

import json
import random
import subprocess
from collections import Counter
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from audit_rules.vector_runner import run
from backend.cli import ROOT
from tests.vectors.random_logs import a_log
from tests.vectors.random_operations import a_batch
from tests.vectors.test_vectors import HERE

if TYPE_CHECKING:
    from pathlib import Path

BUNDLE = ROOT / "pwa" / "dist-vectors" / "run.mjs"
BATCHES, LOGS = 3_000, 500
# Without these the draw has missed what it is for.
SEEN_AT_LEAST = {
    *("too_large", "bad_text", "not_canonical", "unsupported_version", "malformed"),
    *("wrong_actor", "unknown_kind", "not_permitted", "unknown_inspection", "already_started"),
    *("inspection_submitted", "not_submitted", "unknown_version", "unknown_question"),
    *("unknown_instance", "instance_exists", "wrong_kind", "malformed_value", "reason_missing"),
    *("unknown_operation", "finding_exists", "unknown_finding"),
}


def _document(name: str) -> dict[str, Any]:
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def _decided(document: dict[str, Any], cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The cases with what the server's code makes of them."""
    ran = run(document | {"cases": [case | {"expect": None} for case in cases]}, ZoneInfo)
    return [case | {"expect": one.got} for case, one in zip(cases, ran, strict=True)]


def _disagreements(document: dict[str, Any], cases: list[dict[str, Any]], path: Path) -> list[str]:
    """What the device's code makes otherwise; the last line counts."""
    text = json.dumps(document | {"cases": cases}, ensure_ascii=False)
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    ran = subprocess.run(["node", BUNDLE, path], capture_output=True, text=True, check=False)
    lines = ran.stdout.splitlines()
    return lines if lines[-1:] != [f"{len(cases)} passed, 0 failed"] else []


@pytest.mark.parametrize("seed", [20_261_121])
def test_operations_are_refused_alike_on_tablet_and_server(seed: int, tmp_path: Path) -> None:
    """What the tablet shows as saved is what the server takes, and for the same reason if not."""
    draw, document = random.Random(seed), _document("operations")
    drawn: list[dict[str, Any]] = []
    for number in range(BATCHES):
        roles = draw.choice([["inspector"]] * 12 + [["officer"], ["auditor"]])
        world = draw.choice(["open"] * 8 + ["own", "submitted", "none"])
        batch = a_batch(draw, document["chain"])
        given = {"world": world, "batch": batch, "chain": {"roles": roles}}
        drawn.append({"name": f"{seed}/{number}", "given": given})

    cases = [one for one in _decided(document, drawn) if one["expect"].get("http") == 200]

    codes = Counter(one.get("code", "ok") for case in cases for one in case["expect"]["statuses"])
    assert len(cases) > BATCHES * 0.9, codes
    assert codes.keys() >= SEEN_AT_LEAST, SEEN_AT_LEAST - codes.keys()
    assert codes["ok"] > BATCHES / 5, codes
    assert _disagreements(document, cases, tmp_path / "drawn.json") == []


@pytest.mark.parametrize("seed", [20_261_122])
def test_logs_are_folded_alike_on_tablet_and_server(seed: int, tmp_path: Path) -> None:
    """Heads, conflicts, answers and state are the same whatever operations refer to."""
    draw, document = random.Random(seed), _document("fold")
    drawn: list[dict[str, Any]] = []
    for number in range(LOGS):
        template = draw.choice(["all", "small", "late"])
        log = a_log(draw, document["templates"][template], list(document["by"]))
        drawn.append({"name": f"{seed}/{number}", "given": {"template": template} | log})

    cases = _decided(document, drawn)

    assert sum(bool(case["expect"]["conflicts"]) for case in cases) > LOGS / 10
    assert _disagreements(document, cases, tmp_path / "drawn.json") == []
