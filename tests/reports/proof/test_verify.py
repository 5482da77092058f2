"""The stand-alone verifier: verdicts and exit codes, and every tampering found and named."""

import json
import random
import struct
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest

from reports.proof import ed25519, verify
from reports.proof.checkpoint import sign_note, verifier_key
from tests.reports.sample_ledger import ORIGIN, SEED, a_ledger
from tests.reports.samples import a_pack

KEY = verifier_key(ORIGIN, ed25519.public_key(SEED))


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A member's place in the file."""

    name: str
    header: int
    body: int
    end: int


def parts_of(data: bytes) -> list[Part]:
    """Where each member stands."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return [
            Part(
                name=info.filename,
                header=info.header_offset,
                body=info.header_offset + 30 + len(info.filename),
                end=info.header_offset + 30 + len(info.filename) + info.file_size,
            )
            for info in archive.infolist()
        ]


def check(tmp_path: Path, data: bytes, **options: str) -> tuple[int, list[str]]:
    """Exit code and findings for these bytes."""
    path = tmp_path / "pack.zip"
    path.write_bytes(data)
    code, problems, _ = verify.check(str(path), **options)
    return code, problems


def test_a_true_pack_is_proved(tmp_path: Path, pack: bytes) -> None:
    """A pack as issued is proved; without a key the verifier says that the key is unconfirmed."""
    print_ = verify.key_of(KEY)[2]
    fingerprint = verify.hashlib.sha256(print_).hexdigest()

    assert check(tmp_path, pack, key=KEY) == (0, [])
    assert check(tmp_path, pack, fingerprint=fingerprint) == (0, [])
    assert check(tmp_path, pack) == (3, [])
    assert check(tmp_path, pack, fingerprint="00" * 32)[0] == 1


def test_every_flipped_bit_is_found_and_its_place_named(tmp_path: Path, pack: bytes) -> None:
    """One changed bit anywhere is found, and the item that holds it is named."""
    rng, parts = random.Random(2026), parts_of(pack)
    directory = parts[-1].end
    for _ in range(250):
        place = rng.randrange(len(pack))
        bent = bytearray(pack)
        bent[place] ^= 1 << rng.randrange(8)
        code, problems = check(tmp_path, bytes(bent), key=KEY)
        assert code in {1, 2}, place
        part = next((p for p in parts if p.header <= place < p.end), None)
        if place >= directory or part is None:
            assert any("directory" in line for line in problems), (place, problems)
        elif place >= part.body:
            assert any(part.name in line for line in problems), (part, problems)
        else:
            named = (part.name, "header", "directory")
            assert any(any(word in line for word in named) for line in problems), part


@pytest.mark.parametrize("kind", ["photos/", "records/", "ledger", "cover", "checkpoint", "key"])
def test_flips_in_each_kind_of_member_are_named(tmp_path: Path, pack: bytes, kind: str) -> None:
    """Whatever kind of member is changed, its own name stands in the findings."""
    rng = random.Random(kind)
    some = [part for part in parts_of(pack) if part.name.startswith(kind)]
    for _ in range(12):
        part = rng.choice(some)
        bent = bytearray(pack)
        bent[rng.randrange(part.body, part.end)] ^= 1 << rng.randrange(8)
        code, problems = check(tmp_path, bytes(bent), key=KEY)
        assert code == 1
        assert any(part.name in line for line in problems)


def rezipped(data: bytes, change: dict[str, bytes | None], *, swap: bool = False) -> bytes:
    """The pack rebuilt in its own form with members replaced, dropped or put in another order."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    names = [name for name, _ in members]
    members += [(n, b) for n, b in change.items() if n not in names and b is not None]
    kept = [(n, change.get(n, body)) for n, body in members]
    whole = [(n, body) for n, body in kept if body is not None]
    if swap:
        whole[5], whole[6] = (whole[5][0], whole[6][1]), (whole[6][0], whole[5][1])
    when = struct.unpack("<I", data[10:14])[0]
    out, directory = bytearray(), b""
    for name, body in whole:
        local, central = verify.headers(name, len(body), verify.zlib.crc32(body), len(out), when)
        directory += central
        out += local + body
    at = len(out)
    return bytes(out) + directory + verify.ending(len(whole), len(directory), at)


