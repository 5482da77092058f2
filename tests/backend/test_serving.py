"""The server as a process: it says where it listens, answers, and stops cleanly when told."""

from __future__ import annotations

import json
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

from tests.backend.test_cli import command, environment, run

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

PROTOCOL = "Fieldseal-Protocol"
START_SECONDS_MAX, STOP_SECONDS_MAX = 20, 5


def a_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return tried.getsockname()[1]


@pytest.fixture
def server(tmp_path: Path) -> Generator[tuple[subprocess.Popen[str], str]]:
    """A server on a new folder, and the address it printed."""
    process = subprocess.Popen(
        command("serve", "--data", tmp_path, "--port", str(a_port())),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(PYTHONUNBUFFERED="1"),
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, process.stderr.read() if process.stderr else ""
    yield process, line.strip().rsplit(" ", 1)[-1]
    if process.poll() is None:
        process.kill()
    process.communicate()


def answer(address: str, path: str) -> tuple[int, str | None, Any]:
    """Status, protocol and body, as soon as the server takes connections."""
    end = time.monotonic() + START_SECONDS_MAX
    while True:
        try:
            with urllib.request.urlopen(  # noqa: S310 - our own server on loopback
                f"{address}{path}", timeout=5
            ) as response:
                return response.status, response.headers[PROTOCOL], json.loads(response.read())
        except urllib.error.HTTPError as error:
            return error.code, error.headers[PROTOCOL], json.loads(error.read())
        except OSError:
            assert time.monotonic() < end, "the server never answered"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_a_server_stops_cleanly_when_it_is_told(
    server: tuple[subprocess.Popen[str], str], tmp_path: Path, how: signal.Signals
) -> None:
    """Within seconds, with exit 0, a database that is whole, and nothing on standard error."""
    process, address = server
    ready = answer(address, "/health/ready")
    unknown = answer(address, "/api/no-such-door")
    process.send_signal(how)
    began = time.monotonic()
    _, said = process.communicate(timeout=20)
    took = time.monotonic() - began

    assert (ready[0], ready[2]) == (200, {"state": "ready"})
    assert ready[1] == unknown[1] == "1"
    assert (unknown[0], unknown[2]["code"]) == (404, "not_found")
    assert process.returncode == 0
    assert took < STOP_SECONDS_MAX
    assert "Traceback" not in said, said
    with sqlite3.connect(tmp_path / "fieldseal.sqlite3") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_second_server_on_the_same_folder_is_refused(
    server: tuple[subprocess.Popen[str], str], tmp_path: Path
) -> None:
    """One SQLite file has one writer: the second is told, and the first goes on."""
    _, address = server
    answer(address, "/health/live")

    port = address.rsplit(":", 1)[-1]
    second = run("serve", "--data", tmp_path, "--port", str(a_port()))
    same_port = run("serve", "--data", tmp_path / "other", "--port", port)

    assert (second.returncode, same_port.returncode) == (1, 1)
    assert str(tmp_path) in second.stderr
    assert port in same_port.stderr
    assert "Traceback" not in second.stderr + same_port.stderr
    assert answer(address, "/health/live")[0] == 200


def test_a_connection_that_never_asks_is_closed(tmp_path: Path) -> None:
    """Whoever opens a connection and sends half a header does not hold it for ever."""
    process = subprocess.Popen(
        command("serve", "--data", tmp_path, "--port", str(a_port())),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(PYTHONUNBUFFERED="1", FIELDSEAL_HEADER_TIMEOUT_MS="300"),
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip().rsplit(" ", 1)[-1]
        assert answer(address, "/health/live")[0] == 200
        with socket.create_connection(("127.0.0.1", int(address.rsplit(":", 1)[1]))) as half:
            half.settimeout(10)
            half.sendall(b"GET /health/live HTTP/1.1\r\nHost: x\r\n")
            while half.recv(1000):
                pass
        assert answer(address, "/health/live")[0] == 200
    finally:
        process.terminate()
        process.communicate()
