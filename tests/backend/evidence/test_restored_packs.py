"""Packs of a ledger that was put back: the restore is shown, and older checkpoints are judged by it."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING

from backend.evidence.keys import ledger_key
from backend.ledger import keeping
from backend.ledger import service as ledger
from reports.proof.checkpoint import Checkpoint, checkpoint_text, sign_note, verifier_key
from tests.backend.evidence.orders import a_failure, downloaded, ordered, work
from tests.backend.evidence.test_packs import verified
from tests.worlds import World, signed_in

if TYPE_CHECKING:
    from pathlib import Path

    from httpx import AsyncClient


async def a_pack(client: AsyncClient, world: World, target: Path) -> Path:
    """The auditor's pack of the month."""
    auditor = await signed_in(client, world, "p08")
    order = await ordered(client, auditor)
    await work(world)
    return await downloaded(client, auditor, order, target)


def checkpoint_in(pack: Path, target: Path) -> str:
    """Keep the checkpoint of a pack, as an auditor does."""
    with zipfile.ZipFile(pack) as opened:
        target.write_bytes(opened.read("checkpoint"))
    return str(target)


def signed_head(world: World, name: str, origin: str, size: int, target: Path) -> str:
    """A head that was signed in the past that is gone."""
    key = ledger_key(world.shell.settings.data, world.house.organisation)
    head = Checkpoint(origin=origin, size=size, root=b"\x07" * 32)
    note = sign_note(checkpoint_text(head), name=name, public=key.public, sign=key.sign)
    target.write_text(note)
    return str(target)


async def test_a_pack_shows_the_restore_and_continues_what_was_before(
    client: AsyncClient, packing: World, tmp_path: Path
) -> None:
    """The key keeps its name, the origin changes, and a checkpoint of before the copy still proves."""
    await a_failure(client, packing)
    kept = checkpoint_in(await a_pack(client, packing, tmp_path / "old.zip"), tmp_path / "old")
    packing.clock.at += 600_000
    async with packing.shell.database.transaction() as tx:
        done = await keeping.restored(packing.shell, tx, packing.house.organisation, "operator")
    await a_failure(client, packing)
    path = await a_pack(client, packing, tmp_path / "new.zip")
    public = ledger_key(packing.shell.settings.data, packing.house.organisation).public
    key = verifier_key(done.before, public)

    code, said = verified(path, "--key", key)
    since, _ = verified(path, "--key", key, "--since", kept)
    behind, _ = verified(
        path, "--key", key, "--since",
        signed_head(packing, done.before, done.before, done.size + 1, tmp_path / "lost"),
    )  # fmt: skip
    foreign, why = verified(
        path, "--key", key, "--since",
        signed_head(packing, done.before, "localhost/other/1", 3, tmp_path / "other"),
    )  # fmt: skip

    assert (code, since, behind, foreign) == (0, 0, 4, 1), said
    assert said["origin"] == done.origin
    assert said["restored"] == f"{done.before} at {done.size}"
    assert "another ledger" in str(why["problems"])


async def test_a_restore_that_lies_about_its_past_is_found(
    client: AsyncClient, packing: World, tmp_path: Path
) -> None:
    """An entry that names another tree than the one before it does not continue its log."""
    await a_failure(client, packing)
    organisation = packing.house.organisation
    async with packing.shell.database.transaction() as tx:
        await tx.lock_log(organisation)
        head = await ledger.tree_head(tx, organisation)
        lie = {"from": head.origin, "size": head.size, "root": "07" * 32, "at": "x", "by": "x"}
        body = ledger.server_body(packing.shell, "restored", lie)
        entry = ledger.entry_with(organisation, "restored", organisation, body)
        await ledger.append(tx, organisation, packing.clock.now(), [entry])
    path = await a_pack(client, packing, tmp_path / "pack.zip")

    code, said = verified(path)

    assert code == 1
    assert any("does not continue" in one for one in said["problems"]), said
    assert json.dumps(said)
