"""The backlog: lists, one matter, its deadline, and moves."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from backend.findings import listing, previewing, service, showing
from backend.findings.schemas import (
    ActionDetail,
    Backlog,
    Candidates,
    DeadlineShown,
    Move,
    Moved,
    MovePreview,
    Nonconformities,
    NonconformityDetail,
)
from backend.permissions import GivenCaller, Permission
from backend.plumbing.shell import GivenShell

State = Annotated[str | None, QueryParameter(name="state")]
Limit = Annotated[int, QueryParameter(ge=1, le=200)]
READ = {"permission": Permission.actions_read}
FILTERS = ("state", "severity", "site", "owner", "limit", "after")


@get(
    "/api/actions",
    operation_id="ListActions",
    opt={**READ, "query": (*FILTERS, "overdue", "due_before", "open", "sort")},
)
async def list_actions(
    shell: GivenShell,
    caller: GivenCaller,
    in_state: State = None,
    severity: FromQuery[str | None] = None,
    site: FromQuery[str | None] = None,
    owner: FromQuery[str | None] = None,
    overdue: FromQuery[bool | None] = None,
    due_before: FromQuery[str | None] = None,
    open: FromQuery[bool | None] = None,  # noqa: A002 - the query's own name
    sort: FromQuery[str] = "due",
    limit: Limit = 50,
    after: FromQuery[str | None] = None,
) -> Backlog:
    """The backlog by deadline or severity."""
    filters = listing.Filters(
        state=in_state,
        severity=severity,
        site=site,
        owner=owner,
        overdue=overdue,
        due_before=due_before,
        open=open,
        sort=sort,
    )
    return await listing.actions_page(shell, caller, filters, after, limit)


@get("/api/actions/{known:str}", operation_id="GetAction", opt=READ)
async def get_action(shell: GivenShell, caller: GivenCaller, known: FromPath[str]) -> ActionDetail:
    """One action with its deadline, history and the moves open to the caller."""
    return await showing.action(shell, caller, known)


@get("/api/actions/{known:str}/deadline", operation_id="ExplainDeadline", opt=READ)
async def explain(shell: GivenShell, caller: GivenCaller, known: FromPath[str]) -> DeadlineShown:
    """Every interval that was counted."""
    return await showing.deadline(shell, caller, known)


@get(
    "/api/actions/{known:str}/candidates",
    operation_id="ListCandidates",
    opt={"permission": Permission.actions_move},
)
async def list_candidates(
    shell: GivenShell, caller: GivenCaller, known: FromPath[str]
) -> Candidates:
    """To whom the action can be given, the best first."""
    return await showing.candidates(shell, caller, known)


@post(
    "/api/actions/{known:str}/moves/preview",
    operation_id="PreviewActionMove",
    status_code=200,
    opt={"permission": Permission.actions_move},
)
async def preview_action(
    shell: GivenShell, caller: GivenCaller, known: FromPath[str], data: JSONBody[Move]
) -> MovePreview:
    """The due moments before and after a step; nothing is written."""
    return await previewing.preview(shell, caller, "action", known, msgspec.to_builtins(data))


@post(
    "/api/actions/{known:str}/moves",
    operation_id="MoveAction",
    status_code=200,
    opt={"permission": Permission.actions_move},
)
async def move_action(
    shell: GivenShell, caller: GivenCaller, known: FromPath[str], data: JSONBody[Move]
) -> Moved:
    """A step of an action; a refusal says why."""
    return Moved(**await service.move(shell, caller, "action", known, msgspec.to_builtins(data)))


@get(
    "/api/nonconformities",
    operation_id="ListNonconformities",
    opt={**READ, "query": FILTERS},
)
async def list_nonconformities(
    shell: GivenShell,
    caller: GivenCaller,
    in_state: State = None,
    severity: FromQuery[str | None] = None,
    site: FromQuery[str | None] = None,
    owner: FromQuery[str | None] = None,
    limit: Limit = 50,
    after: FromQuery[str | None] = None,
) -> Nonconformities:
    """Nonconformities, the newest first."""
    filters = listing.Filters(state=in_state, severity=severity, site=site, owner=owner)
    return await listing.nonconformities_page(shell, caller, filters, after, limit)


@get("/api/nonconformities/{known:str}", operation_id="GetNonconformity", opt=READ)
async def get_nonconformity(
    shell: GivenShell, caller: GivenCaller, known: FromPath[str]
) -> NonconformityDetail:
    """One nonconformity with cause, actions, history and the moves open to the caller."""
    return await showing.nonconformity(shell, caller, known)


@post(
    "/api/nonconformities/{known:str}/moves/preview",
    operation_id="PreviewNonconformityMove",
    status_code=200,
    opt={"permission": Permission.actions_move},
)
async def preview_nonconformity(
    shell: GivenShell, caller: GivenCaller, known: FromPath[str], data: JSONBody[Move]
) -> MovePreview:
    """The due moments before and after a step; nothing is written."""
    return await previewing.preview(
        shell, caller, "nonconformity", known, msgspec.to_builtins(data)
    )


@post(
    "/api/nonconformities/{known:str}/moves",
    operation_id="MoveNonconformity",
    status_code=200,
    opt={"permission": Permission.actions_move},
)
async def move_nonconformity(
    shell: GivenShell, caller: GivenCaller, known: FromPath[str], data: JSONBody[Move]
) -> Moved:
    """A step of a nonconformity; a refusal says why."""
    value = msgspec.to_builtins(data)
    return Moved(**await service.move(shell, caller, "nonconformity", known, value))


HANDLERS = [
    list_actions,
    get_action,
    explain,
    list_candidates,
    move_action,
    list_nonconformities,
    get_nonconformity,
    move_nonconformity,
    preview_action,
    preview_nonconformity,
]
