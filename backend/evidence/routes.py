"""Evidence packs and the jobs that build them."""

from __future__ import annotations

from typing import Annotated

from litestar import Request, Response, delete, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.response import Stream

from backend.evidence import service
from backend.evidence.schemas import JobShown, LedgerKeyShown, Ordered, PackOrder, Packs
from backend.permissions import GivenCaller, Permission
from backend.plumbing.objects import pieces
from backend.plumbing.ranges import wanted_range
from backend.plumbing.shell import GivenShell

AnyRequest = Request[None, None, State]
Limit = Annotated[int, QueryParameter(ge=1, le=200)]


@post(
    "/api/evidence-packs",
    operation_id="BuildPack",
    status_code=202,
    opt={"permission": Permission.packs_build},
)
async def build(shell: GivenShell, caller: GivenCaller, data: JSONBody[PackOrder]) -> Ordered:
    """Order a pack; a job builds it."""
    return await service.order(shell, caller, data)


@get(
    "/api/evidence-packs",
    operation_id="ListPacks",
    opt={"permission": Permission.packs_read, "query": ("limit", "after")},
)
async def list_packs(
    shell: GivenShell, caller: GivenCaller, limit: Limit = 50, after: FromQuery[str | None] = None
) -> Packs:
    """Packs, the newest first."""
    return await service.packs(shell, caller, after, limit)


@get(
    "/api/evidence-packs/{pack:str}/file",
    operation_id="GetPackFile",
    media_type="application/zip",
    opt={"permission": Permission.packs_read, "packed_already": True},
)
async def file(
    request: AnyRequest, shell: GivenShell, caller: GivenCaller, pack: FromPath[str]
) -> Stream:
    """The pack itself; ranges are honoured, so that a broken download goes on."""
    row, path = await service.pack_file(shell, caller, pack)
    start, end, partial = wanted_range(request.headers.get("range"), row.bytes)
    headers = {
        "Content-Length": str(end - start),
        "Accept-Ranges": "bytes",
        "Content-Disposition": f'attachment; filename="{row.file_name}"',
        "ETag": f'"{row.manifest}"',
        "Cache-Control": "private, max-age=31536000, immutable",
    }
    if partial:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{row.bytes}"
    return Stream(
        pieces(path, start, end),
        status_code=206 if partial else 200,
        media_type="application/zip",
        headers=headers,
    )


@get(
    "/api/ledger-key",
    operation_id="GetLedgerKey",
    opt={"permission": Permission.signed_in},
)
async def ledger_key(shell: GivenShell, caller: GivenCaller) -> LedgerKeyShown:
    """The key that signs this organisation's ledger and packs; it is no secret."""
    return await service.key_shown(shell, caller.organisation)


@get("/api/jobs/{job:str}", operation_id="GetJob", opt={"permission": Permission.packs_read})
async def get_job(shell: GivenShell, caller: GivenCaller, job: FromPath[str]) -> JobShown:
    """How far a job is."""
    return await service.job(shell, caller, job)


@delete(
    "/api/jobs/{job:str}", operation_id="CancelJob", opt={"permission": Permission.packs_build}
)
async def cancel_job(shell: GivenShell, caller: GivenCaller, job: FromPath[str]) -> Response[None]:
    """Stop a job."""
    await service.cancel(shell, caller, job)
    return Response(None, status_code=204)


@post(
    "/api/jobs/{job:str}/resume",
    operation_id="ResumeJob",
    status_code=200,
    opt={"permission": Permission.packs_build},
)
async def resume_job(shell: GivenShell, caller: GivenCaller, job: FromPath[str]) -> JobShown:
    """Take up a failed or cancelled job again."""
    await service.resume(shell, caller, job)
    return await service.job(shell, caller, job)


HANDLERS = [build, list_packs, file, ledger_key, get_job, cancel_job, resume_job]
