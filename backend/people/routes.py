"""Sign in, look who one is, sign out."""

from __future__ import annotations

from typing import Annotated

from litestar import Request, Response, delete, get, post
from litestar.datastructures import Cookie, State
from litestar.params import FromQuery, JSONBody, QueryParameter

from backend.people import service
from backend.people.schemas import Colleagues, SessionShown, SignIn
from backend.permissions import GivenCaller, Permission
from backend.plumbing.shell import GivenShell

COOKIE_DAYS = 400  # the longest that browsers keep one (RFC 6265bis)
Limit = Annotated[int, QueryParameter(ge=1, le=200)]


@post(
    "/api/session",
    operation_id="SignIn",
    status_code=200,
    opt={"permission": Permission.public},
)
async def sign_in(
    request: Request[None, None, State], shell: GivenShell, data: JSONBody[SignIn]
) -> Response[SessionShown]:
    """Open a session; with a device also a chain and its token."""
    address = request.client.host if request.client else "unknown"
    answer = await service.sign_in(shell, data, address)
    cookie = Cookie(
        key=shell.settings.cookie,
        value=answer.token,
        path="/",
        httponly=True,
        secure=shell.settings.secure,
        samesite="lax",
        # The server ends an idle session; the browser's own limit would end one in daily use.
        max_age=COOKIE_DAYS * 86_400 if data.device else None,
    )
    return Response(answer, cookies=[cookie], headers={"Cache-Control": "no-store"})


@get("/api/session", operation_id="GetSession", opt={"permission": Permission.signed_in})
async def show(shell: GivenShell, caller: GivenCaller) -> SessionShown:
    """Who is signed in, and with which roles."""
    return await service.shown(shell, caller)


@delete("/api/session", operation_id="SignOut", opt={"permission": Permission.signed_in})
async def sign_out(shell: GivenShell, caller: GivenCaller) -> Response[None]:
    """End the session; waiting work still goes by the chain token."""
    await service.sign_out(shell, caller)
    answer = Response[None](None, status_code=204)
    answer.delete_cookie(shell.settings.cookie, path="/")
    return answer


@get(
    "/api/people",
    operation_id="ListPeople",
    opt={"permission": Permission.signed_in, "query": ("limit", "after")},
)
async def list_people(
    shell: GivenShell, caller: GivenCaller, limit: Limit = 200, after: FromQuery[str] = ""
) -> Colleagues:
    """Names and roles of the people here, for assigning and reading."""
    return await service.colleagues(shell, caller, after, limit)


HANDLERS = [sign_in, show, sign_out, list_people]
