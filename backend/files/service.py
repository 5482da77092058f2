"""Files arrive in pieces, are checked whole, and count by their hash (protocol.md §9)."""

from __future__ import annotations

import asyncio
import hashlib
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import structlog
from litestar.exceptions import InternalServerException

from backend.files import queries, room, uses
from backend.files.announcing import DAY_MS, Announced, announced, new_transfer, upload_row
from backend.files.records import FileRow, UploadRow
from backend.files.sniffing import sniffed
from backend.ids import new_id
from backend.plumbing import jobs
from backend.plumbing.objects import CHUNK_BYTES, object_key
from backend.problems import RefusedError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from backend.permissions import Caller
    from backend.plumbing.database.transaction import Reader, Transaction
    from backend.plumbing.shell import Shell

log = structlog.get_logger()
# One hop to a thread for each so many bytes, and never more than that of one transfer in memory.
WRITE_BYTES = 1 << 20
UNUSED_DAYS = 30
# One PATCH at a time for each transfer in this process; across replicas the offset decides.
_UNDER_WAY: set[str] = set()


class Hasher(Protocol):
    """SHA-256 under way."""

    def update(self, data: bytes | bytearray, /) -> None: ...

    def hexdigest(self) -> str: ...


@dataclass(slots=True)
class Running:
    """What is known of the bytes up to an offset: their hash, CRC-32 and first bytes."""

    digest: Hasher = field(default_factory=hashlib.sha256)
    crc: int = 0
    offset: int = 0
    head: bytes = b""

    def take(self, content: bytes | bytearray) -> None:
        """Go on with the next bytes."""
        self.head = self.head or bytes(content[:16])
        self.digest.update(content)
        self.crc = zlib.crc32(content, self.crc)
        self.offset += len(content)


# Only spares reading a file again: what is forgotten, or begun elsewhere, is read from the disk.
_RUNNING: dict[str, Running] = {}
RUNNING_MAX = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """A transfer: how much is here of how much."""

    id: str
    offset: int
    size: int
    expires_at: int


async def begin(shell: Shell, caller: Caller, length: int, metadata: str) -> Transfer:
    """Open a transfer; a file that is here and that the caller may read needs no bytes."""
    given = announced(shell, length, metadata)
    opened = new_transfer(shell)
    known = await is_known(shell, caller, given)

    async def entered(tx: Transaction) -> None:
        if known:
            await queries.add_holder(tx, caller.organisation, given.sha256, caller.person)
        else:
            await room.demand(shell, tx, caller, length)
        await queries.add_upload(tx, upload_row(caller, given, opened, known=known))

    await shell.database.transact(entered, durable=known)
    if not known:
        await asyncio.to_thread(_make_empty, part_of(shell, opened.id))
    offset = length if known else 0
    return Transfer(id=opened.id, offset=offset, size=length, expires_at=opened.expires_at)


async def is_known(shell: Shell, caller: Caller, given: Announced) -> bool:
    """Whether a transfer needs no bytes: the file is here, and this person may read it already.

    Whoever may not sends the bytes and shows so that they have them: a hash is no secret.
    """

    async def asked(reader: Reader) -> bool:
        present = await uses.present(reader, caller.organisation, [given.sha256])
        row = present.get(given.sha256)
        # Another size than the file of that hash has: the bytes will show who is wrong.
        if row is None or row.bytes != given.bytes:
            return False
        return given.sha256 in await uses.entitled(reader, caller, [given.sha256])

    # A folder that was put back from an older copy than the database lacks what the rows name.
    return await shell.database.read(asked) and await shell.objects.exists(
        object_key(caller.organisation, given.sha256)
    )


async def progress(shell: Shell, caller: Caller, transfer: str) -> Transfer:
    """How much of a transfer is here; raises `upload_gone` after its end."""
    async with shell.database.reading() as reader:
        row = await _transfer_of(shell, reader, caller, transfer)
    return Transfer(
        id=transfer,
        offset=await _offset(shell, row),
        size=row.bytes,
        expires_at=row.expires_at,
    )


