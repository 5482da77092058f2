"""Refused operations: kept, shown, and settled by an officer (protocol.md §4, §6)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from audit_rules.refusals import MESSAGES as MOVE_MESSAGES
from audit_rules.refusals import refusal_message
from backend.clock import instant_text
from backend.findings import service as findings
from backend.inspections import service as inspections
from backend.ledger import service as ledger
from backend.people import service as people
from backend.problems import RefusedError
from backend.sync.admitting import touched_by
from backend.sync.loading import world_for
from backend.sync.schemas import Quarantine, Refused
from checklists.admission import refused
from checklists.batch import Item
from checklists.errors import message
from checklists.operation import refused_form, refused_text

if TYPE_CHECKING:
    from backend.permissions import Caller
    from backend.plumbing.database.transaction import Row, Transaction
    from backend.plumbing.shell import Shell


async def shown(
    shell: Shell, caller: Caller, after: str, limit: int, *, settled: bool
) -> Quarantine:
    """A page of what was refused, with who sent it and why it was not accepted."""
    async with shell.database.reading() as reader:
        rows = await ledger.quarantined(
            reader, caller.organisation, after, limit + 1, settled=settled
        )
        names = {
            row["id"]: json.loads(row["title"])
            for row in await people.everybody(reader, caller.organisation)
        }
        subjects = sorted({row["subject"] for row in rows if row["subject"]})
        codes = {
            row["id"]: row["code"]
            for row in await inspections.by_ids(reader, caller.organisation, subjects)
        }
    items = [_shown(row, names, codes) for row in rows[:limit]]
    return Quarantine(items=items, next=items[-1].id if len(rows) > limit else None)


async def admit(shell: Shell, caller: Caller, operation: str) -> dict[str, str]:
    """Judge the same bytes again, as they would be now; refused again means still waiting."""
    async with shell.database.transaction() as tx:
        await tx.lock_log(caller.organisation)
        row = await _waiting(tx, caller, operation)
        op = json.loads(row["body"])
        item = Item(op, row["seq"], row["id"], op.get("prev"), row["hash"], row["body"])
        author = await people.caller_of(tx, caller.organisation, row["person"])
        world = await world_for(shell, tx, author, touched_by([item]))
        code = refused_text(op, row["body"]) or refused_form(op)
        code = code or refused(op, row["person"], world)
        if code is not None:
            raise RefusedError("move_refused", detail=_sentence(code), more={"code": code})
        stream = world.stream_of(op)
        entry = ledger.NewEntry(
            stream=stream, kind="operation", subject=op["subject"], body_hash=row["hash"]
        )
        seq = await ledger.append(tx, caller.organisation, shell.clock.now(), [entry])
        await ledger.settle(
            tx,
            row,
            {"status": "ok", "code": None, "log_seq": seq, "settled": "admitted",
             "settled_by": caller.person},
        )  # fmt: skip
        await inspections.write(shell, tx, world.recording)
        opened = await inspections.judge_submits(
            shell, tx, world.recording, world.desk, {op["id"]: seq}
        )
        await findings.flush(shell, tx, world.desk, opened, {op["id"]: seq})
    return {"id": operation, "state": "admitted"}


async def dismiss(shell: Shell, caller: Caller, operation: str, reason: str) -> dict[str, str]:
    """Settle a refused operation without accepting it."""
    async with shell.database.transaction() as tx:
        await tx.lock_log(caller.organisation)
        row = await _waiting(tx, caller, operation)
        values: dict[str, object] = {
            "settled": "dismissed",
            "settled_reason": reason,
            "settled_by": caller.person,
        }
        await ledger.settle(tx, row, values)
        body = ledger.server_body(
            shell,
            "event",
            {
                "about": "operation",
                "subject": operation,
                "event": "dismissed",
                "actor": caller.person,
                "recorded_at": instant_text(shell.clock.now()),
                "reason": reason,
            },
        )
        entry = ledger.entry_with(caller.organisation, "event", operation, body)
        await ledger.append(tx, caller.organisation, shell.clock.now(), [entry])
    return {"id": operation, "state": "dismissed"}


async def _waiting(tx: Transaction, caller: Caller, operation: str) -> Row:
    row = await ledger.refused_by_id(tx, caller.organisation, operation)
    if row is None or row["settled"] is not None:
        raise RefusedError("not_found")
    return row


def _sentence(code: str) -> dict[str, str]:
    return refusal_message(code) if code in MOVE_MESSAGES else message(code)


def _shown(row: Row, names: dict[str, dict[str, str]], codes: dict[str, str]) -> Refused:
    return Refused(
        id=row["id"],
        chain=row["chain"],
        seq=row["seq"],
        person=row["person"],
        person_name=names.get(row["person"]),
        inspection=row["subject"],
        inspection_code=codes.get(row["subject"]),
        kind=row["kind"],
        code=row["code"],
        message=_sentence(row["code"]),
        state=row["settled"] or "waiting",
        reason=row["settled_reason"],
        received_at=instant_text(row["received_at"]),
        text=row["body"],
    )
