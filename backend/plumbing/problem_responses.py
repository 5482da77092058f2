"""Everything that goes wrong, as problem details (RFC 9457)."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import structlog
from litestar import Response
from litestar.exceptions import (
    ClientException,
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
    ValidationException,
)

from backend.plumbing.database.transaction import BadTextError, DatabaseBusyError
from backend.problems import PROBLEMS, RefusedError, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from litestar import Request

log = structlog.get_logger()

AnyRequest = "Request[Any, Any, Any]"
DISK_FULL = 28
BY_STATUS = {401: "signed_out", 403: "not_permitted", 404: "not_found", 413: "too_large"}


def refused(request: Request[Any, Any, Any], error: RefusedError) -> Response[bytes]:
    """A refusal of ours."""
    problem = error.problem
    body: dict[str, object] = {
        "type": f"urn:fieldseal:problem:{error.code}",
        "title": problem.en,
        "status": problem.status,
        "code": error.code,
        "message": error.detail or problem.message,
        "request_id": request.scope["state"].get("request_id", ""),
    }
    if error.fields:
        body["errors"] = [{"field": field, "message": text} for field, text in error.fields]
    body |= error.more
    headers = {}
    if error.retry_after_seconds is not None:
        headers["Retry-After"] = str(error.retry_after_seconds)
    return Response(
        msgspec.json.encode(body),
        status_code=problem.status,
        media_type="application/problem+json",
        headers=headers,
    )


def framework_refused(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """A refusal of the framework: routing, or a body or query not of its form."""
    if isinstance(error, NotFoundException):
        return refused(request, RefusedError("not_found"))
    if isinstance(error, MethodNotAllowedException):
        return refused(request, RefusedError("method_wrong"))
    if isinstance(error, ValidationException | ClientException) and error.status_code == 400:
        return refused(request, _invalid(error))
    code = BY_STATUS.get(error.status_code)
    if code is None:
        return unexpected(request, error)
    return refused(request, RefusedError(code))


def busy(request: Request[Any, Any, Any], error: DatabaseBusyError) -> Response[bytes]:
    """The database is locked or away: nothing was stored."""
    log.warning("database_busy", error=str(error))
    return refused(request, RefusedError("busy", retry_after_seconds=2))


def unreadable(request: Request[Any, Any, Any], _error: Exception) -> Response[bytes]:
    """A body nested too deep or not in UTF-8."""
    return refused(request, RefusedError("body_unreadable"))


def unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """A bug: logged with the request's id, never shown."""
    if isinstance(error, OSError) and error.errno == DISK_FULL:
        return refused(request, RefusedError("storage_full", retry_after_seconds=60))
    log.error(
        "unexpected_error",
        request_id=request.scope["state"].get("request_id", ""),
        method=request.method,
        path=request.url.path,
        exc_info=error,
    )
    return refused(request, RefusedError("internal"))


HANDLERS: dict[type[Exception] | int, Callable[..., Response[bytes]]] = {
    RefusedError: refused,
    HTTPException: framework_refused,
    DatabaseBusyError: busy,
    BadTextError: unreadable,
    RecursionError: unreadable,
    UnicodeDecodeError: unreadable,
    Exception: unexpected,
}


def _invalid(error: ClientException) -> RefusedError:
    extra = error.extra if isinstance(error.extra, list) else []
    fields: list[tuple[str, Text]] = []
    for item in extra:
        if isinstance(item, dict):
            sentence = str(item.get("message", ""))
            fields.append((str(item.get("key", "")), {"en": sentence, "zh-Hans": sentence}))
    if fields:
        return RefusedError("field_invalid", fields=fields)
    sentence = str(error.detail)
    if "malformed" in sentence or "truncated" in sentence or "JSON" in sentence:
        return RefusedError("body_unreadable")
    return RefusedError(
        "field_invalid", detail={**PROBLEMS["field_invalid"].message, "en": sentence}
    )
