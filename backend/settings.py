"""Settings: flags, environment, DATA/fieldseal.toml, default, in this order (protocol.md §13)."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class SettingError(ValueError):
    """A setting that cannot be used; the message names it and says what it takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything an operator may choose."""

    host: str = "127.0.0.1"
    port: int = 8000
    data: Path = Path("data")
    database_url: str = ""
    objects_url: str = ""
    public_url: str = ""
    tls_cert: str = ""
    tls_key: str = ""
    secret_file: str = ""
    log: str = "info"
    file_bytes_max: int = 25_000_000
    patch_bytes_max: int = 5_000_000
    session_desk_minutes: int = 30
    session_tablet_days: int = 30
    chain_token_days: int = 180
    pushes_at_once: int = 32
    metrics_token: str = ""
    font_cache: str = ""

    @property
    def database(self) -> str:
        """The database's address; the file in DATA when none is given."""
        return self.database_url or f"sqlite:///{self.data / 'fieldseal.sqlite3'}"

    @property
    def address(self) -> str:
        """Where people reach the program."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def secure(self) -> bool:
        """Whether browsers may be given a cookie for HTTPS only."""
        return self.address.startswith("https://")


def load_settings(
    flags: Mapping[str, object] | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """Read all sources; raises SettingError for an unknown or unreadable one."""
    given = os.environ if environment is None else environment
    values: dict[str, object] = {
        field.name: given[f"FIELDSEAL_{field.name.upper()}"]
        for field in fields(Settings)
        if f"FIELDSEAL_{field.name.upper()}" in given
    }
    values |= {key: value for key, value in (flags or {}).items() if value is not None}
    data = Path(str(values.get("data", Settings.data)))
    values = _file_values(data / "fieldseal.toml") | values
    return replace(Settings(), **{key: _converted(key, value) for key, value in values.items()})  # pyright: ignore[reportArgumentType]


def environment_value(name: str) -> str | None:
    """One variable of the environment, for tools that are no settings of the server."""
    return os.environ.get(name)


def child_environment(**more: str) -> dict[str, str]:
    """The environment a child process gets."""
    return dict(os.environ) | more


def _file_values(path: Path) -> dict[str, object]:
    if not path.exists():
        return {}
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SettingError(f"{path}: {error}") from error
    known = {field.name for field in fields(Settings)}
    if unknown := sorted(set(read) - known):
        raise SettingError(f"{path}: unknown setting {', '.join(unknown)}")
    return read


def _converted(key: str, value: object) -> object:
    default = next(field.default for field in fields(Settings) if field.name == key)
    if isinstance(default, Path):
        return Path(str(value)).absolute()
    if not isinstance(default, int):
        return str(value)
    try:
        number = int(str(value))
    except ValueError as error:
        raise SettingError(f"{key.upper()} takes a whole number, not {value!r}") from error
    if number < 0 or (key == "port" and number > 65535):
        raise SettingError(f"{key.upper()} is out of range: {number}")
    return number
