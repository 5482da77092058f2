"""Places."""

from __future__ import annotations

from litestar import get

from backend.permissions import GivenCaller, Permission
from backend.plumbing.shell import GivenShell
from backend.sites import service
from backend.sites.schemas import Sites


@get("/api/sites", operation_id="ListSites", opt={"permission": Permission.signed_in})
async def list_sites(shell: GivenShell, caller: GivenCaller) -> Sites:
    """The places that one's roles reach, from the top down."""
    return Sites(items=await service.shown(shell, caller), next=None)


HANDLERS = [list_sites]
