"""Evidence packs: ordered, built by a job, listed, downloaded."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from backend.clock import maybe_text
from backend.evidence import checkpoints, queries
from backend.evidence.gathered import Order
from backend.evidence.keys import ledger_key
from backend.evidence.records import PackListed, PackRow
from backend.evidence.schemas import JobShown, LedgerKeyShown, Ordered, PackOrder, Packs, PackShown
from backend.ids import new_id
from backend.ledger import service as ledger
from backend.permissions import ROLES, Permission
from backend.plumbing import jobs
from backend.problems import RefusedError, field_refused
from backend.sites import service as sites
from reports.proof.checkpoint import fingerprint, verifier_key

if TYPE_CHECKING:
    from pathlib import Path

    from backend.permissions import Caller
    from backend.plumbing.database.transaction import Reader, Transaction
    from backend.plumbing.shell import Shell

# Further days have no instant in every zone, and no inspection.
YEAR_MIN, YEAR_MAX = 2000, 2199


async def order(shell: Shell, caller: Caller, given: PackOrder) -> Ordered:
    """Freeze id, issue time and ledger size; the job makes the bytes."""
    _demand_days(given)
    async with shell.database.transaction() as tx:
        await tx.lock_log(caller.organisation)
        chosen, whole = await _sites(tx, caller, given.sites)
        pack = new_id(shell.clock.now(), shell.random)
        earlier = await queries.sizes(tx, caller.organisation)
        size = await checkpoints.issue(shell, tx, caller.organisation)
        made = Order(
            organisation=caller.organisation,
            pack=pack,
            issued_at=shell.clock.now() // 1000 * 1000,
            issued_for=caller.person,
            size=size,
            from_on=given.from_on,
            to_on=given.to_on,
            sites=tuple(chosen),
            language=given.lang,
            whole=whole,
        )
        await queries.add(tx, _row(made))
        payload = {"order": asdict(made), "earlier": earlier}
        wanted = jobs.Wanted(kind="pack", key=pack, payload=payload, asked_by=caller.person)
        job = await jobs.ask(shell, tx, caller.organisation, wanted)
    return Ordered(job=job, pack=pack)


async def sign_heads(shell: Shell, organisation: str) -> bool:
    """Daily and at stop: sign the ledger as it stands, unless nothing was entered since."""
    async with shell.database.transaction() as tx:
        await tx.lock_log(organisation)
        last = await ledger.last_checkpoint(tx, organisation)
        if last is not None and last.size == await ledger.size(tx, organisation):
            return False
        await checkpoints.issue(shell, tx, organisation)
    return True


async def packs(shell: Shell, caller: Caller, after: str | None, limit: int) -> Packs:
    """A page of packs of sites that the caller may see."""
    async with shell.database.reading() as reader:
        rows = await queries.page(reader, caller.organisation, after, limit + 1)
    items = [_shown(row) for row in rows[:limit] if _may_see(caller, row)]
    return Packs(items=items, next=rows[limit - 1].id if len(rows) > limit else None)


async def key_shown(shell: Shell, organisation: str) -> LedgerKeyShown:
    """The organisation's public key, made when it is the first time."""
    async with shell.database.reading() as reader:
        name = (await ledger.tree_head(reader, organisation)).key_name
    public = (await asyncio.to_thread(ledger_key, shell.settings.data, organisation)).public
    return LedgerKeyShown(
        name=name, fingerprint=fingerprint(public), key=verifier_key(name, public)
    )


async def pack_file(shell: Shell, caller: Caller, pack: str) -> tuple[PackRow, Path]:
    """A finished pack and where it lies; raises `not_found`."""
    async with shell.database.reading() as reader:
        row = await queries.by_id(reader, caller.organisation, pack)
    if row is None or row.state != "issued" or not _may_see(caller, row):
        raise RefusedError("not_found")
    return row, shell.settings.data / "packs" / pack / "pack.zip"


