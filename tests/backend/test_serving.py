"""What must not run is told before anything starts."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from backend import serving
from backend.settings import SettingError, Settings

if TYPE_CHECKING:
    from pathlib import Path


def test_a_port_that_is_taken_is_told() -> None:
    """A second program on the same port would answer every other request."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = Settings(port=taken.getsockname()[1])

        with pytest.raises(SettingError, match="choose another port"):
            serving.demand_free(settings)

    serving.demand_free(settings)


def test_a_second_server_on_one_file_is_refused(tmp_path: Path) -> None:
    """Two servers that write one SQLite file would not know of each other."""
    settings = Settings(data=tmp_path)

    with (
        serving._only_server(settings),
        pytest.raises(SettingError, match="another server works on"),
        serving._only_server(settings),
    ):
        pass

    with serving._only_server(settings):
        assert (tmp_path / "server.lock").exists()


def test_servers_on_one_postgresql_run_beside_each_other(tmp_path: Path) -> None:
    """Replicas share a database that is made for it."""
    settings = Settings(data=tmp_path, database_url="postgresql://host/name")

    with serving._only_server(settings), serving._only_server(settings):
        assert not (tmp_path / "server.lock").exists()
