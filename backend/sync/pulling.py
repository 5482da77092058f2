"""Pull: a snapshot first, then what the log says has changed (protocol.md §8)."""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec
import structlog

from backend.actions import service as actions
from backend.clock import instant_text
from backend.findings import service as findings
from backend.inspections import service as inspections
from backend.ledger import service as ledger
from backend.people import service as people
from backend.plumbing import age
from backend.plumbing.snapshots import Snapshot
from backend.programme import service as programme
from backend.sites import service as sites
from backend.sync import feed
from backend.sync.schemas import ChainTold
from backend.templates import service as templates

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backend.actions.records import Action
    from backend.findings.records import NonconformityRow
    from backend.inspections.records import InspectionRow
    from backend.ledger.records import EntryHead
    from backend.permissions import Caller
    from backend.plumbing.database.transaction import Reader
    from backend.plumbing.shell import Shell

log = structlog.get_logger()

Key = tuple[int, str]
# The order of a snapshot. Whose scope changed first forgets, then hears of everything.
KINDS = (
    "withdraw", "person", "site", "template", "rules", "assignment", "inspection", "operation",
    "verdict", "nonconformity", "action",
)  # fmt: skip
BEGIN: Key = (1, "")
BEGIN_WITHDRAWING: Key = (0, "")
NUMBER_LIMIT = 1 << 53
COUNT = re.compile(r"[0-9]{1,15}")
ITEMS_MAX = 500
BYTES_MAX = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where a tablet stands: in which log, up to which entry, with which scope.

    `leaf` is the hash of the last entry before `seq`: a copy that was put back and has grown since
    is another past, although its numbers are the same.
    Within a snapshot `last` is the key of the last item that was sent: what comes and goes
    between two pages shifts nothing.
    """

    epoch: str
    seq: int
    leaf: str
    scope: str
    last: Key | None


def cursor_text(cursor: Cursor) -> str:
    """Opaque to the tablet."""
    values = [cursor.epoch, cursor.seq, cursor.leaf, cursor.scope, cursor.last]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


def cursor_from(text: str) -> Cursor | None:
    """A cursor that we gave; any other text is as none: a tablet must never get stuck on it."""
    try:
        values = json.loads(base64.b64decode(text, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        return None
    match values:
        case [str(epoch), int(seq), str(leaf), str(scope), last] if _is_count(seq):
            key = _key_from(last)
            if last is None or key is not None:
                return Cursor(epoch=epoch, seq=seq, leaf=leaf, scope=scope, last=key)
        case _:
            pass
    return None


def _is_count(value: Any) -> bool:  # noqa: ANN401 - anything may come in
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < NUMBER_LIMIT


def _key_from(value: Any) -> Key | None:  # noqa: ANN401 - anything may come in
    match value:
        case [int(rank), str(known)] if _is_count(rank):
            return rank, known
        case _:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a device says it was told: by which past, and how much of its chain was received."""

    epoch: str
    chain: str
    received_through: int


def told_from(header: str | None) -> Told | None:
    """`EPOCH CHAIN SEQ`, perhaps with `WAITING FILES`; anything else says nothing."""
    parts = (header or "").split(" ")
    if len(parts) not in {3, 5} or not all(COUNT.fullmatch(part) for part in parts[2:]):
        return None
    return Told(epoch=parts[0], chain=parts[1], received_through=int(parts[2]))


async def chain_known(shell: Shell, caller: Caller, told: Told) -> ChainTold | None:
    """The caller's chain as this server has it; none where it knows no such chain."""
    async with shell.database.reading() as reader:
        row = await people.chain_by_id(reader, caller.organisation, told.chain)
    if row is None or row.person != caller.person:
        return None
    if told.received_through > row.head_seq:
        log.warning("behind_its_device", chain=told.chain, told=told.received_through)
    return ChainTold(id=row.id, received_through=row.head_seq)


async def pull(shell: Shell, caller: Caller, cursor: str | None) -> dict[str, Any]:
    """The next page for this caller."""
    async with shell.database.reading() as reader:
        scope = _scope(caller)
        epoch = await ledger.epoch(reader, caller.organisation)
        given = cursor_from(cursor) if cursor else None
        if given is None or not await _continues(reader, caller, given, epoch, scope):
            # Whoever comes with a cursor of another scope, or one that says none, may hold too much.
            same_scope = cursor is None or (given is not None and given.scope == scope)
            first = BEGIN if same_scope else BEGIN_WITHDRAWING
            given = await _from_the_start(reader, caller, epoch, scope, first)
        if given.last is not None:
            items, after, more = await _snapshot(shell, reader, caller, given)
        else:
            items, after, more = await _changes(reader, caller, given)
    return {
        "epoch": epoch,
        "cursor": cursor_text(after),
        "more": more,
        "server_time": instant_text(shell.clock.now()),
        "items": items,
        "rescue_key": age.recipient(shell, caller.organisation),
    }


