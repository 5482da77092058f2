"""Takes in a rescue file: what is known changes nothing, what is new is judged like any push."""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from backend.clock import instant_text
from backend.files import service as files
from backend.files import uses
from backend.ids import new_id
from backend.ledger import service as ledger
from backend.people import service as people
from backend.plumbing import age
from backend.problems import RefusedError
from backend.rescue.rescue_file import (
    Head,
    HeldFile,
    HeldOperation,
    RescueError,
    read_head,
    read_parts,
)
from backend.rescue.schemas import Rescued
from backend.sync import service as sync
from checklists.batch import OPERATIONS_MAX
from checklists.canonical import canonical_bytes, sha256_hex
from checklists.operation import DECODER, core_hash

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from backend.permissions import Caller
    from backend.plumbing.shell import Shell

# A push of our own keeps below the door's bound with its frame.
BATCH_BYTES = 900_000
CHUNK_BYTES = 1 << 20


@dataclass(slots=True)
class Count:
    """How many there were of each."""

    known: int = 0
    new: int = 0
    refused: int = 0
    files_known: int = 0
    files_new: int = 0


@dataclass(slots=True)
class Run:
    """Operations that follow each other in one chain."""

    chain: str
    texts: list[bytes] = field(default_factory=list[bytes])


async def take_in(shell: Shell, organisation: str | None, path: Path, by: str) -> Rescued:
    """Import an encrypted rescue file; `by` is an officer or `operator`.

    Without an organisation the one whose key opens the file is meant. Raises `rescue_unreadable`.
    """
    house, plain = await _opened(shell, organisation, path)
    try:
        return await _taken(shell, house, plain, by, await asyncio.to_thread(_digest, path))
    finally:
        await asyncio.to_thread(plain.unlink, missing_ok=True)


async def _opened(shell: Shell, organisation: str | None, path: Path) -> tuple[str, Path]:
    """Decrypt into a file beside the others in tmp; gives the organisation whose key fitted."""
    plain = shell.settings.data / "tmp" / f"rescue-{new_id(shell.clock.now(), shell.random)}"
    async with shell.database.reading() as reader:
        houses = [row.id for row in await people.organisations(reader)]
    for house in houses if organisation is None else [organisation]:
        if await asyncio.to_thread(age.decrypted, shell, house, path, plain):
            return house, plain
    raise RefusedError("rescue_unreadable")


async def _taken(shell: Shell, organisation: str, plain: Path, by: str, digest: str) -> Rescued:
    with _parts(shell, plain) as (head, operations, held):
        if head.organisation != organisation:
            raise RefusedError("rescue_unreadable")
        async with shell.database.reading() as reader:
            everybody = {row.id: row for row in await people.everybody(reader, organisation)}
            caller = await people.caller_of(reader, organisation, head.person)
        if head.person not in everybody:
            raise RefusedError("rescue_unreadable")
        count = Count()
        await _operations(shell, caller, operations, count)
        await _files(shell, caller, plain, held, count)
    await _entered(shell, caller, head, count, {"actor": by, "file": digest})
    return Rescued(
        person=head.person,
        person_name=everybody[head.person].names,
        device=head.device,
        device_name=head.device_name,
        made_at=head.made_at,
        known=count.known,
        new=count.new,
        refused=count.refused,
        files_known=count.files_known,
        files_new=count.files_new,
    )


@contextmanager
def _parts(
    shell: Shell, plain: Path
) -> Generator[tuple[Head, list[HeldOperation], list[HeldFile]]]:
    """Everything is read and checked before anything is taken: a cut file does nothing by halves."""
    operations: list[HeldOperation] = []
    held: list[HeldFile] = []
    try:
        with plain.open("rb") as source:
            head = read_head(source)
            for part in read_parts(source, head, shell.settings.file_bytes_max):
                if isinstance(part, HeldOperation):
                    operations.append(part)
                else:
                    held.append(part)
    except RescueError as error:
        raise RefusedError("rescue_unreadable") from error
    yield head, operations, held


async def _operations(
    shell: Shell, caller: Caller, operations: list[HeldOperation], count: Count
) -> None:
    """What is known is counted; the rest goes on in its chain where it can, else it is issued anew."""
    readable = [one for one in operations if _said(one.text)[0] is not None]
    count.refused += len(operations) - len(readable)
    known, unknown = await _known(shell, caller, readable)
    count.known += known
    for run in await _runs(shell, caller, unknown):
        for batch in _batches(run):
            body = b'{"chain":"%s","operations":[%s]}' % (run.chain.encode(), b",".join(batch))
            answer = await sync.push(shell, caller, body)
            refused = sum(one["status"] != "ok" for one in answer["statuses"])
            count.refused += refused
            count.new += len(batch) - refused


