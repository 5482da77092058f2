"""Inspections: lists, and one with all that is known of it."""

from __future__ import annotations

from typing import Annotated

from litestar import get
from litestar.params import FromPath, FromQuery, QueryParameter

from backend.inspections import showing
from backend.inspections.schemas import InspectionDetail, Inspections
from backend.permissions import GivenCaller, Permission
from backend.plumbing.shell import GivenShell

State = Annotated[str | None, QueryParameter(name="state")]
Limit = Annotated[int, QueryParameter(ge=1, le=200)]
READ = {"permission": Permission.inspections_read}


@get(
    "/api/inspections",
    operation_id="ListInspections",
    opt={
        **READ,
        "query": ("site", "template", "kind", "from", "to", "state", "limit", "after"),
    },
)
async def list_inspections(
    shell: GivenShell,
    caller: GivenCaller,
    site: FromQuery[str | None] = None,
    template: FromQuery[str | None] = None,
    kind: FromQuery[str | None] = None,
    from_on: Annotated[str | None, QueryParameter(name="from")] = None,
    to_on: Annotated[str | None, QueryParameter(name="to")] = None,
    in_state: State = None,
    limit: Limit = 50,
    after: FromQuery[str | None] = None,
) -> Inspections:
    """Inspections, the newest business day first."""
    filters = {"site": site, "template_key": template, "kind": kind, "state": in_state}
    return await showing.page(shell, caller, filters, (from_on, to_on), (after, limit))


@get("/api/inspections/{known:str}", operation_id="GetInspection", opt=READ)
async def get_inspection(
    shell: GivenShell, caller: GivenCaller, known: FromPath[str]
) -> InspectionDetail:
    """One inspection with answers, conflicts, files, verdicts and findings."""
    return await showing.one(shell, caller, known)


HANDLERS = [list_inspections, get_inspection]
