"""Nonconformities and their actions: opened, moved, watched, shown."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from audit_rules.refusals import refusal_message
from backend.actions import service as actions
from backend.clock import instant_text, maybe_text
from backend.files import uses as files
from backend.findings import due_moves, opening, queries, waiting, watching
from backend.findings.desk import Desk
from backend.findings.move_form import well_formed
from backend.findings.opening import Finding, Opened
from backend.ids import new_id, new_salt
from backend.ledger import pen as ledger_pen
from backend.ledger import service as ledger
from backend.people import service as people
from backend.plumbing.paging import every_page
from backend.problems import RefusedError, field_refused
from backend.sites import service as sites
from checklists.canonical import canonical_bytes
from checklists.operation import refused_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from audit_rules.effectiveness import Later
    from backend.actions.records import Action
    from backend.findings.opening import Inspected
    from backend.findings.records import Matter, NonconformityRow
    from backend.findings.steps import Step
    from backend.ledger.pen import Pen
    from backend.people.records import ChainRow
    from backend.permissions import Caller
    from backend.plumbing.database.transaction import Reader, Transaction
    from backend.plumbing.shell import Shell

__all__ = ["Desk", "Finding"]
OPEN_PAGE = 5_000
NOT_RECEIVED = "evidence_not_received"
RECOMPUTED_AT_ONCE = 200


async def open_findings(
    shell: Shell, tx: Transaction, desk: Desk, findings: Sequence[Finding]
) -> Opened:
    """Make nonconformities and actions of findings; written by `flush`."""
    return await opening.open_all(shell, tx, desk, findings)


async def propose_cancels(
    tx: Transaction, desk: Desk, inspection: Inspected, verdict: int, found: Sequence[Finding]
) -> None:
    """Propose to cancel what a later verdict of the same inspection no longer finds."""
    await opening.propose_cancels(tx, desk, inspection, verdict, found)


async def flush(
    shell: Shell,
    tx: Transaction,
    pen: Pen,
    desk: Desk,
    opened: Opened,
    *,
    seqs: dict[str, int] | None = None,
) -> None:
    """Write everything the desk changed, each step with its log entry, and close the pen.

    `seqs` are the places of the operations that made steps.
    """
    new_actions = list(opened.actions)
    steps = [*opened.steps, *desk.steps]
    for nonconformity, plan in desk.planned:
        row = desk.nonconformities[nonconformity]
        action, clock = await opening.new_action_of(shell, tx, desk, row, plan)
        new_actions.append((action, clock))
        more = {"owner": action.owner, "due": maybe_text(action.due_at)}
        steps.append(opening.opened_step(shell, action, "action", more))
    steps += await due_moves.settle(shell, tx, desk, sorted(desk.touched & desk.actions.keys()))
    changed = [row for row in desk.actions.values() if row.id in desk.touched]
    if opened.nonconformities:
        await queries.add(tx, opened.nonconformities)
    await queries.update(
        tx, [row for row in desk.nonconformities.values() if row.id in desk.touched]
    )
    await actions.write(tx, new_actions, changed, [desk.clocks[row.id] for row in changed])
    await _write_steps(shell, tx, pen, steps, seqs or {})


async def move(
    shell: Shell, caller: Caller, about: str, subject: str, value: dict[str, Any]
) -> dict[str, Any]:
    """A move over REST: recorded as an operation on the server's own chain."""
    value = {name: one for name, one in value.items() if one is not None}
    if not well_formed(value):
        raise field_refused("event", "Name an event of this matter.", "请指明可执行的步骤。")
    async with shell.database.transaction() as tx:
        await tx.lock_log(caller.organisation)
        desk = Desk(shell, caller.organisation)
        row = await found(desk, tx, caller, about, subject)
        op, text, chain = await _server_operation(shell, tx, caller, about, subject, value=value)
        if refused_text(op, text) is not None:
            raise field_refused(
                "event", "Text without NUL, up to 64 KB.", "文本须无 NUL，至多 64 KB。"
            )
        await desk.look_for(tx, value.get("files", []), caller)
        code = desk.decide(op, caller.roles_at(row.site), caller.person)
        if code is not None:
            more = await _missing(tx, desk, about, row, value) if code == NOT_RECEIVED else {}
            raise RefusedError(
                "move_refused", detail=refusal_message(code), more={"code": code, **more}
            )
        pen = await ledger_pen.taken(tx, caller.organisation)
        seq = await _enter_operation(shell, tx, pen, chain, (op, text), site=row.site)
        await flush(shell, tx, pen, desk, Opened([], [], []), seqs={op["id"]: seq})
        after = desk.matter(about, subject)
        assert after is not None, "what was moved stays on the desk"
        return {"id": subject, "state": after.state}


async def _missing(
    reader: Reader, desk: Desk, about: str, row: Matter, value: dict[str, Any]
) -> dict[str, Any]:
    """Which files have not come, and on which device each was last seen."""
    kind = "action" if about == "action" else "nonconformity"
    hashes = desk.outstanding(kind, row, value.get("files", []))
    return {"outstanding": await waiting.waiting_files(reader, desk.organisation, hashes)}


async def recompute(shell: Shell, organisation: str) -> int:
    """Tell of every open deadline that today's rules put elsewhere; gives how many there were.

    Rules about pauses have changed between versions. What is told once agrees afterwards, so that
    it can be done at every start.
    """
    after, moved = "", 0
    while True:
        async with shell.database.transaction() as tx:
            await tx.lock_log(organisation)
            some = await actions.once_paused(tx, organisation, after, RECOMPUTED_AT_ONCE)
            if not some:
                return moved
            desk = Desk(shell, organisation)
            await desk.load(tx, of_actions=some)
            desk.touched |= set(some)
            steps = await due_moves.settle(shell, tx, desk, some)
            told = {step.row.subject for step in steps}
            changed = [desk.actions[known] for known in some if known in told]
            await actions.write(tx, [], changed, [desk.clocks[row.id] for row in changed])
            await _write_steps(shell, tx, await ledger_pen.taken(tx, organisation), steps, {})
            moved += len(changed)
        after = some[-1]


