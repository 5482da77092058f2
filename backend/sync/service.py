"""Push: one transaction from bytes to statuses (protocol.md §6)."""

# pyright: reportUnknownVariableType=false

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog

from audit_rules.refusals import MESSAGES as MOVE_MESSAGES
from audit_rules.refusals import refusal_message
from backend.clock import instant_text
from backend.findings import service as findings
from backend.inspections import service as inspections
from backend.ledger import pen as ledger_pen
from backend.ledger import service as ledger
from backend.people import service as people
from backend.plumbing.database.transaction import StatementError
from backend.problems import RefusedError
from backend.sync.admitting import touched_by
from backend.sync.entering import enter
from backend.sync.loading import world_for
from backend.sync.readmitting import readmit_waiting
from checklists.admission import Chain, Decided, Issued, Known, admit
from checklists.batch import BatchError, Item, read_batch
from checklists.errors import message
from checklists.operation import DECODER, core_hash

if TYPE_CHECKING:
    from backend.ledger.records import Stored
    from backend.permissions import Caller
    from backend.plumbing.database.transaction import Transaction
    from backend.plumbing.shell import Shell
    from checklists.operation import Op

log = structlog.get_logger()

# Columns that say what an operation is about, and how long each may be.
NAMED = (("id", 36), ("about", 20), ("subject", 36), ("kind", 30), ("actor", 36))
Batch = tuple[str, list[Item]]

# What a bug of ours looks like; a database that is away or a full disk are none.
BUGS = (
    StatementError,
    AssertionError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)


async def push(shell: Shell, caller: Caller, body: bytes) -> dict[str, Any]:
    """Take a batch: accepted and refused operations are stored, or nothing at all."""
    try:
        chain, items = read_batch(body)
    except BatchError as error:
        raise RefusedError(error.code, more=dict(error.more)) from error
    if caller.chain is not None and caller.session is None and caller.chain != chain:
        raise RefusedError("not_permitted")
    try:
        return await _stored(shell, caller, chain, items)
    except BatchError as error:
        raise RefusedError(error.code, more=dict(error.more)) from error
    except RefusedError:
        raise
    except BUGS:
        log.exception("push_failed", chain=chain, operations=len(items))
        return await _one_by_one(shell, caller, chain, items)


async def _one_by_one(
    shell: Shell, caller: Caller, chain: str, items: list[Item]
) -> dict[str, Any]:
    """A bug met one of these: the others go on, the culprit is quarantined as `internal`."""
    statuses: list[dict[str, Any]] = []
    answer: dict[str, Any] = {}
    for item in items:
        try:
            answer = await _stored(shell, caller, chain, [item])
        except BUGS:
            log.exception("operation_failed", chain=chain, seq=item.seq)
            answer = await _stored(shell, caller, chain, [item], broken=True)
        statuses += answer["statuses"]
    return answer | {"statuses": statuses}


async def _stored(
    shell: Shell, caller: Caller, chain_id: str, items: list[Item], *, broken: bool = False
) -> dict[str, Any]:
    return await shell.database.transact(
        lambda tx: _written(shell, tx, caller, (chain_id, items), broken=broken)
    )


async def _written(
    shell: Shell, tx: Transaction, caller: Caller, batch: Batch, *, broken: bool
) -> dict[str, Any]:
    """Runs in the writer's thread, in one hop (performance.md)."""
    organisation, (chain_id, items) = caller.organisation, batch
    await tx.lock_log(organisation)
    chain = await _chain(tx, caller, chain_id, items)
    world = await world_for(shell, tx, caller, touched_by(items))
    decided = _broken(chain, items) if broken else admit(chain, items, world)
    fresh = [one for one in decided if one.fresh]
    pen = await ledger_pen.taken(tx, organisation)
    seqs = enter(pen, world, fresh)
    await ledger.add_operations(tx, _operation_rows(shell, organisation, chain_id, fresh, seqs))
    await inspections.write(shell, tx, world.recording)
    opened = await inspections.judge_submits(shell, tx, world.recording, world.desk, seqs)
    await findings.flush(shell, tx, pen, world.desk, opened, seqs=seqs)
    await readmit_waiting(shell, tx, organisation, world.recording.started)
    await people.move_chain(shell, tx, organisation, chain_id, (chain.head_seq, chain.head_hash))
    return {
        "received_through": chain.head_seq,
        "statuses": [_status(one) for one in decided],
        "epoch": pen.log.epoch,
        "server_time": instant_text(shell.clock.now()),
    }


