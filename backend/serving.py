"""From settings to a running server: folders, database, work, clean stop."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from typing import TYPE_CHECKING

import structlog
from granian.constants import Interfaces
from granian.server.embed import Server

from backend.app import create_app
from backend.clock import SystemClock
from backend.ids import SystemRandom
from backend.plumbing.database.opened import database_from
from backend.plumbing.migrate import migrate
from backend.plumbing.objects import FolderObjects
from backend.plumbing.shell import Shell

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend.settings import Settings

FOLDERS = ("objects", "derived", "uploads", "packs", "keys", "tmp")


def shell_from(settings: Settings) -> Shell:
    """The real world: this machine's clock, randomness, folder and database."""
    prepare_folders(settings)
    return Shell(
        settings=settings,
        clock=SystemClock(),
        random=SystemRandom(),
        database=database_from(settings.database),
        objects=FolderObjects(settings.data / "objects"),
    )


def prepare_folders(settings: Settings) -> None:
    """DATA with its folders; keys are for the owner only."""
    for name in FOLDERS:
        folder = settings.data / name
        folder.mkdir(parents=True, exist_ok=True)
    (settings.data / "keys").chmod(0o700)


def configure_logging(level: str) -> None:
    """One JSON object a line on standard error; no bodies, no secrets."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[level.upper()]
        ),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )


def serve(settings: Settings, ready: Callable[[], None]) -> None:
    """Migrate, serve until SIGINT or SIGTERM, and stop cleanly."""
    configure_logging(settings.log)
    migrate_settings(settings)
    asyncio.run(_serve(settings, ready))


def migrate_settings(settings: Settings) -> None:
    """Bring the database of these settings to this version's schema."""
    prepare_folders(settings)
    migrate(settings.database)


async def _serve(settings: Settings, ready: Callable[[], None]) -> None:
    shell = shell_from(settings)
    server = Server(
        create_app(shell),
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        websockets=False,
        log_enabled=False,
        ssl_cert=settings.tls_cert or None,  # pyright: ignore[reportArgumentType] - a path as text will do
        ssl_key=settings.tls_key or None,  # pyright: ignore[reportArgumentType]
    )
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, server.stop)
    running = asyncio.create_task(server.serve())
    ready()
    await running
