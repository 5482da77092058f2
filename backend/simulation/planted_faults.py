"""The table of planted faults; `seed` is one that finds it (`tests/simulation` replays each)."""

from __future__ import annotations

from backend.simulation.planted import Planted

FAULTS: tuple[Planted, ...] = (
    Planted(
        name="cursor-skips-an-entry",
        file="backend/sync/pulling.py",
        before='reached = entries[-1]["seq"] + 1 if entries else cursor.seq',
        after='reached = min(entries[-1]["seq"] + 2, size) if entries else cursor.seq',
        promise="CURSOR_SKIP",
        seed=1,
    ),
    Planted(
        name="cursor-of-another-past-goes-on",
        file="backend/sync/pulling.py",
        before="    if given.epoch != epoch or given.scope != scope:\n        return False\n",
        after="    if given.scope == scope:\n        return True\n",
        promise="CURSOR_SKIP",
        seed=1,
    ),
    Planted(
        name="file-kept-under-another-hash",
        file="backend/files/service.py",
        before='    if sha256 != row["sha256"]:\n',
        after="    if False:\n",
        promise="BLOB",
        seed=1,
    ),
    Planted(
        name="organisation-filter-missing",
        file="backend/people/queries.py",
        before="        .where(Person.organisation == organisation)\n",
        after="",
        promise="ISOLATION",
        seed=1,
    ),
    Planted(
        name="every-file-is-called-known",
        file="backend/files/service.py",
        before="    return [one for one in asked if not here.get(",
        after="    return [one for one in asked[:0] if not here.get(",
        promise="BLOB",
        seed=1,
    ),
    Planted(
        name="server-says-what-the-device-wants-to-hear",
        file="backend/sync/pulling.py",
        before='received_through=row["head_seq"])',
        after="received_through=told.received_through)",
        promise="ENTERED_LOST",
        seed=1,
    ),
)
