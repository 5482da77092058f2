"""The child that makes a pack: reads a snapshot, writes to DATA/tmp, prints its progress."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files as package_files
from os import getpid, nice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec

from backend.clock import SetClock
from backend.evidence.facts import pack_facts
from backend.evidence.gathered import Order, gather
from backend.evidence.keys import ledger_key
from backend.evidence.seals import Holder, seal, signer_of
from backend.files.derived import derived_folder, make_copies
from backend.ids import SystemRandom
from backend.plumbing.database.opened import database_from
from backend.plumbing.objects import FolderObjects, object_key, pieces
from backend.plumbing.shell import Shell
from backend.settings import load_settings
from reports.drawing.font_cut import cut_fonts
from reports.drawing.fonts import FontBytes
from reports.evidence_pack import Means, file_name, write

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyhanko.sign import Signer

    from backend.evidence.gathered import Gathered
    from reports.facts import Photo

FONT_NAMES = ("regular", "bold", "latin_regular", "latin_bold")
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
        if photo.received_at is None:
            return None
        folder = derived_folder(self.shell, self.organisation, photo.sha256)
        path = folder / "1000.jpg"
        if path.exists() or self._copied(photo, folder):
            return path.read_bytes()
        return None

    def _copied(self, photo: Photo, folder: Path) -> bool:
        return self.has_original(photo) and bool(
            make_copies(self._path(photo).read_bytes(), folder)
        )


def fonts_of(folder: Path) -> FontBytes:
    """The four cuts, made once and kept: half a minute of work."""
    paths = {name: folder / f"{name}.ttf" for name in FONT_NAMES}
    if not all(path.exists() for path in paths.values()):
        source = package_files("justmytype_intl_cjk") / "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"
        made = cut_fonts(source.read_bytes())
        folder.mkdir(parents=True, exist_ok=True)
        for name, path in paths.items():
            part = path.with_suffix(f".{getpid()}.part")
            part.write_bytes(getattr(made, name))
            part.replace(path)
    return FontBytes(**{name: path.read_bytes() for name, path in paths.items()})


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
    _say("fonts", 0)
    means = Means(
        fonts=fonts_of(shell.settings.font_folder),
        photos=StoredPhotos(shell=shell, organisation=order.organisation),
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
        title=json.loads(found.house["title"])["en"],
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
