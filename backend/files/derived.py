"""Upright, smaller copies of photos, made in a child process with limits, never in a request."""

from __future__ import annotations

import asyncio
import io
import json
import resource
import struct
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from backend.plumbing.objects import object_key
from backend.settings import child_environment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend.plumbing.shell import Shell

LONG_EDGE = 1000
THUMB_EDGE = 320
QUALITY = 80
PIXELS_MAX = 80_000_000
CHILD_BYTES_MAX = 2_000_000_000
CHILD_SECONDS_MAX = 120
# What Pillow's readers raise for bytes that are no whole picture.
BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    ArithmeticError,
    LookupError,
    TypeError,
    AttributeError,
    MemoryError,
    struct.error,
    zlib.error,
)


def derived_folder(shell: Shell, organisation: str, sha256: str) -> Path:
    """Where the copies of a photo lie."""
    return shell.settings.data / "derived" / organisation / sha256


async def small_copy(shell: Shell, organisation: str, sha256: str) -> bytes | None:
    """The thumbnail's bytes, or nothing while there is none."""
    path = derived_folder(shell, organisation, sha256) / "thumb.jpg"
    try:
        return await asyncio.to_thread(path.read_bytes)
    except FileNotFoundError:
        return None


async def derive(shell: Shell, organisation: str, hashes: Sequence[str]) -> set[str]:
    """Make the copies of these photos; gives those that could be made.

    One child does them all; what a child that died has not said of gets one of its own each, so
    that a picture that breaks the child costs nobody else's.
    """
    said = await _child(shell, organisation, hashes)
    for one in hashes if len(hashes) > 1 else ():
        if one not in said:
            said |= await _child(shell, organisation, [one])
    return {one for one, made in said.items() if made}


async def _child(shell: Shell, organisation: str, hashes: Sequence[str]) -> dict[str, bool]:
    """What a child said of each photo, until it ended."""
    wanted = [
        [
            str(shell.objects.path(object_key(organisation, one))),
            str(derived_folder(shell, organisation, one)),
        ]
        for one in hashes
    ]
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "backend.files.derived",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=child_environment(),
        start_new_session=True,  # Ctrl-C is the server's to hear; it ends its children
    )
    try:
        out, _ = await child.communicate(json.dumps(wanted).encode())
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    answers = out.decode("ascii", "replace").split()
    return {one: answer == "made" for one, answer in zip(hashes, answers, strict=False)}


def make_copies(content: bytes, folder: Path) -> bool:
    """Write `1000.jpg` and `thumb.jpg`; false when this is no picture we can read whole."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = PIXELS_MAX
    try:
        with Image.open(io.BytesIO(content)) as opened:
            if opened.width * opened.height > PIXELS_MAX:
                return False
            opened.draft("RGB", (LONG_EDGE * 2, LONG_EDGE * 2))
            opened.load()
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (*BROKEN, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return False
    folder.mkdir(parents=True, exist_ok=True)
    for name, edge in (("1000.jpg", LONG_EDGE), ("thumb.jpg", THUMB_EDGE)):
        copy = upright.copy()
        copy.thumbnail((edge, edge), Image.Resampling.LANCZOS)
        part = folder / f".{name}"
        copy.save(part, "JPEG", quality=QUALITY, optimize=False, exif=b"")
        part.replace(folder / name)
    return True


def main() -> None:
    """The child: reads `[[original, folder], …]` from standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (CHILD_BYTES_MAX, CHILD_BYTES_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (CHILD_SECONDS_MAX, CHILD_SECONDS_MAX))
    for original, folder in json.load(sys.stdin):
        made = _copied(Path(original), Path(folder))
        sys.stdout.write("made\n" if made else "no\n")
        sys.stdout.flush()


def _copied(original: Path, folder: Path) -> bool:
    try:
        return make_copies(original.read_bytes(), folder)
    except FileNotFoundError:  # swept meanwhile
        return False


if __name__ == "__main__":
    main()
