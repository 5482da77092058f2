"""Files by their hash, in a folder; written whole or not at all."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

CHUNK_BYTES = 1 << 18


class Objects(Protocol):
    """A store of immutable bytes; `key` is ORG/aa/SHA256."""

    async def adopt(self, key: str, path: Path) -> None: ...

    async def exists(self, key: str) -> bool: ...

    async def exist(self, keys: Sequence[str]) -> list[bool]: ...

    def path(self, key: str) -> Path: ...


def object_key(organisation: str, sha256: str) -> str:
    """Where a file lies; only ids and hashes make paths."""
    return f"{organisation}/{sha256[:2]}/{sha256}"


@dataclass(frozen=True, slots=True)
class FolderObjects:
    """Objects as files under one folder."""

    root: Path

    async def adopt(self, key: str, path: Path) -> None:
        """Take over a finished file: durable before this returns."""
        await asyncio.to_thread(self._adopt, key, path)

    async def exists(self, key: str) -> bool:
        return await asyncio.to_thread(self.path(key).exists)

    async def exist(self, keys: Sequence[str]) -> list[bool]:
        """Whether each of these is there, asked for in one hop."""
        return await asyncio.to_thread(lambda: [self.path(key).exists() for key in keys])

    def path(self, key: str) -> Path:
        return self.root / key

    def _adopt(self, key: str, path: Path) -> None:
        target = self.path(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        sync_file(path)
        path.replace(target)
        sync_folder(target.parent)


def sync_file(path: Path) -> None:
    """Make a file's bytes durable."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Make a folder's names durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def pieces(path: Path, start: int, end: int) -> Iterator[bytes]:
    """The bytes [start, end) of a file, in chunks."""
    with path.open("rb") as file:
        file.seek(start)
        left = end - start
        while left > 0 and (chunk := file.read(min(CHUNK_BYTES, left))):
            left -= len(chunk)
            yield chunk
