"""tus 1.0 (core, creation, creation-with-upload, expiration) and reading by hash."""

from __future__ import annotations

from email.utils import formatdate
from typing import TYPE_CHECKING
from urllib.parse import quote

from litestar import Request, Response, get, head, patch, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Stream

from backend.files import creation, derived, service, uses
from backend.files.schemas import FilesAsked, FilesMissing
from backend.files.sniffing import document_extension
from backend.permissions import GivenCaller, Permission
from backend.plumbing.objects import object_key, pieces
from backend.plumbing.ranges import wanted_range
from backend.plumbing.shell import GivenShell
from backend.problems import RefusedError, field_refused
from checklists.operation_values import is_file_name

if TYPE_CHECKING:
    from backend.files.service import Transfer

AnyRequest = Request[None, None, State]
TUS = "1.0.0"
BYTES = "application/offset+octet-stream"
INLINE = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})


@post(
    "/api/files",
    operation_id="BeginUpload",
    status_code=201,
    opt={"permission": Permission.upload, "device": True, "delivers": True},
    request_max_body_size=None,  # the service counts while it reads
)
async def begin(request: AnyRequest, shell: GivenShell, caller: GivenCaller) -> Response[None]:
    """Open a transfer, with its first bytes or without; a known file is complete at once.

    `Upload-Offset` says how much is here.
    """
    _demand_tus(request)
    length = _whole_number(request, "Upload-Length")
    metadata = request.headers.get("upload-metadata", "")
    if request.headers.get("content-type") == BYTES:
        body = request.stream()
        transfer = await creation.begin_with(shell, caller, length, metadata, body)
    else:
        transfer = await service.begin(shell, caller, length, metadata)
    headers = _headers(transfer) | {"Location": f"/api/files/{transfer.id}"}
    return Response(None, status_code=201, headers=headers)


@head(
    "/api/files/{transfer:str}",
    operation_id="UploadProgress",
    opt={"permission": Permission.upload, "device": True, "delivers": True},
)
async def progress(
    request: AnyRequest, shell: GivenShell, caller: GivenCaller, transfer: FromPath[str]
) -> Response[None]:
    """How much of the transfer is here."""
    _demand_tus(request)
    found = await service.progress(shell, caller, transfer)
    headers = _headers(found) | {"Upload-Length": str(found.size), "Cache-Control": "no-store"}
    return Response(None, status_code=200, headers=headers)


@patch(
    "/api/files/{transfer:str}",
    operation_id="Upload",
    status_code=204,
    opt={"permission": Permission.upload, "device": True, "delivers": True},
    request_max_body_size=None,  # the service counts while it writes
)
async def add(
    request: AnyRequest, shell: GivenShell, caller: GivenCaller, transfer: FromPath[str]
) -> Response[None]:
    """Append bytes at `Upload-Offset`."""
    _demand_tus(request)
    if request.headers.get("content-type") != BYTES:
        raise RefusedError("content_type")
    offset = _whole_number(request, "Upload-Offset")
    moved = await service.add(shell, caller, transfer, offset, request.stream())
    return Response(None, status_code=204, headers=_headers(moved))


@get(
    "/api/files/{sha256:str}",
    operation_id="GetFile",
    media_type="application/octet-stream",
    opt={"permission": Permission.signed_in, "packed_already": True, "query": ("name",)},
)
async def read(
    request: AnyRequest,
    shell: GivenShell,
    caller: GivenCaller,
    sha256: FromPath[str],
    name: FromQuery[str] = "",
) -> Stream:
    """The original, byte for byte, as an attachment, under a name if one is given; with ranges."""
    row = await uses.readable(shell, caller, sha256)
    path = shell.objects.path(object_key(caller.organisation, sha256))
    start, end, partial = wanted_range(request.headers.get("range"), row.bytes)
    headers = {
        # The route's own media type is for the schema; what goes out is what the bytes are.
        "Content-Type": row.type,
        "Content-Length": str(end - start),
        "Accept-Ranges": "bytes",
        "Content-Disposition": _disposition(sha256, row.type, name),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, max-age=31536000, immutable",
    }
    if partial:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{row.bytes}"
    return Stream(
        pieces(path, start, end),
        status_code=206 if partial else 200,
        headers=headers,
    )


def _disposition(sha256: str, kind: str, name: str) -> str:
    """Save as the name that the file was given under (RFC 6266), else as its hash."""
    known = name if is_file_name(name) else ""
    plain = f'attachment; filename="{sha256}.{document_extension(kind, known)}"'
    return f"{plain}; filename*=UTF-8''{quote(known, safe='')}" if known else plain


@get(
    "/api/files/{sha256:str}/thumb",
    operation_id="GetThumbnail",
    media_type="image/jpeg",
    opt={"permission": Permission.signed_in, "packed_already": True},
)
async def thumbnail(
    shell: GivenShell, caller: GivenCaller, sha256: FromPath[str]
) -> Response[bytes]:
    """A small upright copy without metadata; `not_found` while there is none."""
    await uses.readable(shell, caller, sha256)
    content = await derived.small_copy(shell, caller.organisation, sha256)
    if content is None:
        coming = await service.expect_copies(shell, caller.organisation, sha256)
        raise RefusedError("not_found", retry_after_seconds=2 if coming else None)
    return Response(
        content,
        media_type="image/jpeg",
        headers={"Cache-Control": "private, max-age=31536000, immutable"},
    )


@post(
    "/api/files/known",
    operation_id="FilesKnown",
    status_code=200,
    opt={"permission": Permission.upload, "device": True, "delivers": True},
)
async def known(
    shell: GivenShell, caller: GivenCaller, data: JSONBody[FilesAsked]
) -> FilesMissing:
    """Which of these files the server lacks: what a device was told before a restore may be gone."""
    return FilesMissing(missing=await uses.missing(shell, caller, data.sha256))


HANDLERS = [begin, known, progress, add, read, thumbnail]


def _demand_tus(request: AnyRequest) -> None:
    if request.headers.get("tus-resumable") != TUS:
        raise RefusedError("tus_version")


def _whole_number(request: AnyRequest, name: str) -> int:
    given = request.headers.get(name.lower(), "")
    if not (given.isascii() and given.isdigit() and len(given) <= 15):
        raise field_refused(name, "A whole number of bytes.", "须为字节数（整数）。")
    return int(given)


def _headers(transfer: Transfer) -> dict[str, str]:
    return {
        "Tus-Resumable": TUS,
        "Upload-Offset": str(transfer.offset),
        "Upload-Expires": formatdate(transfer.expires_at / 1000, usegmt=True),
    }
