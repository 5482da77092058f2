"""The only assembly: `create_app` puts the features together, one line each."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import structlog
from litestar import Litestar, Request, Router
from litestar.config.compression import CompressionConfig
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from backend import daily
from backend.evidence import jobs as evidence_jobs
from backend.evidence import routes as evidence
from backend.files import jobs as file_jobs
from backend.files import routes as files
from backend.findings import routes as findings
from backend.findings import service as findings_service
from backend.inspections import routes as inspections
from backend.people import routes as people
from backend.people import service as people_service
from backend.permissions import Caller, Permission
from backend.plumbing import health, jobs, static_files
from backend.plumbing.admission import Admission, demand_permissions
from backend.plumbing.database.transaction import DatabaseBusyError
from backend.plumbing.edge import edge
from backend.plumbing.problem_responses import HANDLERS as PROBLEM_HANDLERS
from backend.plumbing.shell import Shell
from backend.rescue import routes as rescue
from backend.sites import routes as sites
from backend.sync import routes as sync
from backend.templates import routes as templates

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from backend.plumbing.jobs import Work

log = structlog.get_logger()
FEATURES = (sync, rescue, evidence, inspections, findings, templates, people, sites, files, health)
WORK: dict[str, Work] = {
    "daily": daily.run,
    "derive": file_jobs.derive,
    "pack": evidence_jobs.build,
}
STOP_SECONDS = 3
BODY_BYTES_MAX = 2_000_000


def create_app(shell: Shell, *, work: bool = True) -> Litestar:
    """The application on this shell; with `work` it also does the jobs."""

    async def provide_shell() -> Shell:
        return shell

    async def provide_caller(request: Request[Any, Any, Any]) -> Caller:
        caller = request.scope["state"]["caller"]
        assert isinstance(caller, Caller), "the route's permission admits nobody in particular"
        return caller

    @asynccontextmanager
    async def opened(_: Litestar) -> AsyncGenerator[None]:
        await shell.database.open()
        if work:
            await _begin_days(shell)
        asleep = asyncio.Event()
        loop = asyncio.create_task(jobs.loop(shell, WORK, asleep)) if work else None
        try:
            yield
        finally:
            if loop is not None:
                loop.cancel()
                await asyncio.gather(loop, return_exceptions=True)
                await _sign_at_stop(shell)
            await shell.database.close()

    app = Litestar(
        route_handlers=[
            handler for feature in (*FEATURES, static_files) for handler in feature.HANDLERS
        ],
        dependencies={"shell": Provide(provide_shell), "caller": Provide(provide_caller)},
        guards=[Admission(shell, people_service.recognised)],
        exception_handlers=PROBLEM_HANDLERS,
        compression_config=CompressionConfig(
            backend="gzip",
            minimum_size=1000,
            gzip_compress_level=5,
            exclude_opt_key="packed_already",
        ),
        openapi_config=_openapi(),
        lifespan=[opened],
        request_max_body_size=BODY_BYTES_MAX,
        logging_config=None,
    )  # fmt: skip
    demand_permissions(app)
    app.asgi_handler = edge(shell, app.asgi_handler)
    return app


async def _sign_at_stop(shell: Shell) -> None:
    """A stop is not held up by it: the next daily work signs what was not signed now."""
    try:
        await asyncio.wait_for(daily.sign_all(shell), STOP_SECONDS)
    except (TimeoutError, DatabaseBusyError, OSError):
        log.exception("heads_unsigned")


async def _begin_days(shell: Shell) -> None:
    """Each organisation has its daily work in the queue, also after an outage.

    Deadlines that an older version computed by other rules are told of first.
    """
    async with shell.database.reading() as reader:
        houses = await people_service.organisations(reader)
    for house in houses:
        await findings_service.recompute(shell, house.id)
        await daily.ask(shell, house.id, shell.clock.now())


def _openapi() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="Fieldseal",
        version="1",
        description="Offline inspections, corrective actions, evidence packs.",
        openapi_router=Router(
            path="/api/schema",
            route_handlers=[],
            opt={"permission": Permission.public},
            include_in_schema=False,
        ),
        render_plugins=[JsonRenderPlugin(path="/")],
        use_handler_docstrings=True,
    )
