"""creation-with-upload of tus: the first bytes come with the announcement (protocol.md §9).

A file that comes whole in one request costs one hop for its bytes and one transaction for its
rows; nothing of it is begun and left. Whatever else comes goes the way of a transfer.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from litestar.exceptions import InternalServerException

from backend.files import announcing, queries, service
from backend.files.service import WRITE_BYTES, Running, Transfer
from backend.plumbing.objects import object_key
from backend.problems import RefusedError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from backend.files.announcing import Announced
    from backend.permissions import Caller
    from backend.plumbing.database.transaction import Transaction
    from backend.plumbing.shell import Shell


async def begin_with(
    shell: Shell, caller: Caller, length: int, metadata: str, body: AsyncIterator[bytes]
) -> Transfer:
    """Open a transfer with its first bytes; whole where all of them come.

    Raises: `hash_wrong` where they are not those that were announced; nothing is kept then.
    """
    announced = announcing.announced(shell, length, metadata)
    if length > WRITE_BYTES or await service.is_known(shell, caller, announced):
        begun = await service.begin(shell, caller, length, metadata)
        if begun.offset == length:
            return begun
        return await service.add(shell, caller, begun.id, 0, body)
    content = await _read(body, length)
    if len(content) == length:
        return await _whole(shell, caller, announced, content)
    begun = await service.begin(shell, caller, length, metadata)
    return await service.add(shell, caller, begun.id, 0, _again(content))


async def _read(body: AsyncIterator[bytes], length: int) -> bytearray:
    """The bytes of a small body; a cut one is as far as it came."""
    content = bytearray()
    try:
        async for chunk in body:
            content += chunk
            if len(content) > length:
                raise RefusedError("too_large")
    except InternalServerException as error:
        raise RefusedError("transfer_cut") from error
    return content


async def _again(content: bytearray) -> AsyncIterator[bytes]:
    yield bytes(content)


async def _whole(
    shell: Shell, caller: Caller, announced: Announced, content: bytearray
) -> Transfer:
    transfer = announcing.new_transfer(shell)
    part = service.part_of(shell, transfer.id)
    running = await asyncio.to_thread(_written, part, content, announced.sha256)
    if running is None:
        raise RefusedError("hash_wrong")
    await shell.objects.adopt(object_key(caller.organisation, announced.sha256), part)
    row = announcing.upload_row(caller, announced, transfer, known=True)

    async def entered(tx: Transaction) -> None:
        await queries.add_upload(tx, row)
        await service.enter(shell, tx, row, running)

    await shell.database.transact(entered)
    return Transfer(
        id=transfer.id,
        offset=announced.bytes,
        size=announced.bytes,
        expires_at=transfer.expires_at,
    )


def _written(part: Path, content: bytearray, sha256: str) -> Running | None:
    """Write what has this hash; nothing for other bytes."""
    running = Running()
    running.take(content)
    if running.digest.hexdigest() != sha256:
        return None
    part.parent.mkdir(parents=True, exist_ok=True)
    part.write_bytes(content)
    return running
