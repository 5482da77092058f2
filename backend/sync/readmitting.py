"""What came before the start of its inspection is accepted as soon as that start is here.

Two tablets on one inspection arrive in any order after a restore: whoever did not start it was
refused as `unknown_inspection` only because the other tablet had not come back yet.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from backend.findings import service as findings
from backend.inspections import service as inspections
from backend.ledger import pen as ledger_pen
from backend.ledger import service as ledger
from backend.people import service as people
from backend.sync.admitting import touched_by
from backend.sync.entering import enter
from backend.sync.loading import world_for
from checklists.admission import Decided, refused
from checklists.batch import Item
from checklists.operation import refused_form, refused_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend.ledger.records import Sent
    from backend.plumbing.database.transaction import Transaction
    from backend.plumbing.shell import Shell

ADMITTED = {"status": "ok", "code": None, "settled": "admitted"}


async def readmit_waiting(
    shell: Shell, tx: Transaction, organisation: str, started: Sequence[str]
) -> None:
    """Judge again, in the order they came, the operations that waited for these inspections."""
    for row in await ledger.waiting_for(tx, organisation, started):
        await readmit(shell, tx, row, by=None)


async def readmit(shell: Shell, tx: Transaction, row: Sent, *, by: str | None) -> str | None:
    """Accept a refused operation now: the same bytes, a new place in the log; else the code.

    Its author's rights count as they are now. `by` is the officer, and nobody for the server.
    """
    organisation = row.organisation
    op = json.loads(row.body)
    item = Item(op, row.seq, row.id, op.get("prev"), row.hash, row.body)
    author = await people.caller_of(tx, organisation, row.person)
    world = await world_for(shell, tx, author, touched_by([item]))
    taken = await ledger.accepted_by_id(tx, organisation, item.id or "")
    code = "id_reused" if taken else refused_text(op, row.body) or refused_form(op)
    code = code or refused(op, row.person, world)
    if code is not None:
        return code
    pen = await ledger_pen.taken(tx, organisation)
    seqs = enter(pen, world, [Decided(item, row.id, "ok", None, fresh=True)])
    await ledger.settle(tx, row, {**ADMITTED, "log_seq": seqs[op["id"]], "settled_by": by})
    await inspections.write(shell, tx, world.recording)
    opened = await inspections.judge_submits(shell, tx, world.recording, world.desk, seqs)
    await findings.flush(shell, tx, pen, world.desk, opened, seqs=seqs)
    return None
