"""The organisation's ledger key: made once, kept in a file of its own, never in the database."""

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
    path = data / "keys" / organisation / "ledger.key"
    if not path.exists():
        _make(path)
    private = Ed25519PrivateKey.from_private_bytes(path.read_bytes())
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return LedgerKey(private=private, public=public)


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    raw = Ed25519PrivateKey.generate().private_bytes(
        Encoding.Raw, PrivateFormat.Raw, NoEncryption()
    )
    part = path.with_suffix(".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    try:
        # A key that another process made meanwhile stays: two keys would be two ledgers.
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()
