"""Refused operations: kept, shown, and settled by an officer (protocol.md §4, §6)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from audit_rules.refusals import MESSAGES as MOVE_MESSAGES
from audit_rules.refusals import refusal_message
from backend.clock import instant_text
from backend.inspections import service as inspections
from backend.ledger import service as ledger
from backend.people import service as people
from backend.permissions import ROLES, Permission
from backend.problems import RefusedError
from backend.sync.readmitting import readmit, readmit_waiting
from backend.sync.schemas import Quarantine, Refused
from checklists.errors import message

if TYPE_CHECKING:
    from backend.ledger.records import RefusedOperation
    from backend.permissions import Caller
    from backend.plumbing.database.transaction import Transaction
    from backend.plumbing.shell import Shell


async def shown(
    shell: Shell, caller: Caller, after: str, limit: int, *, settled: bool
) -> Quarantine:
    """A page of what was refused, with who sent it and why it was not accepted."""
    async with shell.database.reading() as reader:
        rows = await ledger.quarantined(
            reader, caller.organisation, _place_from(after), limit + 1, settled=settled
        )
        names = {row.id: row.names for row in await people.everybody(reader, caller.organisation)}
        subjects = sorted({row.subject for row in rows if row.subject})
        codes = {
            row.id: row.code
            for row in await inspections.by_ids(reader, caller.organisation, subjects)
        }
    items = [_shown(row, names, codes) for row in rows[:limit] if _may_settle(caller, row)]
    last = rows[limit - 1] if len(rows) > limit else None
    following = f"{last.received_at}~{last.chain}~{last.seq}" if last else None
    return Quarantine(items=items, next=following)


def _place_from(after: str) -> tuple[int, str, int]:
    """Where a page begins: `next` of the page before, or the start."""
    if not after:
        return 0, "", 0
    at, _, rest = after.partition("~")
    chain, _, seq = rest.partition("~")
    if not all(part.isascii() and part.isdigit() and len(part) < 16 for part in (at, seq)):
        mend = {"en": "Use `next` of the page before.", "zh-Hans": "请使用上一页的 next。"}
        raise RefusedError("query_invalid", fields=[("after", mend)])
    return int(at), chain, int(seq)


def _may_settle(caller: Caller, row: RefusedOperation) -> bool:
    """An officer settles what belongs to their sites; what belongs to none is for all sites'."""
    reached = caller.sites(ROLES[Permission.quarantine_settle])
    return reached is None or (row.site or _site_of_start(row)) in reached


def _site_of_start(row: RefusedOperation) -> str | None:
    if row.kind != "start":
        return None
    try:
        site = json.loads(row.body)["value"]["site"]
    except (ValueError, TypeError, KeyError):
        return None
    return site if isinstance(site, str) else None


async def admit(shell: Shell, caller: Caller, operation: str) -> dict[str, str]:
    """Judge the same bytes again, as they would be now; refused again means still waiting."""
    async with shell.database.transaction() as tx:
        await tx.lock_log(caller.organisation)
        row = await _waiting(tx, caller, operation)
        code = await readmit(shell, tx, row, by=caller.person)
        if code is not None:
            raise RefusedError("move_refused", detail=_sentence(code), more={"code": code})
        if row.kind == "start" and row.subject is not None:
            await readmit_waiting(shell, tx, caller.organisation, [row.subject])
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


async def _waiting(tx: Transaction, caller: Caller, operation: str) -> RefusedOperation:
    row = await ledger.refused_by_id(tx, caller.organisation, operation)
    if row is None or row.settled is not None or not _may_settle(caller, row):
        raise RefusedError("not_found")
    return row


def _sentence(code: str) -> dict[str, str]:
    return refusal_message(code) if code in MOVE_MESSAGES else message(code)


def _shown(
    row: RefusedOperation, names: dict[str, dict[str, str]], codes: dict[str, str]
) -> Refused:
    return Refused(
        id=row.id,
        chain=row.chain,
        seq=row.seq,
        person=row.person,
        person_name=names.get(row.person),
        inspection=row.subject,
        inspection_code=codes.get(row.subject or ""),
        kind=row.kind,
        code=row.refusal,
        message=_sentence(row.refusal),
        state=row.settled or "waiting",
        reason=row.settled_reason,
        received_at=instant_text(row.received_at),
        text=row.body,
    )
