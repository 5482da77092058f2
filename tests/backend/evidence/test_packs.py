"""From a failed answer to a pack that the stand-alone verifier proves, on both engines."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backend.evidence.keys import ledger_key
from reports.proof.checkpoint import verifier_key
from tests.backend.evidence.orders import (
    a_failure,
    downloaded,
    job_of,
    ordered,
    state_of,
    work,
)
from tests.worlds import World, signed_in

if TYPE_CHECKING:
    from httpx import AsyncClient

VERIFIER = Path(__file__).parents[3] / "reports" / "proof" / "verify.py"


def verified(path: Path, *more: str) -> tuple[int, dict[str, Any]]:
    """What the stand-alone verifier says, in a process of its own."""
    command = [sys.executable, "-I", "-S", str(VERIFIER), str(path), "--json", *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, json.loads(done.stdout)


def key_of(world: World, path: Path) -> str:
    """The verifier key as the organisation's own key file has it, under the pack's origin."""
    with zipfile.ZipFile(path) as pack:
        origin = pack.read("checkpoint").decode().split("\n", 1)[0]
    key = ledger_key(world.shell.settings.data, world.house.organisation)
    return verifier_key(origin, key.public)


async def test_a_pack_is_proved_by_the_stand_alone_verifier(
    client: AsyncClient, packing: World, tmp_path: Path
) -> None:
    """What an auditor downloads proves itself with the organisation's key and nothing else."""
    subject = await a_failure(client, packing)
    auditor = await signed_in(client, packing, "p08")
    order = await ordered(client, auditor)
    await work(packing)
    job = await job_of(client, auditor, order)
    path = await downloaded(client, auditor, order, tmp_path / "pack.zip")

    code, said = verified(path, "--key", key_of(packing, path))
    with zipfile.ZipFile(path) as pack:
        names = set(pack.namelist())
        twin = pack.read("pack-en.html").decode()

    assert (job["state"], job["percent"]) == ("done", 100), job["error"]
    assert code == 0, said
    assert f"records/operation/{subject}.jsonl" in names
    assert "NC-" in twin


async def test_a_flipped_byte_is_named(
    client: AsyncClient, packing: World, tmp_path: Path
) -> None:
    """One changed byte in a record is found, and the verifier says in which member."""
    subject = await a_failure(client, packing)
    auditor = await signed_in(client, packing, "p08")
    order = await ordered(client, auditor)
    await work(packing)
    path = await downloaded(client, auditor, order, tmp_path / "pack.zip")
    key, name = key_of(packing, path), f"records/operation/{subject}.jsonl"
    with zipfile.ZipFile(path) as pack:
        at = path.read_bytes().index(pack.read(name)) + 20
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)

    code, said = verified(path, "--key", key)

    assert code == 1
    assert any(name in one for one in map(str, said["problems"]))


async def test_the_next_pack_continues_the_one_before(
    client: AsyncClient, packing: World, tmp_path: Path
) -> None:
    """Whoever kept the checkpoint of an earlier pack sees that nothing was rewritten since."""
    await a_failure(client, packing)
    auditor = await signed_in(client, packing, "p08")
    first = await ordered(client, auditor)
    await work(packing)
    old = await downloaded(client, auditor, first, tmp_path / "old.zip")
    kept = tmp_path / "checkpoint"
    with zipfile.ZipFile(old) as pack:
        kept.write_bytes(pack.read("checkpoint"))
    packing.clock.at += 600_000
    second = await ordered(client, auditor)
    await work(packing)
    path = await downloaded(client, auditor, second, tmp_path / "new.zip")

    code, said = verified(path, "--key", key_of(packing, path), "--since", str(kept))
    with zipfile.ZipFile(path) as pack:
        names = pack.namelist()

    assert code == 0, said
    assert f"records/pack-issued/{first['pack']}.jsonl" in names


async def test_other_sites_stay_out_of_a_pack(
    client: AsyncClient, packing: World, tmp_path: Path
) -> None:
    """A pack of one site has no word of what was written at another one."""
    here = await a_failure(client, packing, "sha-pd")
    there = await a_failure(client, packing, "sha-hq")
    auditor = await signed_in(client, packing, "p08")
    order = await ordered(client, auditor, sites=[packing.site("sha-pd")])
    await work(packing)
    path = await downloaded(client, auditor, order, tmp_path / "pack.zip")

    code, _ = verified(path, "--key", key_of(packing, path))
    with zipfile.ZipFile(path) as pack:
        whole = b"".join(pack.read(name) for name in pack.namelist() if name != "ledger.jsonl")

    assert code == 0
    assert here.encode() in whole
    assert there.encode() not in whole


async def test_a_download_that_broke_goes_on(
    client: AsyncClient, packing: World, tmp_path: Path
) -> None:
    """Two halves asked for by range are the file."""
    await a_failure(client, packing)
    auditor = await signed_in(client, packing, "p08")
    order = await ordered(client, auditor)
    await work(packing)
    whole = (await downloaded(client, auditor, order, tmp_path / "pack.zip")).read_bytes()
    door, middle = f"/api/evidence-packs/{order['pack']}/file", len(whole) // 2

    parts = [
        await client.get(door, headers={**auditor.headers, "Range": f"bytes={one}"})
        for one in (f"0-{middle - 1}", f"{middle}-")
    ]
    beyond = await client.get(door, headers={**auditor.headers, "Range": f"bytes={len(whole)}-"})

    assert [one.status_code for one in parts] == [206, 206]
    assert b"".join(one.content for one in parts) == whole
    assert beyond.status_code == 416
    assert ".zip" in parts[0].headers["content-disposition"]


async def test_keys_are_for_the_owner_only(client: AsyncClient, packing: World) -> None:
    """Nobody else on the machine may read a key; asking again gives the same one."""
    auditor = await signed_in(client, packing, "p08")
    await ordered(client, auditor)
    folder = packing.shell.settings.data / "keys" / packing.house.organisation

    again = ledger_key(packing.shell.settings.data, packing.house.organisation)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(one.stat().st_mode) for one in folder.iterdir()} == {0o600}
    assert (
        again.public == ledger_key(packing.shell.settings.data, packing.house.organisation).public
    )


async def test_a_pack_of_nothing_is_a_pack(
    client: AsyncClient, packing: World, tmp_path: Path
) -> None:
    """A period without inspections gives a pack that says so, and proves it."""
    auditor = await signed_in(client, packing, "p08")
    order = await ordered(client, auditor)
    await work(packing)
    path = await downloaded(client, auditor, order, tmp_path / "pack.zip")

    code, said = verified(path, "--key", key_of(packing, path))

    assert code == 0, said
    assert await state_of(client, auditor, order) == "issued"
