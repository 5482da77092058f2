"""THE DOOR: facts to an evidence pack, streamed; the same facts give the same bytes.

Phases: report (PDF), twins (HTML), records, proof, manifest; finished members are kept in
`Means.kept`, so that a second call after an interruption starts at the first unfinished one.
"""

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from checklists.canonical import canonical_bytes
from reports.blocks.appendix import all_photos
from reports.drawing.fonts import FontBytes
from reports.drawing.parts import Photos
from reports.facts import PackFacts
from reports.pieces import Photo
from reports.proof.checkpoint import fingerprint, sign_note, verifier_key
from reports.proof.entry import entry_bytes
from reports.proof.manifest import (
    MANIFEST_NAME,
    MANIFEST_NOTE_NAME,
    Shown,
    manifest_bytes,
    manifest_note_text,
)
from reports.proof.pack_form import CHUNK_BYTES, Member, Recipe, member_of_bytes, read
from reports.report import Attachment, Drawing, draw_report
from reports.twin import html_twin
from reports.volumes import volumes_of
from reports.words import LANGUAGES, OTHER_WAY

Progress = Callable[[str, int], None]
Sink = Callable[[bytes], object]
Sign = Callable[[bytes], bytes]


class Draft(Protocol):
    """A place for one large member while it is made, in the shell's hands: a file under DATA."""

    def write(self, data: bytes, /) -> object:
        """Append."""
        ...

    def finish(self) -> None:
        """Called once, when everything was written; a seal appends here."""
        ...

    def read(self, start: int, end: int, /) -> Iterable[bytes]:
        """Bytes [start, end) after the finish."""
        ...


