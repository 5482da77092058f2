"""Inspections: written as operations fold, judged at submit, shown with all that is known."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import structlog
from msgspec.structs import replace
from prometheus_client import Counter

from backend.files import uses as files
from backend.findings import service as findings
from backend.findings import watching
from backend.findings.desk import Desk
from backend.findings.service import Finding
from backend.inspections import queries
from backend.inspections.recording import Recording
from backend.ledger import service as ledger
from backend.people import service as people
from backend.plumbing.paging import every_page
from backend.programme import service as programme
from backend.templates import service as templates
from checklists.canonical import decoded
from checklists.fold import Fold, folded

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from backend.inspections.records import InspectionRow, LaterOutcome, VerdictRow
    from backend.plumbing.database.transaction import Reader, Transaction
    from backend.plumbing.shell import Shell

__all__ = ["Desk", "Recording"]

log = structlog.get_logger()
# Device and server judged the same answers differently: one of the two is wrong.
OPEN_PAGE = 2_000
MISMATCHES = Counter("fieldseal_verdict_mismatch", "Verdicts of devices that the server disputes.")


async def load(
    shell: Shell, tx: Transaction, recording: Recording, subjects: Sequence[str]
) -> None:
    """Fold the inspections that exist from all their accepted operations, once each."""
    rows = await queries.by_ids(tx, recording.organisation, subjects)
    known = [row.id for row in rows]
    stored = await ledger.accepted_of(tx, recording.organisation, known)
    by_subject: dict[str, list[Any]] = {}
    for one in stored:
        by_subject.setdefault(one.subject, []).append(decoded(one.body))
    for row in rows:
        version = await templates.version(
            shell, tx, recording.organisation, row.template, row.rules
        )
        assert version is not None, "a version that was pinned is gone"
        recording.rows[row.id] = row
        recording.versions[row.id] = version
        recording.folds[row.id] = folded(version.template, by_subject.get(row.id, []))


async def write(shell: Shell, tx: Transaction, recording: Recording) -> None:
    """Store inspections, answers and file uses as the accepted operations left them."""
    recording.refresh()
    await _number(tx, recording)
    started = set(recording.started)
    await queries.add(tx, [recording.rows[subject] for subject in recording.started])
    await queries.update(
        tx, [recording.rows[subject] for subject in recording.touched if subject not in started]
    )
    kept, gone = recording.answer_rows()
    await queries.put_answers(tx, kept)
    await queries.drop_answers(tx, recording.organisation, gone)
    caller_of = partial(people.caller_of, tx, recording.organisation)
    await files.used(tx, recording.organisation, recording.uses, caller_of)
    await files.withdrawn(tx, recording.organisation, recording.withdrawn)
    await programme.follow(
        tx,
        recording.organisation,
        [
            (row.assignment, row.id, row.state)
            for row in recording.rows.values()
            if row.assignment is not None and row.id in recording.touched
        ],
    )


async def judge_submits(
    shell: Shell, tx: Transaction, recording: Recording, desk: Desk, seqs: dict[str, int]
) -> findings.opening.Opened:
    """Store the verdicts and make of their findings what the rules ask; judge what is watched."""
    made = list(recording.sealed_by_operation.items())
    for operation, one in made:
        if one.row.mismatch:
            MISMATCHES.inc()
            log.error("verdict_mismatch", inspection=one.row.inspection, operation=operation)
    await queries.add_verdicts(
        tx, [replace(one.row, log_seq=seqs[operation] + 1) for operation, one in made]
    )
    found: list[Finding] = []
    for _, one in made:
        inspection = recording.rows[one.row.inspection]
        desk.rules[inspection.rules] = recording.versions[inspection.id].rules
        found += [
            Finding(
                inspection=inspection,
                verdict=one.row.number,
                question=each.question,
                section=each.section,
                instance=each.instance,
                instance_key=each.instance_key,
                severity=each.severity,
                source=each.source,
                kind=each.kind,
                text=each.text,
                finding=each.finding,
            )
            for each in one.findings
        ]
    if made:
        sites = sorted({recording.rows[one.row.inspection].site for _, one in made})
        await watching.judge_watched(tx, desk, sites, later_of(tx, recording.organisation))
    for _, one in made:
        if one.row.number > 1:
            inspection = recording.rows[one.row.inspection]
            await findings.propose_cancels(tx, desk, inspection, one.row.number, found)
    return await findings.open_findings(shell, tx, desk, found)


def later_of(
    reader: Reader, organisation: str
) -> Callable[[tuple[str, str], str], Awaitable[list[LaterOutcome]]]:
    """Reads the outcomes of later inspections of a template at a site."""

    async def read(place: tuple[str, str], after: str) -> list[LaterOutcome]:
        return await queries.later_outcomes(reader, organisation, place, after)

    return read


async def fold_of(shell: Shell, reader: Reader, row: InspectionRow) -> Fold:
    """An inspection folded anew from its operations."""
    template = await templates.template_of(shell, reader, row.organisation, row.template)
    stored = await ledger.accepted_of(reader, row.organisation, [row.id])
    return folded(template, [decoded(one.body) for one in stored])


async def by_ids(reader: Reader, organisation: str, ids: Sequence[str]) -> list[InspectionRow]:
    """These inspections."""
    return await queries.by_ids(reader, organisation, ids)


async def verdicts_of(reader: Reader, organisation: str, ids: Sequence[str]) -> list[VerdictRow]:
    """All verdicts of these inspections."""
    return await queries.verdicts_of(reader, organisation, ids)


async def page(
    reader: Reader, organisation: str, where: str, args: Sequence[object], limit: int
) -> list[InspectionRow]:
    """A page of inspections."""
    return await queries.page(reader, organisation, where, args, limit)


async def open_ones(
    reader: Reader, organisation: str, *, page_size: int = OPEN_PAGE
) -> list[InspectionRow]:
    """Every inspection that is open, for a tablet's first pull."""
    live = " AND state = 'open'"
    return await every_page(
        lambda where, args: queries.page(reader, organisation, live + where, args, page_size),
        column="filed_on",
        size=page_size,
    )


async def _number(tx: Transaction, recording: Recording) -> None:
    """Give new inspections their numbers and mark the second start of an assignment."""
    by_key: dict[str, list[str]] = {}
    for subject in recording.started:
        by_key.setdefault(recording.rows[subject].template_key, []).append(subject)
    for key, subjects in by_key.items():
        prefix = await templates.prefix_of(tx, recording.organisation, key)
        first = await ledger.next_numbers(tx, recording.organisation, prefix, len(subjects))
        for at, subject in enumerate(subjects):
            code = f"{prefix}-{first + at:04d}"
            recording.rows[subject] = replace(recording.rows[subject], code=code)
    new = [recording.rows[subject] for subject in recording.started]
    asked = sorted({row.assignment for row in new if row.assignment is not None})
    taken = await queries.others_of_assignment(tx, recording.organisation, asked)
    for row in new:
        if row.assignment is not None:
            recording.rows[row.id] = replace(row, duplicate=row.assignment in taken)
            taken.add(row.assignment)
