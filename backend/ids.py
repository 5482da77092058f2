"""The only place that makes identifiers and secrets."""

from __future__ import annotations

import base64
import hashlib
import os
import random
import uuid
from typing import Protocol


class Random(Protocol):
    """Gives bytes nobody can guess (or, in the seeded past and in tests, repeatable ones)."""

    def bytes(self, count: int) -> bytes: ...


class SystemRandom:
    """The operating system's randomness."""

    def bytes(self, count: int) -> bytes:
        return os.urandom(count)


class SeededRandom:
    """Repeatable bytes for the demo's past and for tests; never for keys, salts or passwords."""

    def __init__(self, seed: int) -> None:
        self._source = random.Random(seed)  # noqa: S311 - repeatable is the point

    def bytes(self, count: int) -> bytes:
        return self._source.randbytes(count)


def new_id(now: int, source: Random) -> str:
    """A UUIDv7 (RFC 9562 §5.7) of this moment, lower case."""
    tail = int.from_bytes(source.bytes(10), "big")
    value = (now & 0xFFFFFFFFFFFF) << 80 | 0x7 << 76 | (tail >> 68 & 0xFFF) << 64
    value |= 0b10 << 62 | tail & 0x3FFFFFFFFFFFFFFF
    return str(uuid.UUID(int=value))


def new_salt(source: Random) -> str:
    """16 random bytes as base64url without padding (protocol.md §1)."""
    return base64.urlsafe_b64encode(source.bytes(16)).rstrip(b"=").decode()


def new_secret(source: Random) -> str:
    """256 random bits as base64url: a session or a chain token."""
    return base64.urlsafe_b64encode(source.bytes(32)).rstrip(b"=").decode()


def secret_hash(secret: str) -> str:
    """What is stored of a secret: a stolen database opens no door."""
    return hashlib.sha256(secret.encode()).hexdigest()