async def add(
    shell: Shell, caller: Caller, transfer: str, offset: int, body: AsyncIterator[bytes]
) -> Transfer:
    """Append bytes; the last ones check the hash and make the file durable before the answer."""
    async with shell.database.reading() as reader:
        row = await _transfer_of(shell, reader, caller, transfer)
    if transfer in _UNDER_WAY:
        raise RefusedError("busy", retry_after_seconds=1)
    _UNDER_WAY.add(transfer)
    try:
        if offset != await _offset(shell, row):
            raise RefusedError("offset_wrong")
        now_at, running = await _append(shell, row, offset, body)
        if now_at == row.bytes:
            await _finish(shell, row, running)
        elif running is not None:
            _remember(transfer, running)
    finally:
        _UNDER_WAY.discard(transfer)
    return Transfer(id=transfer, offset=now_at, size=row.bytes, expires_at=row.expires_at)


async def store(shell: Shell, organisation: str, person: str | None, content: bytes) -> str:
    """Take over a whole file that this program made or read itself; gives its hash."""
    part = part_of(shell, new_id(shell.clock.now(), shell.random))
    await asyncio.to_thread(_make_empty, part)
    await asyncio.to_thread(part.write_bytes, content)
    sha256 = hashlib.sha256(content).hexdigest()
    await shell.objects.adopt(object_key(organisation, sha256), part)
    facts = (len(content), zlib.crc32(content), content[:16])
    async with shell.database.transaction() as tx:
        await queries.add_file(tx, _row(shell, organisation, person, sha256, facts))
        if person is not None:
            await queries.add_holder(tx, organisation, sha256, person)
    return sha256


async def ask_copies(shell: Shell, tx: Transaction, organisation: str, sha256: str) -> str:
    """Have smaller copies of a photo made, once; gives the job's id."""
    return await jobs.ask(
        shell,
        tx,
        organisation,
        jobs.Wanted(kind="derive", key=sha256, payload={"sha256": sha256}),
    )


async def expect_copies(shell: Shell, organisation: str, sha256: str) -> bool:
    """Whether copies that are not here will come; those that were made and got lost come again."""
    async with shell.database.transaction() as tx:
        job = await ask_copies(shell, tx, organisation, sha256)
        row = await jobs.job_by_id(tx, organisation, job)
        assert row is not None, "a job that was asked for is gone"
        if row.state == "done" and row.given["made"]:
            return await jobs.again(tx, organisation, job)
    return row.state in {"queued", "running"}


async def sweep(shell: Shell) -> int:
    """Drop transfers that ended unfinished and files nobody named within 30 days."""
    now = shell.clock.now()
    async with shell.database.transaction() as tx:
        expired = await queries.expired_uploads(tx, now)
        for row in expired:
            await queries.end_upload(tx, row.organisation, row.id)
        unused = await queries.unused_files(tx, now - UNUSED_DAYS * DAY_MS)
        for row in unused:
            await queries.forget_file(tx, row.organisation, row.sha256)
    for row in expired:
        await asyncio.to_thread(part_of(shell, row.id).unlink, missing_ok=True)
    for row in unused:
        path = shell.objects.path(object_key(row.organisation, row.sha256))
        await asyncio.to_thread(path.unlink, missing_ok=True)
    return len(expired) + len(unused)


async def _transfer_of(shell: Shell, reader: Reader, caller: Caller, transfer: str) -> UploadRow:
    row = await queries.upload_by_id(reader, caller.organisation, transfer)
    gone = row is None or row.expires_at <= shell.clock.now()
    if row is None or gone or row.person != caller.person:
        raise RefusedError("upload_gone")
    return row


async def _offset(shell: Shell, row: UploadRow) -> int:
    if row.metadata == "known":
        return row.bytes
    try:
        return (await asyncio.to_thread(part_of(shell, row.id).stat)).st_size
    except FileNotFoundError as error:
        raise RefusedError("upload_gone") from error


