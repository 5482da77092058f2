"""The child that makes a pack: reads a snapshot, writes to DATA/tmp, prints its progress."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from os import nice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec

from backend.clock import SetClock
from backend.evidence.facts import pack_facts
from backend.evidence.gathered import Order, gather
from backend.evidence.keys import ledger_key
from backend.evidence.seals import Holder, seal, signer_of
from backend.evidence.typefaces import fonts_of
from backend.files.derived import derive_now, derived_folder, is_settled, unshown
from backend.ids import SystemRandom
from backend.plumbing.database.opened import database_from
from backend.plumbing.objects import FolderObjects, object_key, pieces
from backend.plumbing.shell import Shell
from backend.settings import load_settings
from reports.blocks.appendix import all_photos
from reports.drawing.parts import Unshown
from reports.evidence_pack import Means, file_name, write

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyhanko.sign import Signer

    from backend.evidence.gathered import Gathered
    from reports.pieces import Photo

PROOF = Path(__file__).parents[2] / "reports" / "proof"


@dataclass(slots=True)
class FileDraft:
    """A large member while it is made: a file; with a signer it is a PDF to be sealed."""

    path: Path
    file: BinaryIO
    signer: Signer | None = None

    def write(self, data: bytes, /) -> object:
        return self.file.write(data)

    def finish(self) -> None:
        self.file.close()
        if self.signer is not None:
            seal(self.path, self.signer)

    def read(self, start: int, end: int, /) -> Iterator[bytes]:
        return pieces(self.path, start, min(end, self.path.stat().st_size))


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPhotos:
    """Photos of one organisation in DATA; one that was not received for its use is nobody's here."""

    shell: Shell
    organisation: str

    def _path(self, photo: Photo) -> Path:
        return self.shell.objects.path(object_key(self.organisation, photo.sha256))

    def original(self, photo: Photo, start: int, end: int) -> Iterable[bytes]:
        return pieces(self._path(photo), start, end)

    def has_original(self, photo: Photo) -> bool:
        return photo.received_at is not None and self._path(photo).exists()

    def derived(self, photo: Photo) -> bytes | None:
        path = self._folder(photo) / "1000.jpg"
        self.prepare([photo])
        return path.read_bytes() if path.exists() else None

    def prepare(self, photos: Iterable[Photo]) -> None:
        """Have the copies made that are not here. Decoding is for a child: this process holds keys."""
        derive_now(
            [
                (self._path(photo), self._folder(photo))
                for photo in photos
                if self.has_original(photo) and not is_settled(self._folder(photo))
            ]
        )

    def _folder(self, photo: Photo) -> Path:
        return derived_folder(self.shell, self.organisation, photo.sha256)

    def unshown(self, photo: Photo) -> Unshown | None:
        """Why it has no copy."""
        why = unshown(self._folder(photo))
        return None if why is None else Unshown(**asdict(why))


async def build(shell: Shell, given: dict[str, Any]) -> dict[str, Any]:
    """Make the pack of an order; gives its length, manifest hash and file name."""
    order = msgspec.convert(given["order"], Order)
    folder = shell.settings.data / "tmp" / order.pack
    folder.mkdir(parents=True, exist_ok=True)
    _say("reading", 0)
    await shell.database.open()
    try:
        async with shell.database.reading() as reader:
            found = await gather(shell, reader, order)
    finally:
        await shell.database.close()
    key = ledger_key(shell.settings.data, order.organisation)
    signer = signer_of(_holder(shell, found))
    facts = pack_facts(found, key.public, given["earlier"])
    photos = StoredPhotos(shell=shell, organisation=order.organisation)
    photos.prepare(all_photos(facts))
    _say("fonts", 0)
    means = Means(
        fonts=fonts_of(shell.settings.font_folder),
        photos=photos,
        sign=key.sign,
        verifier=(PROOF / "verify.py").read_bytes(),
        verifier_page=(PROOF / "verify.html").read_bytes(),
        draft=lambda name: _draft(folder / name, signer),
        kept={},
    )
    target = folder / "pack.zip"
    with target.open("wb") as out:
        # In a thread of its own: the seal runs a loop of its own.
        written = await asyncio.to_thread(write, facts, means, out.write, _say)
    return {
        "length": written.length,
        "manifest": written.manifest_sha256,
        "file_name": file_name(facts),
        "path": str(target),
    }


def _draft(path: Path, signer: Signer) -> FileDraft:
    return FileDraft(path, path.open("wb"), signer if path.suffix == ".pdf" else None)


def _holder(shell: Shell, found: Gathered) -> Holder:
    return Holder(
        data=shell.settings.data,
        organisation=found.order.organisation,
        title=found.house.names["en"],
        today=datetime.fromtimestamp(shell.clock.now() / 1000, UTC),
    )


_LAST: list[tuple[str, int]] = []


def _say(phase: str, percent: int) -> None:
    """One JSON line for each step that is new."""
    if _LAST and _LAST[-1] == (phase, percent):
        return
    _LAST[:] = [(phase, percent)]
    sys.stdout.write(json.dumps({"phase": phase, "percent": percent}) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Reads the order from standard input; the settings come by the environment.

    With the word `fonts` it only makes the cuts.
    """
    settings = load_settings()
    if sys.argv[1:] == ["fonts"]:
        nice(10)
        fonts_of(settings.font_folder)
        return
    given = json.load(sys.stdin)
    shell = Shell(
        settings=settings,
        clock=SetClock(given["order"]["issued_at"]),
        random=SystemRandom(),
        database=database_from(settings.database),
        objects=FolderObjects(settings.data / "objects"),
    )
    result = asyncio.run(build(shell, given))
    sys.stdout.write(json.dumps({"done": result}) + "\n")


if __name__ == "__main__":
    main()
