"""What a push costs the database: a fixed number of statements, whatever it raises."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from backend import serving
from backend.bench import bench_world
from backend.people import service as people
from backend.plumbing.migrate import migrate
from backend.settings import Settings
from backend.sync import service as sync
from tests.backend.counting import Listening

if TYPE_CHECKING:
    from pathlib import Path

    from backend.plumbing.shell import Shell

SITES = len(set(bench_world.SITES.values()))
OFTEN = 4.0
STATEMENTS_MAX = 37
# Documents that a process reads once and keeps.
KEPT = ("FROM document ", "SELECT document FROM calendar ")


async def test_a_push_asks_the_same_however_much_it_raises(tmp_path: Path) -> None:
    """Each site is inspected once, so that nothing joins what is open already."""
    settings = Settings(data=tmp_path)
    migrate(settings.database)
    sending = await bench_world.prepare(settings, SITES, 1, OFTEN)
    real = serving.shell_from(settings)
    await real.database.open()
    listening = Listening(real.database)
    shell = replace(real, database=listening)

    counts: dict[int, set[int]] = {}
    for tablet in sending:
        async with real.database.reading() as reader:
            (row,) = await reader.fetch(
                "SELECT organisation, person FROM chain WHERE id = ?", (tablet.chain,)
            )
            caller = await people.caller_of(reader, row["organisation"], row["person"])
        before = await _raised(real)
        listening.asked.clear()
        await sync.push(shell, caller, tablet.body(tablet.visits[0]))
        asked = sum(not any(one in sql for one in KEPT) for sql, _ in listening.asked)
        counts.setdefault(await _raised(real) - before, set()).add(asked)
    await real.database.close()

    raising = {count for found, seen in counts.items() if found for count in seen}
    assert len([found for found in counts if found]) > 1, "several numbers of findings"
    assert len(raising) == 1, counts
    assert max(raising) <= STATEMENTS_MAX


async def _raised(shell: Shell) -> int:
    async with shell.database.reading() as reader:
        (row,) = await reader.fetch("SELECT COUNT(*) AS n FROM nonconformity")
        return int(row["n"])
