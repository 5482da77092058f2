"""The officer's door for a rescue file."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from litestar import Request, post
from litestar.datastructures import State

from backend.ids import new_id
from backend.permissions import GivenCaller, Permission
from backend.plumbing.shell import GivenShell, Shell
from backend.problems import RefusedError
from backend.rescue import service
from backend.rescue.schemas import Rescued

if TYPE_CHECKING:
    from typing import BinaryIO

AnyRequest = Request[None, None, State]
WRITE_BYTES = 1 << 20


@post(
    "/api/sync/rescue",
    operation_id="ImportRescueFile",
    status_code=200,
    opt={"permission": Permission.quarantine_settle},
    request_max_body_size=None,  # counted while it is written
)
async def take_in(request: AnyRequest, shell: GivenShell, caller: GivenCaller) -> Rescued:
    """Take in a rescue file: known operations change nothing, new ones are judged like a push."""
    if request.headers.get("content-type") != "application/octet-stream":
        raise RefusedError("content_type")
    path = shell.settings.data / "tmp" / f"given-{new_id(shell.clock.now(), shell.random)}"
    try:
        await _received(request, shell, path)
        return await service.take_in(shell, caller.organisation, path, caller.person)
    finally:
        await asyncio.to_thread(path.unlink, missing_ok=True)


async def _received(request: AnyRequest, shell: Shell, path: Path) -> None:
    """The body into a file, in pieces: a rescue file may be larger than the memory."""
    size, held = 0, bytearray()
    with await asyncio.to_thread(path.open, "wb") as file:
        async for piece in request.stream():
            size += len(piece)
            if size > shell.settings.rescue_bytes_max:
                raise RefusedError("too_large")
            held += piece
            if len(held) >= WRITE_BYTES:
                await asyncio.to_thread(_write, file, held)
                held = bytearray()
        await asyncio.to_thread(_write, file, held)


def _write(file: BinaryIO, content: bytearray) -> None:
    file.write(content)


HANDLERS = [take_in]