async def _continues(
    reader: Reader, caller: Caller, given: Cursor, epoch: str, scope: str
) -> bool:
    """Whether the cursor was given by this log as it is now, for what the caller sees now."""
    if given.epoch != epoch or given.scope != scope:
        return False
    return given.leaf == await _leaf_before(reader, caller, given.seq)


async def _from_the_start(
    reader: Reader, caller: Caller, epoch: str, scope: str, first: Key
) -> Cursor:
    seq = await ledger.size(reader, caller.organisation)
    leaf = await _leaf_before(reader, caller, seq) or ""
    return Cursor(epoch=epoch, seq=seq, leaf=leaf, scope=scope, last=first)


async def _leaf_before(reader: Reader, caller: Caller, seq: int) -> str | None:
    """The hash of the entry before `seq`; none where the log does not reach so far."""
    if seq == 0:
        return ""
    return await ledger.leaf_hash(reader, caller.organisation, seq - 1)


def _scope(caller: Caller) -> str:
    """Changes when what the caller may see changes: then a snapshot is taken anew."""
    reached = caller.sites(frozenset(caller.sites_by_role))
    seen = "all" if reached is None else ",".join(sorted(reached))
    roles = ",".join(sorted(caller.sites_by_role))
    return ledger.short_hash(f"{roles}|{seen}")


async def _snapshot(
    shell: Shell, reader: Reader, caller: Caller, cursor: Cursor
) -> tuple[Sequence[feed.Item | msgspec.Raw], Cursor, bool]:
    """A page of a snapshot, which is made once; a replica that did not make it makes it again."""
    parts = (
        caller.organisation,
        caller.person,
        cursor.epoch,
        cursor.seq,
        cursor.leaf,
        cursor.scope,
    )
    name = ":".join(str(part) for part in parts)
    made = shell.snapshots.get(name)
    if made is None:
        made = snapshot_of(await snapshot_items(shell, reader, caller))
    page, last = made.page(cursor.last or BEGIN, ITEMS_MAX, BYTES_MAX)
    if last is None:
        shell.snapshots.forget(name)
    else:
        shell.snapshots.put(name, made)
    after = replace(cursor, last=last)
    size = await ledger.size(reader, caller.organisation)
    return page, after, last is not None or cursor.seq < size


def snapshot_of(items: Sequence[feed.Item]) -> Snapshot:
    """Items in the order of their keys, as they go over the wire."""
    return Snapshot(
        keys=[_key(item) for item in items],
        texts=[msgspec.Raw(msgspec.json.encode(item)) for item in items],
    )


def _key(item: feed.Item) -> Key:
    """Operations stay in the order of the log, all else goes by id."""
    kind = item["kind"]
    place = f"{item['body']['seq']:016d}" if kind == "operation" else item["id"]
    return KINDS.index(kind), place


async def snapshot_items(shell: Shell, reader: Reader, caller: Caller) -> list[feed.Item]:
    """Everything a new tablet needs, and what one of another scope must forget, by key."""
    organisation = caller.organisation
    today = date.fromisoformat(instant_text(shell.clock.now())[:10])
    found = [
        feed.person_item(row, _own_roles(caller) if row.id == caller.person else None)
        for row in await people.everybody(reader, organisation)
    ]
    places = await sites.places(reader, organisation)
    found += [
        feed.site_item(row)
        for row in places.values()
        if row.level == "region" or caller.reaches(row.id)
    ]
    found += [
        feed.withdraw_item(row.id)
        for row in places.values()
        if row.level != "region" and not caller.reaches(row.id)
    ]
    versions, packs = await templates.shown_versions(reader, organisation)
    found += [feed.template_item(row) for row in versions]
    found += [feed.rules_item(row) for row in packs]
    assignments = await programme.offered(reader, organisation, today)
    found += [feed.assignment_item(row) for row in assignments if caller.reaches(row.site)]
    open_ones = await inspections.open_ones(reader, organisation)
    found += await _inspection_items(reader, caller, open_ones)
    backlog = await findings.open_matters(reader, organisation)
    found += _matter_items(caller, *backlog)
    return sorted(found, key=_key)


