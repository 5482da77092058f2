"""From settings to a running server: folders, database, work, clean stop."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import signal
import socket
import ssl
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from backend.app import create_app
from backend.clock import SystemClock
from backend.evidence.jobs import prepare_fonts
from backend.ids import SystemRandom
from backend.plumbing.database.opened import database_from
from backend.plumbing.migrate import DatabaseUnusableError, migrate
from backend.plumbing.objects import FolderObjects
from backend.plumbing.shell import Shell
from backend.settings import SettingError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

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
    with _usable_data(settings):
        for name in FOLDERS:
            folder = settings.data / name
            folder.mkdir(parents=True, exist_ok=True)
        (settings.data / "keys").chmod(0o700)


@contextmanager
def _usable_data(settings: Settings) -> Generator[None]:
    """What the disk says against the data folder, as a sentence."""
    try:
        yield
    except OSError as error:
        raise SettingError(
            f"the data folder {settings.data} cannot be used ({error.filename}: {error.strerror}); "
            "make it a folder that this account may write, or choose another with --data"
        ) from error


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


def serve(settings: Settings, ready: Callable[[], None], *, fonts: bool = False) -> None:
    """Migrate, serve until SIGINT or SIGTERM, and stop cleanly; `fonts` cuts them meanwhile."""
    configure_logging(settings.log)
    demand_free(settings)
    _demand_certificate(settings)
    prepare_folders(settings)
    with _only_server(settings):
        migrate_settings(settings)
        asyncio.run(_serve(settings, ready, fonts=fonts))


def demand_free(settings: Settings) -> None:
    """The server's socket shares its port; two programs that answer in turn would be worse."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((settings.host, settings.port))
        except OSError as error:
            raise SettingError(
                f"{settings.host}:{settings.port} cannot be listened on ({error.strerror}); "
                "choose another port with --port or FIELDSEAL_PORT"
            ) from error


def _demand_certificate(settings: Settings) -> None:
    """What is no certificate with its key is told before anything starts."""
    if not settings.tls_cert:
        return
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(settings.tls_cert, settings.tls_key, password="")
    except OSError as error:
        raise SettingError(
            f"TLS_CERT {settings.tls_cert} and TLS_KEY {settings.tls_key} are no certificate with its key "
            f"without a passphrase, both in PEM ({error.strerror or error})"
        ) from error


@contextmanager
def _only_server(settings: Settings) -> Generator[None]:
    """One server writes one SQLite file; raises SettingError when another one already does."""
    if not settings.database.startswith("sqlite"):
        yield
        return
    with _usable_data(settings):
        lock = (settings.data / "server.lock").open("w")
    with lock as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise SettingError(
                f"another server works on {settings.data}; stop it first, or choose another "
                "folder with --data"
            ) from error
        yield


def migrate_settings(settings: Settings) -> None:
    """Bring the database of these settings to this version's schema.

    Raises SettingError where that cannot be: no folder, no database of ours, a newer one.
    """
    prepare_folders(settings)
    try:
        migrate(settings.database)
    except DatabaseUnusableError as error:
        raise SettingError(f"the database {error}") from error


async def _serve(settings: Settings, ready: Callable[[], None], *, fonts: bool) -> None:
    shell = shell_from(settings)
    server = Server(
        create_app(shell),
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=settings.header_timeout_ms),
        log_enabled=False,
        ssl_cert=Path(settings.tls_cert) if settings.tls_cert else None,
        ssl_key=Path(settings.tls_key) if settings.tls_key else None,
    )
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, server.stop)
    running = asyncio.create_task(server.serve())
    ready()
    cutting = [asyncio.create_task(prepare_fonts(shell))] if fonts else []
    try:
        await running
    finally:
        for task in cutting:
            task.cancel()
        await asyncio.gather(*cutting, return_exceptions=True)