def test_members_added_removed_swapped_or_cut_are_named(tmp_path: Path, pack: bytes) -> None:
    """Adding, removing, exchanging and truncating are each found with a name."""
    photo = next(part.name for part in parts_of(pack) if part.name.startswith("photos/"))
    swapped = [part.name for part in parts_of(pack)][5:7]

    assert check(tmp_path, rezipped(pack, {}), key=KEY) == (0, [])
    added = check(tmp_path, rezipped(pack, {"extra.txt": b"x"}), key=KEY)
    assert added == (1, ["extra.txt: not in the manifest"])
    removed = check(tmp_path, rezipped(pack, {photo: None}), key=KEY)
    assert (1, [f"{photo}: missing"]) == removed
    code, problems = check(tmp_path, rezipped(pack, {}, swap=True), key=KEY)
    assert code == 1
    assert {f"{name}: changed" for name in swapped} <= set(problems)
    code, problems = check(tmp_path, pack + b"\0", key=KEY)
    assert code == 1
    assert any("added" in line for line in problems)
    for length in (0, 3, 100, len(pack) // 2, len(pack) - 1):
        assert check(tmp_path, pack[:length], key=KEY)[0] in {1, 2}
    assert check(tmp_path, b"hello")[0] == 2


def test_a_pack_resigned_with_a_foreign_key_is_not_confirmed(tmp_path: Path, pack: bytes) -> None:
    """A forger who signs with his own key is found as soon as the true key is given."""
    seed = bytes(32)
    public = ed25519.public_key(seed)
    forged = verifier_key(ORIGIN, public).encode() + b"\n"
    with zipfile.ZipFile(BytesIO(pack)) as archive:
        text = verify.open_note(archive.read("checkpoint"), KEY)
    note = sign_note(text, name=ORIGIN, public=public, sign=lambda m: ed25519.sign(seed, m))
    bent = rezipped(pack, {"key.txt": forged, "checkpoint": note.encode()})

    code, problems = check(tmp_path, bent, key=KEY)

    assert code == 1
    assert any(line.startswith("key.txt") for line in problems)
    assert any(line.startswith("checkpoint") for line in problems)


def test_a_pack_continues_the_checkpoint_an_auditor_holds(tmp_path: Path, pack: bytes) -> None:
    """With an older checkpoint the verifier proves continuation, and refuses another history."""
    facts = a_pack()
    own = tmp_path / "own"
    own.write_bytes(facts.proof.checkpoint)
    other = tmp_path / "other"
    other.write_bytes(a_ledger(6)[0].checkpoint)

    assert check(tmp_path, pack, key=KEY, since=str(own)) == (0, [])
    code, problems = check(tmp_path, pack, key=KEY, since=str(other))
    assert code == 1
    assert any("continue" in line for line in problems)


def test_the_command_speaks_in_exit_codes_not_in_tracebacks(tmp_path: Path, pack: bytes) -> None:
    """The command gives 0, 1, 2 or 3, as text or JSON, isolated and without site packages."""
    path = tmp_path / "pack.zip"
    path.write_bytes(pack)
    (tmp_path / "bad.zip").write_bytes(pack[:-5])
    assert verify.__file__ is not None

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", "-S", verify.__file__, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    proved = run(str(path), "--key", KEY, "--json")
    assert (proved.returncode, json.loads(proved.stdout)["code"]) == (0, 0)
    assert run(str(path)).returncode == 3
    for code, arguments in (
        (1, (str(tmp_path / "bad.zip"),)),
        (2, (str(tmp_path / "none.zip"),)),
        (2, ()),
        (2, (str(path), "--fingerprint")),
        (1, (str(path), "--key", "nonsense")),
    ):
        result = run(*arguments)
        assert (code, "") == (result.returncode, result.stderr)
