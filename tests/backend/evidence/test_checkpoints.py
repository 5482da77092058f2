"""Signed heads of the ledger: of everything entered, once, and openable with the public key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from backend.evidence import service
from backend.evidence.jobs import prepare_fonts
from backend.evidence.keys import ledger_key
from backend.evidence.typefaces import FONT_NAMES
from backend.ledger import service as ledger
from reports.proof.checkpoint import (
    Checkpoint,
    open_note,
    read_checkpoint,
    read_verifier_key,
    verifier_key,
)
from reports.proof.ed25519 import verify

if TYPE_CHECKING:
    from tests.worlds import World


def names_in(folder: str) -> set[str]:
    """The files of a folder, without what they end in."""
    return {one.stem for one in Path(folder).iterdir()}


async def test_heads_are_signed_once_for_the_same_ledger(world: World) -> None:
    """A stop right after the daily work signs nothing new; the head covers its own entry."""
    house = world.house.organisation
    async with world.shell.database.reading() as reader:
        before = await ledger.size(reader, house)

    signed = [await service.sign_heads(world.shell, house) for _ in range(2)]
    async with world.shell.database.reading() as reader:
        last = await ledger.last_checkpoint(reader, house)
        head = await ledger.tree_head(reader, house)

    assert signed == [True, False]
    assert last is not None
    assert (last.size, head.size) == (before + 1, before + 1)
    assert last.root == head.root.hex()


async def test_the_signed_head_opens_with_the_public_key(world: World) -> None:
    """What is stored is the note that others verify: origin, size and root under our key."""
    house = world.house.organisation
    await service.sign_heads(world.shell, house)
    key = ledger_key(world.shell.settings.data, house)
    async with world.shell.database.reading() as reader:
        last = await ledger.last_checkpoint(reader, house)
        head = await ledger.tree_head(reader, house)
    assert last is not None
    named = read_verifier_key(verifier_key(head.origin, key.public))
    assert named is not None

    text = open_note(last.note.encode(), named, verify)
    bent = open_note(last.note.replace("\n", "\r\n", 1).encode(), named, verify)

    assert text is not None
    assert read_checkpoint(text) == Checkpoint(origin=head.origin, size=head.size, root=head.root)
    assert bent is None


async def test_fonts_are_there_after_they_were_prepared(packing: World) -> None:
    """The first pack of a day need not wait for the cuts."""
    assert await prepare_fonts(packing.shell)
    assert names_in(packing.shell.settings.font_cache) == set(FONT_NAMES)
