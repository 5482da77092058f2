"""The pack job: a child process does the work, only the parent writes rows."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backend.evidence import queries
from backend.ledger import service as ledger
from backend.plumbing.jobs import ATTEMPTS_MAX, CancelledJobError
from backend.settings import child_environment

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from backend.plumbing.jobs import Job, Progress
    from backend.plumbing.shell import Shell

# How much of the whole each phase is, in percent: begin and width.
PHASES = {
    "reading": (0, 10),
    "fonts": (10, 10),
    "report": (20, 50),
    "twins": (70, 10),
    "manifest": (80, 1),
    "writing": (81, 18),
}
SILENCE_SECONDS = 2
FONT_CUTS = 4


class PackFailedError(Exception):
    """The child ended without a pack."""


async def build(shell: Shell, job: Job, progress: Progress) -> dict[str, Any]:
    """Build the ordered pack; cancelled, the child is killed and nothing half is offered."""
    pack = job.payload["order"]["pack"]
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "backend.evidence.building",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=_environment(shell),
        start_new_session=True,  # Ctrl-C is the server's to hear; it ends its children
    )
    try:
        result = await _watched(child, job, progress)
    except BaseException as error:
        if child.returncode is None:
            child.kill()
            await child.wait()
        await _settle(shell, job, _state_after(job, error))
        raise
    await _issued(shell, job, result)
    return {"pack": pack, "bytes": result["length"], "manifest": result["manifest"]}


async def prepare_fonts(shell: Shell) -> bool:
    """Make the font cuts before the first pack needs them; whether they are there afterwards.

    The child is gentle: who works meanwhile does not notice it.
    """
    if len(list(shell.settings.font_folder.glob("*.ttf"))) >= FONT_CUTS:
        return True
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "backend.evidence.building",
        "fonts",
        env=_environment(shell),
        start_new_session=True,
    )
    try:
        return await child.wait() == 0
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()


def _environment(shell: Shell) -> dict[str, str]:
    settings = shell.settings
    return child_environment(
        FIELDSEAL_DATA=str(settings.data),
        FIELDSEAL_DATABASE_URL=settings.database_url,
        FIELDSEAL_FONT_CACHE=settings.font_cache,
    )


async def _watched(
    child: asyncio.subprocess.Process, job: Job, progress: Progress
) -> dict[str, Any]:
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdin.write(json.dumps(job.payload).encode())
    child.stdin.close()
    errors = asyncio.create_task(child.stderr.read())
    result: dict[str, Any] | None = None
    phase, percent = "reading", 0
    async for said in _lines(child.stdout):
        if "done" in said:
            result = said["done"]
            continue
        if said:
            first, width = PHASES.get(said["phase"], (0, 0))
            phase, percent = said["phase"], first + said["percent"] * width // 100
        await progress(phase, percent)
    await child.wait()
    text = (await errors).decode(errors="replace")
    if child.returncode != 0 or result is None:
        raise PackFailedError(text[-1_500:])
    return result


async def _lines(stream: asyncio.StreamReader) -> AsyncIterator[dict[str, Any]]:
    """What the child says, and nothing (an empty map) while it works in silence.

    The silence is heard too, so that the lease lives on and a cancelled child ends soon.
    """
    while True:
        try:
            line = await asyncio.wait_for(stream.readline(), SILENCE_SECONDS)
        except TimeoutError:
            yield {}
            continue
        if not line:
            return
        yield json.loads(line)


async def _issued(shell: Shell, job: Job, result: dict[str, Any]) -> None:
    """Offer the finished pack and enter its manifest into the ledger."""
    pack = job.payload["order"]["pack"]
    folder = shell.settings.data / "packs" / pack
    await asyncio.to_thread(_move, Path(result["path"]), folder)
    values: dict[str, Any] = {
        "state": "issued",
        "bytes": result["length"],
        "manifest": result["manifest"],
        "file_name": result["file_name"],
    }
    body = ledger.server_body(shell, "pack-issued", {"pack": pack, "manifest": result["manifest"]})
    async with shell.database.transaction() as tx:
        await tx.lock_log(job.organisation)
        await queries.settle(tx, job.organisation, pack, values)
        entry = ledger.entry_with(job.organisation, "pack-issued", pack, body)
        await ledger.append(tx, job.organisation, shell.clock.now(), [entry])


def _state_after(job: Job, error: BaseException) -> str:
    """What the list says of a pack whose job broke off: only the last failure is one."""
    if isinstance(error, CancelledJobError):
        return "cancelled"
    final = isinstance(error, Exception) and job.attempts >= ATTEMPTS_MAX
    return "failed" if final else "building"


async def _settle(shell: Shell, job: Job, state: str) -> None:
    pack = job.payload["order"]["pack"]
    await asyncio.to_thread(shutil.rmtree, shell.settings.data / "tmp" / pack, ignore_errors=True)
    async with shell.database.transaction() as tx:
        await queries.settle(tx, job.organisation, pack, {"state": state})


def _move(path: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path.replace(folder / "pack.zip")
    shutil.rmtree(path.parent, ignore_errors=True)