async def _append(
    shell: Shell, row: UploadRow, offset: int, body: AsyncIterator[bytes]
) -> tuple[int, Running | None]:
    """Write what comes; gives the new offset and the hash so far, where it is known."""
    limit = min(row.bytes - offset, shell.settings.patch_bytes_max)
    taken, held = 0, bytearray()
    part, running = part_of(shell, row.id), _running_at(row.id, offset)
    try:
        async for chunk in body:
            taken += len(chunk)
            if taken > limit:
                if row.metadata != "known":
                    await asyncio.to_thread(_cut, part, offset)
                raise RefusedError("too_large")
            held += chunk
            if len(held) >= WRITE_BYTES:
                await asyncio.to_thread(_write, part, held, running)
                held = bytearray()
    except InternalServerException as error:
        # What came before the cut is kept: the device asks how much, and goes on from there.
        await asyncio.to_thread(_write, part, held, running)
        if running is not None:
            _remember(row.id, running)
        log.info("transfer_cut", transfer=row.id, offset=offset + taken)
        raise RefusedError("transfer_cut") from error
    if held:
        await asyncio.to_thread(_write, part, held, running)
    return offset + taken, running


def _running_at(transfer: str, offset: int) -> Running | None:
    """The hash of what is here: none yet at the start, else as remembered, else unknown."""
    kept = _RUNNING.pop(transfer, None)
    if offset == 0:
        return Running()
    return kept if kept is not None and kept.offset == offset else None


def _remember(transfer: str, running: Running) -> None:
    while len(_RUNNING) >= RUNNING_MAX:
        _RUNNING.pop(next(iter(_RUNNING)))
    _RUNNING[transfer] = running


def forget_running() -> None:
    """Forget what is under way, as a start does: what is here is read from the disk."""
    _RUNNING.clear()
    _UNDER_WAY.clear()


def _write(part: Path, content: bytearray, running: Running | None) -> None:
    with part.open("ab", buffering=0) as file:
        file.write(content)
    if running is not None:
        running.take(content)


def _cut(part: Path, size: int) -> None:
    with part.open("r+b") as file:
        file.truncate(size)


async def _finish(shell: Shell, row: UploadRow, running: Running | None) -> None:
    if row.metadata == "known":
        return
    part = part_of(shell, row.id)
    if running is None or running.offset != row.bytes:
        running = await asyncio.to_thread(_measured, part)
    sha256 = running.digest.hexdigest()
    if sha256 != row.sha256:
        await asyncio.to_thread(_make_empty, part)
        raise RefusedError("hash_wrong")
    await shell.objects.adopt(object_key(row.organisation, sha256), part)

    async def entered(tx: Transaction) -> None:
        await enter(shell, tx, row, running)
        await queries.mark_known(tx, row.organisation, row.id)

    await shell.database.transact(entered)


async def enter(shell: Shell, tx: Transaction, row: UploadRow, running: Running) -> None:
    """The rows of a file that has arrived whole."""
    organisation, head = row.organisation, running.head
    facts = (row.bytes, running.crc, head)
    await queries.add_file(tx, _row(shell, organisation, row.person, row.sha256, facts))
    await queries.add_holder(tx, organisation, row.sha256, row.person)
    if sniffed(head).startswith("image/"):
        await ask_copies(shell, tx, organisation, row.sha256)


def _row(
    shell: Shell, organisation: str, person: str | None, sha256: str, facts: tuple[int, int, bytes]
) -> FileRow:
    size, crc, head = facts
    return FileRow(
        organisation=organisation,
        sha256=sha256,
        bytes=size,
        crc32=crc,
        type=sniffed(head),
        received_at=shell.clock.now(),
        person=person,
    )


def part_of(shell: Shell, transfer: str) -> Path:
    """Where the bytes of a transfer lie until it is whole."""
    return shell.settings.data / "uploads" / transfer


def _make_empty(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")


def _measured(path: Path) -> Running:
    running = Running()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            running.take(chunk)
    return running
