"""Loads what a push touches, once, before anything is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.findings.desk import Desk
from backend.inspections import service as inspections
from backend.inspections.recording import Recording
from backend.programme import service as programme
from backend.sites import service as sites
from backend.sync.admitting import PushWorld
from backend.templates import service as templates

if TYPE_CHECKING:
    from backend.permissions import Caller
    from backend.plumbing.database.transaction import Transaction
    from backend.plumbing.shell import Shell
    from backend.sync.admitting import Touched


async def world_for(shell: Shell, tx: Transaction, caller: Caller, touched: Touched) -> PushWorld:
    """Folds, matters, versions and places for the subjects of a batch."""
    recording = Recording(shell, caller.organisation)
    await inspections.load(shell, tx, recording, sorted(touched.inspections))
    desk = Desk(shell, caller.organisation)
    await desk.load(
        tx,
        nonconformities=sorted(touched.nonconformities),
        of_actions=sorted(touched.actions),
    )
    await desk.look_for(tx, sorted(touched.files), caller)
    known = {
        pair: found
        for pair in sorted(touched.versions)
        if (found := await templates.version(shell, tx, caller.organisation, *pair)) is not None
    }
    recording.places = await sites.placed(tx, caller.organisation, sorted(touched.places))
    recording.planned = await programme.planned(tx, caller.organisation, touched.assignments)
    return PushWorld(caller=caller, recording=recording, desk=desk, known=known)
