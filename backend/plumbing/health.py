"""Is the process alive, can it work, and how much has it done."""

from __future__ import annotations

import shutil

from litestar import Request, Response, get
from litestar.datastructures import State
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from backend.permissions import Permission
from backend.plumbing.shell import GivenShell
from backend.problems import RefusedError

FREE_SHARE_MIN = 0.05
AnyRequest = Request[None, None, State]


@get("/health/live", operation_id="Live", opt={"permission": Permission.public})
async def live() -> dict[str, str]:
    """The process answers."""
    return {"state": "live"}


@get("/health/ready", operation_id="Ready", opt={"permission": Permission.public})
async def ready(shell: GivenShell) -> dict[str, str]:
    """The database answers and there is room to store."""
    async with shell.database.reading() as reader:
        await reader.fetch("SELECT 1 AS one")
    usage = shutil.disk_usage(shell.settings.data)
    if usage.free < usage.total * FREE_SHARE_MIN:
        raise RefusedError("storage_full", retry_after_seconds=60)
    return {"state": "ready"}


@get("/metrics", operation_id="Metrics", opt={"permission": Permission.metrics})
async def metrics(request: AnyRequest, shell: GivenShell) -> Response[bytes]:
    """Counters for Prometheus; asks for the token of the settings."""
    token = shell.settings.metrics_token
    if not token or request.headers.get("authorization") != f"Bearer {token}":
        raise RefusedError("not_found")
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


HANDLERS = [live, ready, metrics]
