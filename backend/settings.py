"""Settings: flags, environment, DATA/fieldseal.toml, default, in this order (protocol.md §13)."""

# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import ipaddress
import os
import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping


Network = ipaddress.IPv4Network | ipaddress.IPv6Network
PREFIX = "FIELDSEAL_"
# What tests and tools are told this way; no settings of the server.
TOOLS = frozenset(
    {
        "FIELDSEAL_BROWSER",
        "FIELDSEAL_CHROMIUM",
        "FIELDSEAL_FIREFOX",
        "FIELDSEAL_SERVER",
        "FIELDSEAL_TEST_DSN",
        "FIELDSEAL_WEBKIT_DRIVER",
        "FIELDSEAL_XVFB",
    }
)
LEVELS = ("debug", "info", "warning", "error", "critical")
DATABASES = ("sqlite:///", "postgresql://", "postgres://")
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class SettingError(ValueError):
    """A setting that cannot be used; the message names it and says what it takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything an operator may choose."""

    host: str = "127.0.0.1"
    port: int = 8000
    data: Path = Path("data")
    database_url: str = ""
    public_url: str = ""
    trusted_proxies: str = ""
    tls_cert: str = ""
    tls_key: str = ""
    log: str = "info"
    file_bytes_max: int = 25_000_000
    patch_bytes_max: int = 5_000_000
    transfers_person_max: int = 100
    transfers_house_max: int = 2_000
    transfer_bytes_person_max: int = 1_000_000_000
    transfer_bytes_house_max: int = 20_000_000_000
    header_timeout_ms: int = 15_000
    rescue_bytes_max: int = 8_000_000_000
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
        scheme = "https" if self.tls_cert else "http"
        return self.public_url or f"{scheme}://{self.host}:{self.port}"

    @property
    def proxies(self) -> tuple[Network, ...]:
        """The networks whose word about an address and a scheme is taken."""
        return tuple(
            ipaddress.ip_network(one.strip())
            for one in self.trusted_proxies.split(",")
            if one.strip()
        )

    @property
    def cookie(self) -> str:
        """The one name of the session's cookie; `__Host-` asks for HTTPS."""
        return "__Host-fieldseal" if self.secure else "fieldseal"

    @property
    def font_folder(self) -> Path:
        """Where the cuts of the fonts lie: DATA/fonts, or a folder that several servers share."""
        return Path(self.font_cache) if self.font_cache else self.data / "fonts"

    @property
    def secure(self) -> bool:
        """Whether browsers are given a cookie for HTTPS only: everywhere but on loopback."""
        reached = urlsplit(self.address)
        return reached.scheme == "https" or reached.hostname not in LOOPBACK


def load_settings(
    flags: Mapping[str, object] | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """Read all sources; raises SettingError for an unknown or unreadable one."""
    given = os.environ if environment is None else environment
    values: dict[str, object] = {
        field.name: given[f"{PREFIX}{field.name.upper()}"]
        for field in fields(Settings)
        if f"{PREFIX}{field.name.upper()}" in given
    }
    _demand_known(given)
    values |= {key: value for key, value in (flags or {}).items() if value is not None}
    data = Path(str(values.get("data", Settings.data)))
    values = _file_values(data / "fieldseal.toml") | values
    found = replace(Settings(), **{key: _converted(key, value) for key, value in values.items()})  # pyright: ignore[reportArgumentType]
    _demand_usable(found)
    return found


def _demand_known(environment: Mapping[str, str]) -> None:
    """A misspelt setting that is silently ignored would be found out too late."""
    known = {f"{PREFIX}{field.name.upper()}" for field in fields(Settings)} | TOOLS
    if unknown := sorted(
        name for name in environment if name.startswith(PREFIX) and name not in known
    ):
        raise SettingError(f"unknown setting {', '.join(unknown)}; docs/settings.md lists them")


def _demand_usable(found: Settings) -> None:
    if found.log.lower() not in LEVELS:
        raise SettingError(f"LOG takes one of {', '.join(LEVELS)}, not {found.log!r}")
    if found.database_url and not found.database_url.startswith(DATABASES):
        raise SettingError(f"DATABASE_URL begins with one of {', '.join(DATABASES)}")
    try:
        _ = found.proxies
    except ValueError as error:
        raise SettingError(
            f"TRUSTED_PROXIES takes networks such as 127.0.0.1/32 or 10.0.0.0/8: {error}"
        ) from error
    if bool(found.tls_cert) != bool(found.tls_key):
        raise SettingError("TLS_CERT and TLS_KEY go together; one of them is missing")
    for name, path in (("TLS_CERT", found.tls_cert), ("TLS_KEY", found.tls_key)):
        if path and not Path(path).is_file():
            raise SettingError(f"{name}: there is no file {path}")


def environment_value(name: str) -> str | None:
    """One variable of the environment, for tools that are no settings of the server."""
    return os.environ.get(name)


def child_environment(**more: str) -> dict[str, str]:
    """The environment a child process gets."""
    return dict(os.environ) | more


def _file_values(path: Path) -> dict[str, object]:
    try:
        if not path.exists():
            return {}
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingError(f"{path}: {error.strerror}") from error
    except ValueError as error:  # no TOML, or no UTF-8
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
        return ",".join(map(str, value)) if isinstance(value, list) else str(value)
    try:
        number = int(str(value))
    except ValueError as error:
        raise SettingError(f"{key.upper()} takes a whole number, not {value!r}") from error
    if number < 0 or (key == "port" and number > 65535):
        raise SettingError(f"{key.upper()} is out of range: {number}")
    return number
