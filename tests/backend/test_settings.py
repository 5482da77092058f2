"""Settings are read from four places, and a wrong one is told before anything starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backend.settings import SettingError, load_settings

if TYPE_CHECKING:
    from pathlib import Path


def test_the_nearest_source_wins(tmp_path: Path) -> None:
    """A flag goes before the environment, the environment before the file."""
    (tmp_path / "fieldseal.toml").write_text('port = 1\nhost = "a"\nlog = "error"\n')
    environment = {"FIELDSEAL_PORT": "2", "FIELDSEAL_HOST": "b", "FIELDSEAL_DATA": str(tmp_path)}

    found = load_settings({"port": 3}, environment)

    assert (found.port, found.host, found.log) == (3, "b", "error")
    assert found.data == tmp_path


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"FIELDSEAL_PROT": "1"}, "FIELDSEAL_PROT"),
        ({"FIELDSEAL_PORT": "many"}, "PORT"),
        ({"FIELDSEAL_PORT": "70000"}, "PORT"),
        ({"FIELDSEAL_LOG": "loud"}, "LOG"),
        ({"FIELDSEAL_DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        ({"FIELDSEAL_TLS_CERT": "cert.pem"}, "TLS_KEY"),
        ({"FIELDSEAL_TLS_CERT": "no.pem", "FIELDSEAL_TLS_KEY": "no.pem"}, "no.pem"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, environment: dict[str, str], named: str) -> None:
    """The operator reads which setting is wrong and what it takes."""
    with pytest.raises(SettingError, match=named):
        load_settings({"data": tmp_path}, environment)


@pytest.mark.parametrize(
    ("flags", "address", "secure"),
    [
        ({}, "http://127.0.0.1:8000", False),
        ({"host": "0.0.0.0"}, "http://0.0.0.0:8000", True),  # noqa: S104 - an address to be judged
        ({"public_url": "https://audit.example"}, "https://audit.example", True),
        ({"public_url": "http://audit.example"}, "http://audit.example", True),
    ],
)
def test_only_loopback_gets_a_plain_cookie(
    tmp_path: Path, flags: dict[str, str], address: str, *, secure: bool
) -> None:
    """Beyond this machine a session never travels without HTTPS."""
    found = load_settings({"data": tmp_path, **flags}, {})

    assert (found.address, found.secure) == (address, secure)
