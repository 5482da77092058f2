"""Pull: a snapshot first, then what the log says has changed (protocol.md §8)."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from backend.actions import service as actions
from backend.clock import instant_text
from backend.findings import service as findings
from backend.inspections import service as inspections
from backend.ledger import service as ledger
from backend.people import service as people
from backend.problems import RefusedError
from backend.programme import service as programme
from backend.sites import service as sites
from backend.sync import feed
from backend.templates import service as templates

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backend.permissions import Caller
    from backend.plumbing.database.transaction import Reader, Row
    from backend.plumbing.shell import Shell

ITEMS_MAX = 500
BYTES_MAX = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where a tablet stands: in which log, up to which entry, with which scope, in a snapshot."""

    epoch: int
    seq: int
    scope: str
    offset: int | None


def cursor_text(cursor: Cursor) -> str:
    """Opaque to the tablet."""
    values = [cursor.epoch, cursor.seq, cursor.scope, cursor.offset]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


def cursor_from(text: str) -> Cursor:
    """A cursor that we gave; raises `query_invalid` for any other text."""
    try:
        epoch, seq, scope, offset = json.loads(
            base64.b64decode(text, altchars=b"-_", validate=True)
        )
    except (binascii.Error, ValueError, TypeError) as error:
        raise _bad_cursor() from error
    numbers = all(isinstance(one, int) for one in (epoch, seq, offset or 0))
    if not numbers or not isinstance(scope, str):
        raise _bad_cursor()
    return Cursor(epoch=epoch, seq=seq, scope=scope, offset=offset)


async def pull(shell: Shell, caller: Caller, cursor: str | None) -> dict[str, Any]:
    """The next page for this caller."""
    async with shell.database.reading() as reader:
        scope = _scope(caller)
        epoch = await ledger.epoch(reader, caller.organisation)
        given = cursor_from(cursor) if cursor else None
        if given is None or given.epoch != epoch or given.scope != scope:
            seq = await ledger.size(reader, caller.organisation)
            given = Cursor(epoch=epoch, seq=seq, scope=scope, offset=0)
        if given.offset is not None:
            items, after, more = await _snapshot(shell, reader, caller, given)
        else:
            items, after, more = await _changes(reader, caller, given)
    return {
        "epoch": epoch,
        "cursor": cursor_text(after),
        "more": more,
        "server_time": instant_text(shell.clock.now()),
        "items": items,
    }


def _scope(caller: Caller) -> str:
    """Changes when what the caller may see changes: then a snapshot is taken anew."""
    reached = caller.sites(frozenset(caller.sites_by_role))
    seen = "all" if reached is None else ",".join(sorted(reached))
    roles = ",".join(sorted(caller.sites_by_role))
    return ledger.short_hash(f"{roles}|{seen}")


async def _snapshot(
    shell: Shell, reader: Reader, caller: Caller, cursor: Cursor
) -> tuple[list[feed.Item], Cursor, bool]:
    everything = await snapshot_items(shell, reader, caller)
    start = cursor.offset or 0
    page = _page(everything[start:])
    end = start + len(page)
    more = end < len(everything)
    after = Cursor(
        epoch=cursor.epoch, seq=cursor.seq, scope=cursor.scope, offset=end if more else None
    )
    return (
        page,
        after,
        True if more else cursor.seq < await ledger.size(reader, caller.organisation),
    )


async def snapshot_items(shell: Shell, reader: Reader, caller: Caller) -> list[feed.Item]:
    """Everything a new tablet needs, in a fixed order."""
    organisation = caller.organisation
    today = date.fromisoformat(instant_text(shell.clock.now())[:10])
    found = [
        feed.person_item(row, _own_roles(caller) if row["id"] == caller.person else None)
        for row in await people.everybody(reader, organisation)
    ]
    places = await sites.places(reader, organisation)
    found += [
        feed.site_item(row)
        for row in places.values()
        if row["level"] == "region" or _reaches(caller, row["id"])
    ]
    versions, packs = await templates.shown_versions(reader, organisation)
    found += [feed.template_item(row) for row in versions]
    found += [feed.rules_item(row) for row in packs]
    assignments = await programme.offered(reader, organisation, today)
    found += [feed.assignment_item(row) for row in assignments if _reaches(caller, row["site"])]
    open_ones = await inspections.page(reader, organisation, " AND state = 'open'", (), 2_000)
    found += await _inspection_items(reader, caller, open_ones)
    backlog = await findings.open_matters(reader, organisation)
    found += _matter_items(caller, *backlog)
    return found


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
    reached = entries[-1]["seq"] + 1 if entries else cursor.seq
    after = Cursor(epoch=cursor.epoch, seq=reached, scope=cursor.scope, offset=None)
    return items, after, reached < size


