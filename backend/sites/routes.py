"""Places."""

from __future__ import annotations

from litestar import get

from backend.permissions import GivenCaller, Permission
from backend.plumbing.shell import GivenShell
from backend.sites import service
from backend.sites.schemas import Calendars, Sites


@get("/api/sites", operation_id="ListSites", opt={"permission": Permission.signed_in})
async def list_sites(shell: GivenShell, caller: GivenCaller) -> Sites:
    """The places that one's roles reach, from the top down."""
    return Sites(items=await service.shown(shell, caller), next=None)


@get("/api/calendars", operation_id="ListCalendars", opt={"permission": Permission.standards_read})
async def list_calendars(shell: GivenShell, caller: GivenCaller) -> Calendars:
    """The working calendars in use, and which of them need their next version soon."""
    return Calendars(items=await service.calendars(shell, caller.organisation), next=None)


HANDLERS = [list_sites, list_calendars]