async def job(shell: Shell, caller: Caller, known: str) -> JobShown:
    """How far the job of a pack is; raises `not_found`."""
    async with shell.database.reading() as reader:
        row = await _own_job(reader, caller, known)
    return JobShown(
        id=known,
        kind=row.kind,
        state=row.state,
        percent=row.percent,
        phase=row.phase,
        result=json.loads(row.result) if row.result else None,
        error=row.error,
    )


async def cancel(shell: Shell, caller: Caller, known: str) -> None:
    """Stop a job; its child is killed at its next sign of life."""
    async with shell.database.transaction() as tx:
        row = await _own_job(tx, caller, known)
        if await jobs.cancel(tx, caller.organisation, known):
            await queries.settle(tx, caller.organisation, row.key, {"state": "cancelled"})


async def resume(shell: Shell, caller: Caller, known: str) -> None:
    """Queue a failed or cancelled job again."""
    async with shell.database.transaction() as tx:
        row = await _own_job(tx, caller, known)
        if await jobs.resume(tx, caller.organisation, known):
            await queries.settle(tx, caller.organisation, row.key, {"state": "building"})


async def _own_job(reader: Reader, caller: Caller, known: str) -> jobs.JobRow:
    """The job of a pack that the caller may see; other work is nobody's to read or stop."""
    row = await jobs.job_by_id(reader, caller.organisation, known)
    if row is None or row.kind != "pack":
        raise RefusedError("not_found")
    pack = await queries.by_id(reader, caller.organisation, row.key)
    if pack is None or not _may_see(caller, pack):
        raise RefusedError("not_found")
    return row


def _demand_days(given: PackOrder) -> None:
    for name, day in (("from", given.from_on), ("to", given.to_on)):
        try:
            year = date.fromisoformat(day).year
        except ValueError as error:
            raise field_refused(name, "A calendar day.", "须为有效日期。") from error
        if not YEAR_MIN <= year <= YEAR_MAX:
            raise field_refused(name, "A year from 2000 to 2199.", "年份须在 2000 至 2199 之间。")
    if given.from_on > given.to_on:
        raise field_refused("to", "Not before the first day.", "不得早于起始日期。")


async def _sites(
    tx: Transaction, caller: Caller, wanted: list[str] | None
) -> tuple[list[str], bool]:
    """The sites of the scope, those asked for or all that the caller may build for; and whether
    that is all there is, also what lies at no site.
    """
    places = await sites.places(tx, caller.organisation)
    reached = caller.sites(ROLES[Permission.packs_build])
    seen = [
        known
        for known, row in places.items()
        if row.level == "site" and (reached is None or known in reached)
    ]
    chosen = seen if wanted is None else wanted
    if not chosen:
        raise field_refused("sites", "At least one site.", "至少一个场所。")
    if unknown := [one for one in chosen if one not in seen]:
        raise field_refused("sites", f"No site {unknown[0]} here.", f"没有场所 {unknown[0]}。")
    return sorted(set(chosen)), reached is None and set(chosen) == set(seen)


def _may_see(caller: Caller, row: PackRow) -> bool:
    reached = caller.sites(ROLES[Permission.packs_read])
    return reached is None or set(row.site_ids) <= reached


def _row(made: Order) -> PackRow:
    return PackRow(
        organisation=made.organisation,
        id=made.pack,
        from_on=made.from_on,
        to_on=made.to_on,
        sites=json.dumps(made.sites),
        language=made.language,
        state="building",
        asked_by=made.issued_for,
        issued_at=made.issued_at,
        size=made.size,
        bytes=0,
        manifest=None,
        file_name="",
    )


def _shown(row: PackListed) -> PackShown:
    return PackShown(
        id=row.id,
        from_on=row.from_on,
        to_on=row.to_on,
        sites=row.site_ids,
        lang=row.language,
        state=row.state,
        bytes=row.bytes,
        sha256=row.manifest,
        issued_at=maybe_text(row.issued_at),
        file_name=row.file_name,
        job=row.job,
        asked_by=row.asked_by,
    )