async def _items_of(reader: Reader, caller: Caller, entries: list[Row]) -> list[feed.Item]:
    """Current rows of everything these entries speak of, each once."""
    organisation = caller.organisation
    subjects = list(dict.fromkeys(entry["subject"] for entry in entries))
    kinds = {entry["kind"] for entry in entries}
    found: list[feed.Item] = []
    if kinds & {"template", "rules"}:
        versions, packs = await templates.shown_versions(reader, organisation)
        found += [feed.template_item(row) for row in versions if row["id"] in subjects]
        found += [feed.rules_item(row) for row in packs if row["id"] in subjects]
    if "membership" in kinds:
        found += [
            feed.person_item(row, _own_roles(caller) if row["id"] == caller.person else None)
            for row in await people.everybody(reader, organisation)
            if row["id"] in subjects
        ]
    seqs = [entry["seq"] for entry in entries if entry["kind"] == "operation"]
    rows = await inspections.by_ids(reader, organisation, subjects)
    found += await _inspection_items(reader, caller, rows, seqs)
    taken = [row["assignment"] for row in rows if row["assignment"] is not None]
    found += [
        feed.assignment_item(row)
        for row in await programme.by_ids(reader, organisation, taken)
        if _reaches(caller, row["site"])
    ]
    matters = await findings.by_ids(reader, organisation, subjects)
    acts = await actions.by_ids(reader, organisation, subjects)
    return found + _matter_items(caller, matters, acts)


async def _inspection_items(
    reader: Reader, caller: Caller, rows: list[Row], seqs: list[int] | None = None
) -> list[feed.Item]:
    """Inspections with their operations (all, or those of these entries) and verdicts."""
    seen = {row["id"]: row for row in rows if _reaches(caller, row["site"])}
    found = [feed.inspection_item(row) for row in seen.values()]
    if seqs is None:
        stored = await ledger.accepted_of(reader, caller.organisation, list(seen))
    else:
        stored = await ledger.operations_by_seq(reader, caller.organisation, seqs)
    found += [
        feed.operation_item(one, seen[one["subject"]]["site"])
        for one in stored
        if one["subject"] in seen
    ]
    judged = [known for known, row in seen.items() if row["verdicts"]]
    verdicts = await inspections.verdicts_of(reader, caller.organisation, judged)
    return found + [feed.verdict_item(one, seen[one["inspection"]]["site"]) for one in verdicts]


def _matter_items(caller: Caller, matters: Iterable[Row], acts: Iterable[Row]) -> list[feed.Item]:
    return [
        *(feed.nonconformity_item(row) for row in matters if _reaches(caller, row["site"])),
        *(feed.action_item(row) for row in acts if _reaches(caller, row["site"])),
    ]


def _page(items: list[feed.Item]) -> list[feed.Item]:
    """As many items as fit into a page, at least one."""
    size, page = 0, list[feed.Item]()
    for item in items[:ITEMS_MAX]:
        size += len(json.dumps(item, ensure_ascii=False).encode())
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


def _reaches(caller: Caller, site: str) -> bool:
    reached = caller.sites(frozenset(caller.sites_by_role))
    return reached is None or site in reached


def _bad_cursor() -> RefusedError:
    return RefusedError(
        "query_invalid",
        fields=[
            ("cursor", {"en": "Begin without a cursor.", "zh-Hans": "请不带 cursor 重新开始。"})
        ],
    )