async def found(desk: Desk, reader: Reader, caller: Caller, about: str, subject: str) -> Matter:
    """A matter with all that belongs to it, loaded; raises `not_found` where the caller may not see it."""
    if about == "nonconformity":
        await desk.load(reader, nonconformities=[subject])
    else:
        await desk.load(reader, of_actions=[subject])
    row = desk.matter(about, subject)
    if row is None or not caller.reaches(row.site):
        raise RefusedError("not_found")
    return row


async def _server_operation(
    shell: Shell,
    tx: Transaction,
    caller: Caller,
    about: str,
    subject: str,
    *,
    value: dict[str, Any],
) -> tuple[dict[str, Any], str, ChainRow]:
    now = shell.clock.now()
    chain = await people.server_chain(shell, tx, caller.organisation)
    op: dict[str, Any] = {
        "v": 1,
        "id": new_id(now, shell.random),
        "chain": chain.id,
        "seq": chain.head_seq + 1,
        "prev": chain.head_hash,
        "salt": new_salt(shell.random),
        "actor": caller.person,
        "about": about,
        "subject": subject,
        "kind": "move",
        "value": value,
        "recorded_at": instant_text(now),
    }
    return op, canonical_bytes(op).decode(), chain


async def _enter_operation(
    shell: Shell,
    tx: Transaction,
    pen: Pen,
    chain: ChainRow,
    said: tuple[dict[str, Any], str],
    *,
    site: str,
) -> int:
    op, text = said
    digest = hashlib.sha256(text.encode()).hexdigest()
    now, organisation = shell.clock.now(), chain.organisation
    entry = ledger.NewEntry(stream=site, kind="operation", subject=op["subject"], body_hash=digest)
    seq = pen.enter([entry])
    await ledger.add_operations(
        tx,
        [
            (
                organisation, chain.id, op["seq"], op["id"], digest, op["about"], op["subject"],
                op["kind"], op["actor"], now, text, "ok", None, seq,
            )
        ],
    )  # fmt: skip
    await people.move_chain(shell, tx, organisation, chain.id, (op["seq"], digest))
    return seq


async def _write_steps(
    shell: Shell, tx: Transaction, pen: Pen, steps: list[Step], seqs: dict[str, int]
) -> None:
    own = [step for step in steps if step.operation is None]
    first = pen.enter([_event_entry(shell, step) for step in own])
    await pen.close(tx, shell.clock.now())
    organisation = pen.log.organisation
    for at, step in enumerate(own):
        step.entered(first + at)
    uses: list[files.Use] = []
    for step in steps:
        if step.operation is not None:
            step.entered(seqs[step.operation])
        row = step.row
        uses += [
            files.Use(
                sha256=sha256,
                about=row.about,
                subject=row.subject,
                operation=row.id,
                site=step.stream,
                person=row.actor,
            )
            for sha256 in json.loads(row.files)
        ]
    await actions.write_events(tx, [step.row for step in steps])
    await files.used(tx, organisation, uses, partial(people.caller_of, tx, organisation))


def _event_entry(shell: Shell, step: Step) -> ledger.NewEntry:
    row = step.row
    values: dict[str, Any] = {
        "about": row.about,
        "subject": row.subject,
        "event": row.event,
        "actor": "system",
        "recorded_at": row.recorded_at,
        "after": row.after,
        **json.loads(row.more),
    }
    if row.reason:
        values["reason"] = row.reason
    body = ledger.server_body(shell, "event", values)
    return ledger.entry_with(step.stream, "event", row.subject, body)


async def nonconformities_of(
    reader: Reader, organisation: str, inspections: Sequence[str]
) -> list[NonconformityRow]:
    """What was raised by these inspections."""
    return await queries.of_inspections(reader, organisation, inspections)


async def by_ids(reader: Reader, organisation: str, ids: Sequence[str]) -> list[NonconformityRow]:
    """These nonconformities."""
    return await queries.by_ids(reader, organisation, ids)


def later_checks(
    row: NonconformityRow, inspections: Sequence[watching.LaterRow], closed_on: date, days: int
) -> list[Later]:
    """Later inspections that say whether a nonconformity stayed away, within its window."""
    end = closed_on + timedelta(days=days)
    found = [one for each in inspections for one in watching.later_evidence(row, each)]
    return [
        one for one in found if closed_on < one.on <= end and one.status in {"clean", "failed"}
    ]


def text_of(row: NonconformityRow) -> Any:  # noqa: ANN401 - a text in both languages, or as a person wrote it
    """What was found."""
    return json.loads(row.text)


async def site_names(reader: Reader, organisation: str) -> dict[str, dict[str, str]]:
    """Names of places by id."""
    rows = await sites.places(reader, organisation)
    return {known: row.names for known, row in rows.items()}


async def open_matters(
    reader: Reader, organisation: str, *, page: int = OPEN_PAGE
) -> tuple[list[NonconformityRow], list[Action]]:
    """Nonconformities and actions that are not at their end, for a tablet's first pull."""
    live = " AND state NOT IN ('closed', 'cancelled')"
    rows = await every_page(
        lambda where, args: queries.page(reader, organisation, live + where, args, page),
        column="opened_at",
        size=page,
    )
    acts, _ = await actions.loaded(reader, organisation, [row.id for row in rows])
    return rows, [row for row in acts if row.open]