async def _changes(
    reader: Reader, caller: Caller, cursor: Cursor
) -> tuple[list[feed.Item], Cursor, bool]:
    size = await ledger.size(reader, caller.organisation)
    entries = await ledger.entries_from(
        reader, caller.organisation, cursor.seq, ITEMS_MAX // 2, size
    )
    items = await _items_of(reader, caller, entries)
    page = _page(items)
    # A page that is too large for its bytes is made of fewer entries.
    while len(page) < len(items) and len(entries) > 1:
        entries = entries[: len(entries) // 2]
        items = await _items_of(reader, caller, entries)
        page = _page(items)
    reached = entries[-1].seq + 1 if entries else cursor.seq
    leaf = await _leaf_before(reader, caller, reached) or ""
    after = replace(cursor, seq=reached, leaf=leaf, last=None)
    return items, after, reached < size


async def _items_of(reader: Reader, caller: Caller, entries: list[EntryHead]) -> list[feed.Item]:
    """Current rows of everything these entries speak of, each once."""
    organisation = caller.organisation
    subjects = list(dict.fromkeys(entry.subject for entry in entries))
    kinds = {entry.kind for entry in entries}
    found: list[feed.Item] = []
    if kinds & {"template", "rules"}:
        found += await _standards(reader, organisation, set(subjects))
    if "membership" in kinds:
        found += [
            feed.person_item(row, _own_roles(caller) if row.id == caller.person else None)
            for row in await people.everybody(reader, organisation)
            if row.id in subjects
        ]
    seqs = [entry.seq for entry in entries if entry.kind == "operation"]
    rows = await inspections.by_ids(reader, organisation, subjects)
    found += await _inspection_items(reader, caller, rows, seqs)
    taken = [row.assignment for row in rows if row.assignment is not None]
    found += [
        feed.assignment_item(row)
        for row in await programme.by_ids(reader, organisation, [*subjects, *taken])
        if caller.reaches(row.site)
    ]
    found += [
        feed.quarantine_item(row)
        for row in await ledger.settled_of(reader, organisation, subjects)
        if row.person == caller.person
    ]
    matters = await findings.by_ids(reader, organisation, subjects)
    acts = await actions.by_ids(reader, organisation, subjects)
    return found + _matter_items(caller, matters, acts)


async def _standards(reader: Reader, organisation: str, subjects: set[str]) -> list[feed.Item]:
    """All versions of the checklists spoken of: a new one also retires those before it."""
    versions, packs = await templates.shown_versions(reader, organisation)
    hashes = {row.template_sha256 for row in packs if row.id in subjects}
    keys = {row.key for row in versions if row.id in subjects or row.sha256 in hashes}
    shown = [row for row in versions if row.key in keys]
    pinned = {row.sha256 for row in shown}
    return [
        *(feed.template_item(row) for row in shown),
        *(feed.rules_item(row) for row in packs if row.template_sha256 in pinned),
    ]


async def _inspection_items(
    reader: Reader, caller: Caller, rows: list[InspectionRow], seqs: list[int] | None = None
) -> list[feed.Item]:
    """Inspections with their operations (all, or those of these entries) and verdicts."""
    seen = {row.id: row for row in rows if caller.reaches(row.site)}
    found = [feed.inspection_item(row) for row in seen.values()]
    if seqs is None:
        stored = await ledger.accepted_of(reader, caller.organisation, list(seen))
    else:
        stored = await ledger.operations_by_seq(reader, caller.organisation, seqs)
        # Whoever came while it was sealed has nothing of it; open again it comes whole.
        again = {one.subject for one in stored if one.kind == "reopen"}
        whole = await ledger.accepted_of(reader, caller.organisation, sorted(again))
        stored = [*whole, *(one for one in stored if one.subject not in again)]
    found += [
        feed.operation_item(one, seen[one.subject].site) for one in stored if one.subject in seen
    ]
    judged = [known for known, row in seen.items() if row.verdicts]
    verdicts = await inspections.verdicts_of(reader, caller.organisation, judged)
    return found + [feed.verdict_item(one, seen[one.inspection].site) for one in verdicts]


def _matter_items(
    caller: Caller, matters: Iterable[NonconformityRow], acts: Iterable[Action]
) -> list[feed.Item]:
    return [
        *(feed.nonconformity_item(row) for row in matters if caller.reaches(row.site)),
        *(feed.action_item(row) for row in acts if caller.reaches(row.site)),
    ]


def _page(items: list[feed.Item]) -> list[feed.Item]:
    """As many items as fit into a page, at least one."""
    size, page = 0, list[feed.Item]()
    for item in items[:ITEMS_MAX]:
        size += len(msgspec.json.encode(item))
        if page and size > BYTES_MAX:
            break
        page.append(item)
    return page


def _own_roles(caller: Caller) -> list[dict[str, str]]:
    return [
        {"role": role, "scope": scope}
        for role, held in sorted(caller.sites_by_role.items())
        for scope in (["all"] if held is None else sorted(held))
    ]
