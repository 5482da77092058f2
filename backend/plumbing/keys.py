"""Secret files of an organisation: made once, for the owner only, never in the database."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


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
