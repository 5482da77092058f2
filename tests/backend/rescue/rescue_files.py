"""Rescue files as a device makes them."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pyrage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.worlds import Tablet, World

AGE: Any = pyrage
DEVICE = "0192f000-0000-7000-8000-00000000d00d"


def plain(
    world: World,
    tablet: Tablet,
    operations: Sequence[bytes],
    files: Sequence[bytes] = (),
    **head: Any,
) -> bytes:
    """The content before it is encrypted."""
    first = {
        "format": "fieldseal-rescue",
        "v": 1,
        "organisation": world.house.organisation,
        "person": tablet.person,
        "device": DEVICE,
        "device_name": "T-07",
        "made_at": "2026-11-20T02:00:00.000Z",
        "operations": len(operations),
        "files": len(files),
    } | head
    out = line(first)
    for text in operations:
        op = json.loads(text)
        place = {"chain": op["chain"], "seq": op["seq"], "bytes": len(text)}
        out += line({"operation": place}) + text + b"\n"
    for content in files:
        digest = hashlib.sha256(content).hexdigest()
        about = {"sha256": digest, "type": "image/jpeg", "bytes": len(content)}
        out += line({"file": about}) + content + b"\n"
    return out + line({"end": {"operations": len(operations), "files": len(files)}})


def line(value: dict[str, Any]) -> bytes:
    """One line of JSON."""
    return json.dumps(value).encode() + b"\n"


def sealed(content: bytes, recipient: str) -> bytes:
    """Encrypted to an organisation's public key."""
    return AGE.encrypt(content, [AGE.x25519.Recipient.from_str(recipient)])


def a_stranger() -> str:
    """The public key of somebody else."""
    return str(AGE.x25519.Identity.generate().to_public())
