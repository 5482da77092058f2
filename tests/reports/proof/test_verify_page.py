"""The verifier for browsers, run by Node on true, bent and cut packs and on the shared vectors."""

import json
import random
import re
import subprocess
from pathlib import Path

import pytest

from reports.proof import verify

VECTORS = Path(__file__).parents[2] / "vectors" / "ledger.json"
CHECK_PACKS = """
const fs = require("fs");
(async () => {
  const out = [];
  for (const path of process.argv.slice(2)) {
    out.push((await Fieldseal.check(new Blob([fs.readFileSync(path)]))).code);
  }
  console.log(JSON.stringify(out));
})();
"""
CHECK_VECTORS = """
const fs = require("fs");
const F = Fieldseal;
const hex = (bytes) => Buffer.from(bytes).toString("hex");
const ops = {
  open_note: async (g) => ({
    text: await F.openNote(g.note_hex ? F.unhex(g.note_hex) : F.utf8.encode(g.note), g.vkey) }),
  read_checkpoint: async (g) => {
    const head = F.readCheckpoint(g.text);
    return { checkpoint: { origin: head.origin, size: head.size, root: hex(head.root) } };
  },
  cover_root: async (g) => ({ root: hex(await F.coverRoot(g.size,
    new Map(g.shown.map(([seq, leaf]) => [seq, F.unhex(leaf)])), F.unhex(g.cover))) }),
  verify_consistency: async (g) => ({ ok: await F.continues(g.old, g.size,
    F.unhex(g.old_root), F.unhex(g.root), g.proof.map(F.unhex)) }),
  complete: async (g) => ({
    complete: !F.completeness(g.entries, g.size, g.from, g.scope, g.heads).length }),
};
(async () => {
  const out = [];
  for (const { name, given, expect } of JSON.parse(fs.readFileSync(process.argv[2])).cases) {
    if (!ops[given.op]) continue;
    const wanted = expect.problems ? { complete: !expect.problems.length } : expect;
    const refused = Object.fromEntries(Object.keys(wanted).map((key) => [key, null]));
    const got = await ops[given.op](given).catch(() => refused);
    out.push([name, JSON.stringify(wanted), JSON.stringify(got)]);
  }
  console.log(JSON.stringify(out));
})();
"""


@pytest.fixture
def script(verifier_page: bytes, tmp_path: Path) -> Path:
    """The page's own script, ready for Node."""
    found = re.search(r"<script>(.*)</script>", verifier_page.decode(), re.DOTALL)
    assert found is not None
    path = tmp_path / "page.cjs"
    path.write_text(found[1])
    return path


def run_node(script: Path, program: str, *arguments: str) -> list:
    """What the program prints after the page's script."""
    script.write_text(script.read_text() + program)
    command = ["node", "--no-warnings", str(script), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_page_and_program_agree_on_sixty_packs(script: Path, pack: bytes, tmp_path: Path) -> None:
    """Browser and command give the same verdict on a true pack and on sixty bent or cut ones."""
    rng, paths = random.Random(11), list[str]()
    for index in range(61):
        bent = bytearray(pack)
        if 0 < index < 50:
            bent[rng.randrange(len(bent))] ^= 1 << rng.randrange(8)
        elif index:
            del bent[rng.randrange(len(bent)) :]
        path = tmp_path / f"{index}.zip"
        path.write_bytes(bent)
        paths.append(str(path))

    codes = run_node(script, CHECK_PACKS, *paths)

    assert codes[0] == 3
    assert codes == [verify.check(path)[0] for path in paths]


def test_the_page_passes_the_shared_vectors(script: Path) -> None:
    """Notes, checkpoints, covers, continuations and gaps are judged as the vectors ask."""
    outcomes = run_node(script, CHECK_VECTORS, str(VECTORS))

    assert len(outcomes) > 150
    assert [name for name, wanted, got in outcomes if wanted != got] == []


def test_the_page_loads_nothing_from_anywhere(verifier_page: bytes) -> None:
    """The page has no address in it and forbids every connection."""
    text = verifier_page.decode()

    assert "default-src 'none'" in text
    assert not re.search(r"https?://|src=|@import|fetch\(|XMLHttpRequest", text)
