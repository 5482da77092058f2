"""The organisation's keys: made once, kept in a file of its own, never in the database."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerKey:
    """Signs checkpoints and manifests."""

    private: Ed25519PrivateKey
    public: bytes

    def sign(self, message: bytes) -> bytes:
        """The raw signature of 64 bytes (RFC 8032)."""
        return self.private.sign(message)


def ledger_key(data: Path, organisation: str) -> LedgerKey:
    """The key of an organisation, made when it is first needed; readable by the owner only."""
    raw = made_once(key_folder(data, organisation) / "ledger.key", _new_key)
    private = Ed25519PrivateKey.from_private_bytes(raw)
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return LedgerKey(private=private, public=public)


def key_folder(data: Path, organisation: str) -> Path:
    """Where the keys of an organisation lie."""
    return data / "keys" / organisation


def made_once(path: Path, make: Callable[[], bytes]) -> bytes:
    """The content of a secret file, made when it is not there; the first one made stays."""
    if path.exists():
        return path.read_bytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    part = path.with_suffix(f".{os.getpid()}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(make())
        file.flush()
        os.fsync(file.fileno())
    try:
        # A key that another process made meanwhile stays: two keys would be two ledgers.
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()
    return path.read_bytes()


def _new_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        Encoding.Raw, PrivateFormat.Raw, NoEncryption()
    )
