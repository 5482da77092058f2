"""Push, pull, and the inbox of what was refused."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from backend.permissions import Caller, GivenCaller, Permission
from backend.plumbing import edge
from backend.plumbing.shell import GivenShell, Shell
from backend.problems import RefusedError
from backend.sync import pulling, quarantine, service
from backend.sync.schemas import Dismissal, PullPage, Quarantine
from checklists.canonical import sha256_hex

AnyRequest = Request[None, None, State]
Limit = Annotated[int, QueryParameter(ge=1, le=200)]
IN_FLIGHT: set[object] = set()


@post(
    "/api/sync/push",
    operation_id="Push",
    status_code=200,
    opt={"permission": Permission.push, "device": True, "delivers": True},
    request_max_body_size=2_000_000,
)
async def push(request: AnyRequest, shell: GivenShell, caller: GivenCaller) -> Response[bytes]:
    """Take a batch of operations; answered after it is durable."""
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
        raise RefusedError("content_type")
    if len(IN_FLIGHT) >= shell.settings.pushes_at_once:
        raise RefusedError("busy", retry_after_seconds=2)
    token = object()
    IN_FLIGHT.add(token)
    try:
        body = await _body(request)
        answer = await _pushed(shell, caller, body)
    finally:
        IN_FLIGHT.discard(token)
    return Response(msgspec.json.encode(answer), media_type="application/json")


@get(
    "/api/sync/pull",
    operation_id="Pull",
    opt={"permission": Permission.signed_in, "query": ("cursor",), "device": True},
)
async def pull(
    request: AnyRequest,
    shell: GivenShell,
    caller: GivenCaller,
    cursor: FromQuery[str | None] = None,
) -> PullPage:
    """The next page of what this caller should know.

    A device that says in `Fieldseal-Told` what it was told hears what this server knows of its chain.
    """
    if caller.session is None:
        raise RefusedError("signed_out")
    found = await pulling.pull(shell, caller, cursor)
    told = pulling.told_from(request.headers.get("fieldseal-told"))
    if told is None:
        return PullPage(**found)
    return PullPage(**found, chain=await pulling.chain_known(shell, caller, told))


@get(
    "/api/sync/quarantine",
    operation_id="ListQuarantine",
    opt={"permission": Permission.quarantine_settle, "query": ("limit", "after", "settled")},
)
async def list_quarantine(
    shell: GivenShell,
    caller: GivenCaller,
    limit: Limit = 50,
    after: FromQuery[str] = "",
    settled: FromQuery[bool] = False,
) -> Quarantine:
    """What was refused and waits for an officer."""
    return await quarantine.shown(shell, caller, after, limit, settled=settled)


@post(
    "/api/sync/quarantine/{operation:str}/admit",
    operation_id="AdmitOperation",
    status_code=200,
    opt={"permission": Permission.quarantine_settle},
)
async def admit(
    shell: GivenShell, caller: GivenCaller, operation: FromPath[str]
) -> dict[str, str]:
    """Accept a refused operation now: the same bytes, a new place in the log."""
    return await quarantine.admit(shell, caller, operation)


@post(
    "/api/sync/quarantine/{operation:str}/dismiss",
    operation_id="DismissOperation",
    status_code=200,
    opt={"permission": Permission.quarantine_settle},
)
async def dismiss(
    shell: GivenShell, caller: GivenCaller, operation: FromPath[str], data: JSONBody[Dismissal]
) -> dict[str, str]:
    """Leave a refused operation out, with a reason; its bytes are kept."""
    return await quarantine.dismiss(shell, caller, operation, data.reason)


async def _pushed(shell: Shell, caller: Caller, body: bytes) -> dict[str, Any]:
    """A refusal of the whole body says which body it read: no proxy can say that (protocol.md §6)."""
    try:
        return await service.push(shell, caller, body)
    except RefusedError as error:
        if error.problem.status in {400, 413}:
            error.more["body_sha256"] = sha256_hex(body)
        raise


HANDLERS = [push, pull, list_quarantine, admit, dismiss]


async def _body(request: AnyRequest) -> bytes:
    try:
        return await edge.unpacked_body(
            await request.body(), request.headers.get("content-encoding", "")
        )
    except edge.TooLargeError as error:
        raise RefusedError("batch_too_large") from error
    except ValueError as error:
        raise RefusedError("batch_unreadable") from error