@dataclass(frozen=True, kw_only=True)
class Means:
    """What making a pack needs besides the facts."""

    fonts: FontBytes
    photos: Photos
    sign: Sign
    verifier: bytes
    verifier_page: bytes = b""
    draft: Callable[[str], Draft]
    kept: MutableMapping[str, Member]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What went out: length, and the manifest's hash for the ledger's `pack-issued` entry."""

    length: int
    manifest_sha256: str


class MemoryDraft:
    """A draft in memory, for small packs and tests; `seal` takes and gives the whole bytes."""

    __slots__ = ("_data", "_seal")

    def __init__(self, seal: Callable[[bytes], bytes] | None = None) -> None:
        self._data = bytearray()
        self._seal = seal

    def write(self, data: bytes, /) -> None:
        self._data += data

    def finish(self) -> None:
        if self._seal is not None:
            self._data = bytearray(self._seal(bytes(self._data)))

    def read(self, start: int, end: int, /) -> Iterator[bytes]:
        for at in range(start, end, CHUNK_BYTES):
            yield bytes(self._data[at : min(end, at + CHUNK_BYTES)])


def ignore(phase: str, percent: int) -> None:
    """Progress that nobody watches."""


def write(facts: PackFacts, means: Means, sink: Sink, progress: Progress = ignore) -> Written:
    """Make the pack and stream all of it into the sink.

    Raises:
        MemberChangedError: a stored photograph is not the one that was received.
    """
    recipe = prepare(facts, means, progress)
    sent, length = 0, recipe.length
    for chunk in read(recipe):
        sink(chunk)
        sent += len(chunk)
        progress("writing", sent * 100 // length)
    assert sent == length
    manifest = next(member for member in recipe.members if member.name == MANIFEST_NAME)
    return Written(length=length, manifest_sha256=manifest.sha256)


def prepare(facts: PackFacts, means: Means, progress: Progress = ignore) -> Recipe:
    """All members in order with sizes and hashes: enough to know the length and serve ranges."""
    others = [*_records(facts), *_photos(facts, means), *_proof(facts, means)]
    members = [
        _kept(means, "README.txt", lambda: readme(facts)),
        *_reports(facts, means, (others, progress)),
        *_twins(facts, means, progress),
        *others,
    ]
    progress("manifest", 100)
    shown = Shown(
        pack=facts.issue.pack,
        origin=facts.proof.origin,
        tree_size=facts.proof.tree_size,
        issued_at=facts.issue.issued_at,
        starts_at=facts.scope.starts_at,
        period_from=facts.scope.period_from.isoformat(),
        period_to=facts.scope.period_to.isoformat(),
        zone=facts.scope.zone,
        streams=facts.scope.streams,
        redactions={one.reason: one.entries for one in facts.redactions},
    )
    manifest = manifest_bytes(shown, members)
    note = sign_note(
        manifest_note_text(facts.issue.pack, manifest),
        name=facts.proof.key_name,
        public=facts.proof.public_key,
        sign=means.sign,
    )
    members += [
        member_of_bytes(MANIFEST_NAME, manifest),
        member_of_bytes(MANIFEST_NOTE_NAME, note.encode()),
    ]
    return Recipe(members=tuple(members), issued_at=facts.issue.issued_at)


def file_name(facts: PackFacts) -> str:
    """`fieldseal-<organisation>-<from>-<to>-<first 8 of pack id>.zip`"""
    scope, issue = facts.scope, facts.issue
    period = f"{scope.period_from.isoformat()}-{scope.period_to.isoformat()}"
    return f"fieldseal-{facts.organisation_key}-{period}-{issue.pack[:8]}.zip"


def readme(facts: PackFacts) -> bytes:
    """What to do with the pack, in both languages."""
    key = fingerprint(facts.proof.public_key)
    return (
        "Fieldseal evidence pack\n\n"
        "Open pack.pdf to read, or pack-en.html in a browser.\n"
        f"To check: {OTHER_WAY['en']}\n"
        "Take verify.py from the Fieldseal release page (the copy in here cannot convict a forger\n"
        "who packed it), ask your contact for the fingerprint, and run:\n\n"
        "    python3 verify.py <this file>.zip --fingerprint <64 digits>\n\n"
        "or open verify.html in a browser, choose this file and type the fingerprint.\n\n"
        f"This pack says that its fingerprint is\n    {key}\n\n"
        "证据包\n\n"
        "请打开 pack.pdf，或用浏览器打开 pack-zh-Hans.html。\n"
        f"核对方法：{OTHER_WAY['zh-Hans']}\n"
        "从 Fieldseal 发布页取得 verify.py（包内副本不能揭穿伪造者），\n"
        "向联系人询问密钥指纹，然后运行上面的命令。\n"
    ).encode()


def _kept(means: Means, name: str, make: Callable[[], bytes]) -> Member:
    member = means.kept.get(name)
    if member is None:
        member = means.kept[name] = member_of_bytes(name, make())
    return member


def _drafted(means: Means, name: str, fill: Callable[[Sink], object]) -> Member:
    """A large member through a draft: written once, sealed, then measured."""
    member = means.kept.get(name)
    if member is not None:
        return member
    draft = means.draft(name)
    written = fill(draft.write)
    assert written is not None
    draft.finish()
    size, crc, digest, at = 0, 0, hashlib.sha256(), 0
    while chunk := b"".join(draft.read(at, at + CHUNK_BYTES)):
        size, crc, at = size + len(chunk), zlib.crc32(chunk, crc), at + len(chunk)
        digest.update(chunk)
    member = Member(name=name, size=size, crc32=crc, sha256=digest.hexdigest(), source=draft.read)
    means.kept[name] = member
    return member


def _reports(
    facts: PackFacts, means: Means, context: tuple[Sequence[Member], Progress]
) -> Iterator[Member]:
    others, progress = context
    listed = [{"name": one.name, "size": one.size, "sha256": one.sha256} for one in others]
    attachments: tuple[Attachment, ...] = (
        ("checkpoint", facts.proof.checkpoint, "text/plain"),
        ("cover.bin", facts.proof.cover, "application/octet-stream"),
        ("key.txt", _key_line(facts), "text/plain"),
        ("members.json", canonical_bytes(listed), "application/json"),
    )

    volumes = volumes_of(facts)
    for index, volume in enumerate(volumes):
        name = "pack.pdf" if not index else f"pack-{index + 1}.pdf"

        def watch(done: int, total: int, index: int = index) -> None:
            progress("report", (index * 100 + done * 100 // total) // len(volumes))

        yield _report(volume, means, (name, attachments, watch))


def _report(
    facts: PackFacts,
    means: Means,
    context: tuple[str, tuple[Attachment, ...], Callable[[int, int], None]],
) -> Member:
    name, attachments, watch = context

    def fill(sink: Sink) -> object:
        drawing = Drawing(
            fonts=means.fonts, photos=means.photos, sink=sink, attachments=attachments
        )
        return draw_report(facts, drawing, watch)

    return _drafted(means, name, fill)


def _twins(facts: PackFacts, means: Means, progress: Progress) -> Iterator[Member]:
    for language in LANGUAGES:
        progress("twins", 50 if language == LANGUAGES[0] else 100)

        def fill(sink: Sink, language: str = language) -> object:
            count = 0
            for piece in html_twin(facts, language):
                sink(piece.encode("utf-8", "replace"))
                count += 1
            return count

        yield _drafted(means, f"pack-{language}.html", fill)


def _records(facts: PackFacts) -> Iterator[Member]:
    for record in sorted(facts.records, key=lambda record: (record.kind, record.id)):
        assert not any(b"\n" in body for body in record.bodies)
        data = b"".join(body + b"\n" for body in record.bodies)
        yield member_of_bytes(f"records/{record.kind}/{record.id}.jsonl", data)


def _photos(facts: PackFacts, means: Means) -> Iterator[Member]:
    photos = [photo for photo in all_photos(facts) if not photo.redacted]
    for photo in sorted(photos, key=lambda photo: photo.member):
        if means.photos.has_original(photo):
            yield Member(
                name=photo.member,
                size=photo.bytes,
                crc32=photo.crc32,
                sha256=photo.sha256,
                source=_photo_source(means.photos, photo),
            )


def _photo_source(photos: Photos, photo: Photo) -> Callable[[int, int], Iterable[bytes]]:
    return lambda start, end: photos.original(photo, start, end)


def _key_line(facts: PackFacts) -> bytes:
    return verifier_key(facts.proof.key_name, facts.proof.public_key).encode() + b"\n"


def _proof(facts: PackFacts, means: Means) -> Iterator[Member]:
    proof = facts.proof
    entries = sorted(proof.entries, key=lambda entry: entry.seq)
    ledger = b"".join(entry_bytes(entry) + b"\n" for entry in entries)
    consistency = {
        str(size): [digest.hex() for digest in path] for size, path in proof.consistency.items()
    }
    yield member_of_bytes("ledger.jsonl", ledger)
    yield member_of_bytes("cover.bin", proof.cover)
    yield member_of_bytes("checkpoint", proof.checkpoint)
    yield member_of_bytes("consistency.json", canonical_bytes(consistency))
    yield member_of_bytes("key.txt", _key_line(facts))
    yield member_of_bytes("verify.py", means.verifier)
    if means.verifier_page:
        yield member_of_bytes("verify.html", means.verifier_page)
