"""Canonical JSON (RFC 8785, the narrow profile of evidence.md §3) and its hash."""

from __future__ import annotations

import hashlib
import json


def canonical_bytes(value: object) -> bytes:
    """The one byte form of a value of text, integers, booleans, null, lists, ASCII-keyed maps."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def sha256_hex(content: bytes) -> str:
    """SHA-256 in lower-case hex."""
    return hashlib.sha256(content).hexdigest()
