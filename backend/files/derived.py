"""Upright, smaller copies of photos, made in a child process with limits, never in a request."""

from __future__ import annotations

import asyncio
import json
import resource
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from backend.files.pictures import Unshown, copies_of, reads_heic
from backend.plumbing.objects import object_key
from backend.settings import child_environment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend.plumbing.shell import Shell

CHILD_BYTES_MAX = 2_000_000_000
CHILD_SECONDS_MAX = 120
CHILD_FILES_MAX = 100
WHY = "why.json"


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
    """Write the copies, or why there are none; whether there are."""
    made = copies_of(content)
    folder.mkdir(parents=True, exist_ok=True)
    if isinstance(made, Unshown):
        _write(folder / WHY, json.dumps(asdict(made)).encode())
        return False
    for name, data in made.items():
        _write(folder / name, data)
    (folder / WHY).unlink(missing_ok=True)
    return True


def _write(path: Path, data: bytes) -> None:
    part = path.with_name(f".{path.name}")
    part.write_bytes(data)
    part.replace(path)


def unshown(folder: Path) -> Unshown | None:
    """Why a file has no copies, where that was found out."""
    try:
        return Unshown(**json.loads((folder / WHY).read_bytes()))
    except FileNotFoundError:
        return None


def derive_now(wanted: Sequence[tuple[Path, Path]]) -> None:
    """Make the copies of `(original, folder)`, for who waits for them in a process of its own."""
    for start in range(0, len(wanted), CHILD_FILES_MAX):
        part = [[str(one), str(folder)] for one, folder in wanted[start : start + CHILD_FILES_MAX]]
        subprocess.run(
            [sys.executable, "-m", "backend.files.derived"],
            input=json.dumps(part).encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=child_environment(),
            check=False,
        )


def is_settled(folder: Path) -> bool:
    """Whether trying again would change nothing: copies are there, or the reason why not."""
    why = unshown(folder)
    if why is None:
        return (folder / "1000.jpg").exists()
    return why.reason != "no_decoder" or not reads_heic()


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