async def _chain(tx: Transaction, caller: Caller, chain_id: str, items: list[Item]) -> Chain:
    row = await people.chain_by_id(tx, caller.organisation, chain_id)
    if row is None or row.person != caller.person:
        raise RefusedError("not_found")
    first = min((item.seq for item in items), default=row.head_seq + 1)
    stored: list[Stored] = []
    if first <= row.head_seq:
        stored = await ledger.stored_of_chain(tx, caller.organisation, chain_id, first)
    ahead = [item.id for item in items if item.seq > row.head_seq]
    copied = [one.id for one in stored if one.status == "copy"]
    asked = {known for known in (*ahead, *copied) if known is not None}
    ids = await _issued(tx, caller, sorted(asked))
    return Chain(
        id=chain_id,
        person=caller.person,
        head_seq=row.head_seq,
        head_hash=row.head_hash,
        stored={one.seq: _known(one, ids) for one in stored},
        ids=ids,
    )


async def _issued(tx: Transaction, caller: Caller, ids: list[str]) -> dict[str, list[Issued]]:
    """What is stored under these ids; only one's own has a core that can be issued anew."""
    found: dict[str, list[Issued]] = {}
    for row in await ledger.issued(tx, caller.organisation, ids):
        said = _said(row.body) if row.person == caller.person else None
        found.setdefault(row.id, []).append(Issued(None, row.status, row.code, said))
    return found


def _said(body: str) -> Op | None:
    """What a stored text says; one that could not be read when it came is equal to nothing."""
    try:
        op: Any = DECODER.decode(body)
    except (ValueError, RecursionError):
        return None
    return op if isinstance(op, dict) else None


def _known(row: Stored, ids: dict[str, list[Issued]]) -> Known:
    """A stored operation; of a copy the present status of what was stored first."""
    if row.body is None or row.id is None:
        return Known(row.id, row.hash, row.status, row.code)
    said = _said(row.body)
    assert said is not None, "a copy is of what could be read"
    core = core_hash(said)
    first = next(one for one in ids[row.id] if one.says(core))
    return Known(row.id, row.hash, first.status, first.code)


def _operation_rows(
    shell: Shell, organisation: str, chain: str, fresh: list[Decided], seqs: dict[str, int]
) -> list[tuple[object, ...]]:
    now = shell.clock.now()
    rows: list[tuple[object, ...]] = []
    for one in fresh:
        accepted = one.status == "ok" and not one.copy
        status, code = ("copy", None) if one.copy else (one.status, one.code)
        op: Op = one.item.op or {}
        names = tuple(
            op.get(name) if accepted else _bounded(op.get(name), length) for name, length in NAMED
        )
        known, about, subject, kind, actor = names
        rows.append(
            (
                organisation, chain, one.item.seq, known, one.item.hash, about, subject, kind, actor,
                now, one.item.text, status, code, seqs[op["id"]] if accepted else None,
            )
        )  # fmt: skip
    return rows


def _bounded(text: object, length: int) -> str | None:
    """A refused operation may carry anything: what does not fit its column is left out there."""
    if not isinstance(text, str) or len(text) > length or not text.isprintable():
        return None
    return text


def _broken(chain: Chain, items: list[Item]) -> list[Decided]:
    (item,) = items
    chain.head_seq, chain.head_hash = item.seq, item.hash
    return [Decided(item, item.id, "rejected", "internal", fresh=True)]


def _status(one: Decided) -> dict[str, Any]:
    made: dict[str, Any] = one.as_json()
    if one.code is not None:
        moves = one.code in MOVE_MESSAGES
        made["message"] = refusal_message(one.code) if moves else message(one.code)
    return made