async def _known(
    shell: Shell, caller: Caller, operations: list[HeldOperation]
) -> tuple[int, list[HeldOperation]]:
    unknown: list[HeldOperation] = []
    async with shell.database.reading() as reader:
        for start in range(0, len(operations), OPERATIONS_MAX):
            part = operations[start : start + OPERATIONS_MAX]
            said = [_said(one.text) for one in part]
            ids = sorted({known for known, _ in said if known is not None})
            rows = await ledger.issued(reader, caller.organisation, ids)
            here = {(row.id, _said(row.body.encode())[1]) for row in rows}
            unknown += [
                one for one, (known, core) in zip(part, said, strict=True)
                if core is None or (known, core) not in here
            ]  # fmt: skip
    return len(operations) - len(unknown), unknown


def _said(text: bytes) -> tuple[str | None, str | None]:
    """An operation's id and the hash of what it says; nothing where it cannot be read."""
    try:
        op: Any = DECODER.decode(text.decode())
    except (ValueError, RecursionError):
        return None, None
    if not isinstance(op, dict):
        return None, None
    read = cast("dict[str, Any]", op)
    known = read.get("id")
    return (known if isinstance(known, str) else None), core_hash(read)


async def _runs(shell: Shell, caller: Caller, unknown: list[HeldOperation]) -> list[Run]:
    """Each chain that the server knows goes on where it stands; all else goes on a rescue chain."""
    runs: list[Run] = []
    anew: list[bytes] = []
    for chain in dict.fromkeys(one.chain for one in unknown):
        part = sorted((one for one in unknown if one.chain == chain), key=lambda one: one.seq)
        async with shell.database.reading() as reader:
            row = await people.chain_by_id(reader, caller.organisation, chain)
        follows = [row.head_seq + 1 + at for at in range(len(part))] if row else []
        if row and row.person == caller.person and [one.seq for one in part] == follows:
            runs.append(Run(chain, [one.text for one in part]))
        else:
            anew += [one.text for one in part]
    if anew:
        runs.append(await _issued_anew(shell, caller, anew))
    return runs


async def _issued_anew(shell: Shell, caller: Caller, texts: list[bytes]) -> Run:
    """The same operations on a chain of that person that no device has."""
    async with shell.database.transaction() as tx:
        row = await people.opened_chain(shell, tx, caller.organisation, caller.person, device=None)
    seq, prev = row.head_seq, row.head_hash
    run = Run(row.id)
    for text in texts:
        try:
            op: Any = DECODER.decode(text.decode())
        except (ValueError, RecursionError):
            continue
        seq += 1
        made = canonical_bytes({**op, "chain": run.chain, "seq": seq, "prev": prev})
        prev = sha256_hex(made)
        run.texts.append(made)
    return run


def _batches(run: Run) -> Generator[list[bytes]]:
    batch: list[bytes] = []
    size = 0
    for text in run.texts:
        if batch and (size + len(text) > BATCH_BYTES or len(batch) == OPERATIONS_MAX):
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += len(text) + 1
    if batch:
        yield batch


async def _files(
    shell: Shell, caller: Caller, plain: Path, held: list[HeldFile], count: Count
) -> None:
    missing = set(await uses.missing(shell, caller, [one.sha256 for one in held]))
    for one in held:
        if one.sha256 not in missing:
            count.files_known += 1
            continue
        content = await asyncio.to_thread(_slice, plain, one)
        await files.store(shell, caller.organisation, caller.person, content)
        count.files_new += 1


def _slice(plain: Path, one: HeldFile) -> bytes:
    with plain.open("rb") as source:
        source.seek(one.at)
        return source.read(one.bytes)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while piece := source.read(CHUNK_BYTES):
            digest.update(piece)
    return digest.hexdigest()


async def _entered(
    shell: Shell, caller: Caller, head: Head, count: Count, said: dict[str, str]
) -> None:
    """Who took in which file: what came by hand and not by the network can be told apart later."""
    if not (count.new or count.refused or count.files_new):
        return
    now = shell.clock.now()
    body = ledger.server_body(
        shell,
        "event",
        {
            "about": "device",
            "subject": head.device,
            "event": "rescued",
            "recorded_at": instant_text(now),
            "person": head.person,
            "operations": count.new + count.refused,
            "files": count.files_new,
            **said,
        },
    )
    async with shell.database.transaction() as tx:
        await tx.lock_log(caller.organisation)
        entry = ledger.entry_with(caller.organisation, "event", head.device, body)
        await ledger.append(tx, caller.organisation, now, [entry])
