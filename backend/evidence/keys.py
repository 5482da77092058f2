"""The organisation's keys: made once, kept in a file of its own, never in the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from backend.plumbing.keys import key_folder, made_once

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
    raw = made_once(key_folder(data, organisation) / "ledger.key", _new_key)
    private = Ed25519PrivateKey.from_private_bytes(raw)
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return LedgerKey(private=private, public=public)


def _new_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        Encoding.Raw, PrivateFormat.Raw, NoEncryption()
    )
