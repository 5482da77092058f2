"""Checklists in force and their documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litestar import Response, get
from litestar.params import FromPath

from backend.permissions import GivenCaller, Permission
from backend.plumbing.shell import GivenShell
from backend.templates import service
from backend.templates.schemas import Versions, VersionShown

if TYPE_CHECKING:
    from backend.templates.records import VersionListed


@get("/api/templates", operation_id="ListTemplates", opt={"permission": Permission.standards_read})
async def list_templates(shell: GivenShell, caller: GivenCaller) -> Versions:
    """The checklists in force."""
    async with shell.database.reading() as reader:
        rows, _ = await service.shown_versions(reader, caller.organisation)
    items = [_shown(row) for row in rows if row.retired_at is None]
    return Versions(items=items, next=None)


@get(
    "/api/templates/{key:str}/versions",
    operation_id="ListTemplateVersions",
    opt={"permission": Permission.standards_read},
)
async def list_versions(shell: GivenShell, caller: GivenCaller, key: FromPath[str]) -> Versions:
    """All versions of a checklist, the newest first."""
    async with shell.database.reading() as reader:
        rows, _ = await service.shown_versions(reader, caller.organisation)
    items = sorted((_shown(row) for row in rows if row.key == key), key=lambda one: -one.version)
    return Versions(items=items, next=None)


@get(
    "/api/documents/{sha256:str}",
    operation_id="GetDocument",
    media_type="application/json",
    opt={"permission": Permission.standards_read},
)
async def document(
    shell: GivenShell, caller: GivenCaller, sha256: FromPath[str]
) -> Response[bytes]:
    """A template or rule document, canonical, the same for ever."""
    text = await service.readable_document(shell, caller, sha256)
    return Response(
        text.encode(),
        media_type="application/json",
        headers={"Cache-Control": "private, max-age=31536000, immutable", "ETag": f'"{sha256}"'},
    )


HANDLERS = [list_templates, list_versions, document]


def _shown(row: VersionListed) -> VersionShown:
    return VersionShown(
        id=row.id,
        key=row.key,
        version=row.version,
        sha256=row.sha256,
        bytes=row.bytes,
        kind=row.kind,
        title=row.names,
        rules=row.rules,
        retired=row.retired_at is not None,
    )
