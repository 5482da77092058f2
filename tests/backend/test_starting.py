"""A start that cannot be: one sentence that says what to do, and nothing was changed."""

from __future__ import annotations

import asyncio
import json
import socket
import sqlite3
import subprocess
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest

from backend.clock import SystemClock
from backend.plumbing.migrate import DatabaseUnusableError, migrate
from backend.plumbing.protocol import SPOKEN
from tests.backend.files.transfers import TUS, begun
from tests.backend.test_cli import command, environment, run
from tests.backend.test_serving import a_port, answer
from tests.worlds import World, a_device, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from httpx import AsyncClient

WAIT_SECONDS = 20


def no_database(folder: Path) -> str:
    """A file that is no database."""
    (folder / "fieldseal.sqlite3").write_bytes(b"This is a letter and no database. " * 100)
    return "file is not a database"


def a_folder(folder: Path) -> str:
    """A folder in its place."""
    (folder / "fieldseal.sqlite3").mkdir()
    return "is a folder"


def another_program(folder: Path) -> str:
    """The database of another program."""
    with closing(sqlite3.connect(folder / "fieldseal.sqlite3")) as connection:
        connection.execute("CREATE TABLE song (title TEXT)")
        connection.commit()
    return "another program"


def newer(folder: Path) -> str:
    """A database of the version after this one."""
    path = folder / "fieldseal.sqlite3"
    migrate(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    return "newer version"


def file_in_the_way(folder: Path) -> str:
    """A file where a folder of the data folder belongs."""
    (folder / "objects").write_bytes(b"")
    return "cannot be used"


def odd_settings(folder: Path) -> str:
    """Settings that are no text."""
    (folder / "fieldseal.toml").write_bytes(b"port = \xff")
    return "fieldseal.toml"


CASES = (no_database, a_folder, another_program, newer, file_in_the_way, odd_settings)


@pytest.mark.parametrize(
    ("words", "make"),
    [
        *((("serve", "--port"), make) for make in CASES),
        (("migrate",), no_database),
        (("user", "list"), newer),
    ],
)
def test_a_data_folder_that_cannot_be_used_is_told_in_a_sentence(
    tmp_path: Path, make: Callable[[Path], str], words: tuple[str, ...]
) -> None:
    """Nothing is overwritten, nothing starts, nobody reads a traceback."""
    wanted = make(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    port = (str(a_port()),) if words[0] == "serve" else ()

    said = run(*words, *port, "--data", tmp_path)

    assert (said.returncode, said.stdout) == (1, "")
    assert wanted in said.stderr, said.stderr
    assert str(tmp_path) in said.stderr
    assert "Traceback" not in said.stderr
    assert said.stderr.count("\n") == 1, said.stderr
    assert {path: path.read_bytes() for path in before} == before


def test_a_data_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    """A path that leads through a file leads nowhere."""
    (tmp_path / "file").write_bytes(b"")

    said = run("serve", "--port", str(a_port()), "--data", tmp_path / "file" / "data")

    assert said.returncode == 1
    assert "cannot be used" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_certificate_that_is_none_is_told(tmp_path: Path) -> None:
    """Found before the first tablet is turned away."""
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("no certificate", encoding="utf-8")

    said = run(
        "serve", "--port", str(a_port()), "--data", tmp_path,
        FIELDSEAL_TLS_CERT=str(wrong), FIELDSEAL_TLS_KEY=str(wrong),
    )  # fmt: skip

    assert said.returncode == 1
    assert "TLS_CERT" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_newer_database_is_left_alone(address: str) -> None:
    """On both engines an older program does not touch what a newer one made."""
    _set_revision(address, "9999")

    with pytest.raises(DatabaseUnusableError, match="newer version") as caught:
        migrate(address)

    assert "9999" in str(caught.value)


def test_a_database_server_that_is_away_is_named_without_its_password() -> None:
    """Where it was looked for, and no secret."""
    with pytest.raises(DatabaseUnusableError) as caught:
        migrate(f"postgresql://somebody:s3cret@127.0.0.1:{a_port()}/fieldseal")

    assert "127.0.0.1" in str(caught.value)
    assert "s3cret" not in str(caught.value)


def _set_revision(address: str, revision: str) -> None:
    if address.startswith("sqlite:///"):
        with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
            connection.commit()
        return

    async def run_there() -> None:
        connection = await asyncpg.connect(address)
        try:
            await connection.execute("UPDATE alembic_version SET version_num = $1", revision)
        finally:
            await connection.close()

    asyncio.run(run_there())


@contextmanager
def serving(world: World) -> Generator[tuple[subprocess.Popen[str], str]]:
    """A real server beside the test, on the same database and folder; its log is read afterwards."""
    settings = world.shell.settings
    process = subprocess.Popen(
        command("serve", "--data", settings.data, "--port", str(a_port())),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(PYTHONUNBUFFERED="1", FIELDSEAL_DATABASE_URL=settings.database),
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip().rsplit(" ", 1)[-1]
        assert answer(address, "/health/live")[0] == 200
        yield process, address
    finally:
        process.kill()
        process.communicate()


async def test_a_connection_that_is_cut_is_one_calm_line(
    client: AsyncClient, world: World
) -> None:
    """A real socket, closed in the middle of a PATCH: what came is kept, no error is logged."""
    # The real server goes by the real time: what was begun long ago would be swept by then.
    world.clock.at = SystemClock().now()
    tablet = await signed_in(client, world, "p09", a_device(world))
    content = b"0123456789" * 20_000
    where = (await begun(client, tablet, content)).headers["location"]
    headers = {
        **SPOKEN, **tablet.headers, **TUS, "Host": "127.0.0.1", "Upload-Offset": "0",
        "Content-Type": "application/offset+octet-stream", "Content-Length": str(len(content)),
    }  # fmt: skip
    lines = [f"PATCH {where} HTTP/1.1", *(f"{name}: {text}" for name, text in headers.items())]
    part = world.shell.settings.data / "uploads" / where.rsplit("/", 1)[-1]

    def cut() -> list[dict[str, Any]]:
        with serving(world) as (process, address):
            port = int(address.rsplit(":", 1)[1])
            with socket.create_connection(("127.0.0.1", port)) as wire:
                wire.sendall("\r\n".join([*lines, "", ""]).encode() + content[:150_000])
            late = threading.Timer(WAIT_SECONDS, process.kill)
            late.start()
            told: list[dict[str, Any]] = []
            assert process.stderr is not None
            for line in process.stderr:
                told.append(json.loads(line))
                if told[-1]["event"] != "calendar_alarm":
                    break
            late.cancel()
            process.terminate()
            return told + [json.loads(line) for line in process.communicate()[1].splitlines()]

    # The demo's calendars are without notice from next year on: the daily round says so, too.
    said = [one for one in await asyncio.to_thread(cut) if one["event"] != "calendar_alarm"]
    kept = part.read_bytes()

    assert [one["event"] for one in said] == ["transfer_cut"]
    assert said[0]["level"] == "info"
    assert (said[0]["transfer"], said[0]["offset"]) == (part.name, len(kept))
    assert kept == content[: len(kept)]
    assert 0 < len(kept) <= 150_000
