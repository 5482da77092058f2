"""Upright, smaller copies of photos, made in a child process with limits, never in a request."""

from __future__ import annotations

import asyncio
import io
import json
import resource
import sys
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


async def derive(shell: Shell, organisation: str, hashes: Sequence[str]) -> int:
    """Make the copies of these photos in one child process; gives how many could be made."""
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
        env=child_environment(),
    )
    out, _ = await child.communicate(json.dumps(wanted).encode())
    return int(out or b"0")


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
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
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
    done = sum(
        make_copies(Path(original).read_bytes(), Path(folder))
        for original, folder in json.load(sys.stdin)
    )
    sys.stdout.write(str(done))


if __name__ == "__main__":
    main()
