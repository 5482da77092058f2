"""Reads and writes of inspections, answers, verdicts."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.inspections.records import InspectionRow, LaterOutcome, VerdictRow
from backend.inspections.tables import Inspection, Verdict
from backend.plumbing.database.records import GIVEN, columns, insert_records, written_many
from backend.plumbing.database.transaction import Reader, Transaction, marks

if TYPE_CHECKING:
    from collections.abc import Sequence

CHANGING = (
    "state", "submitted_at", "verdicts", "conflicts", "score_bp", "raw_bp", "grade", "failed",
    "incomplete", "changed_seq",
)  # fmt: skip
BY_IDS = written_many(
    Inspection.select().where((Inspection.organisation == GIVEN) & Inspection.id.is_in([GIVEN]))
)
VERDICTS = written_many(
    Verdict.select()
    .where((Verdict.organisation == GIVEN) & Verdict.inspection.is_in([GIVEN]))
    .order_by(Verdict.inspection)
    .order_by(Verdict.number)
)


async def by_ids(reader: Reader, organisation: str, ids: Sequence[str]) -> list[InspectionRow]:
    if not ids:
        return []
    return await reader.records(InspectionRow, BY_IDS(len(ids)), (organisation, *ids))


async def add(tx: Transaction, rows: Sequence[InspectionRow]) -> None:
    await insert_records(tx, "inspection", rows)


async def update(tx: Transaction, rows: Sequence[InspectionRow]) -> None:
    await tx.execute_many(
        f"UPDATE inspection SET {' = ?, '.join(CHANGING)} = ? WHERE organisation = ? AND id = ?",
        [[getattr(row, name) for name in (*CHANGING, "organisation", "id")] for row in rows],
    )


async def put_answers(tx: Transaction, rows: Sequence[Sequence[object]]) -> None:
    await tx.insert_many(
        "answer",
        (
            "organisation",
            "inspection",
            "section",
            "instance",
            "question",
            "kind",
            "value",
            "operation",
        ),
        rows,
        "ON CONFLICT (organisation, inspection, section, instance, question) DO UPDATE SET "
        "kind = excluded.kind, value = excluded.value, operation = excluded.operation",
    )


async def drop_answers(
    tx: Transaction, organisation: str, places: Sequence[Sequence[str]]
) -> None:
    await tx.execute_many(
        "DELETE FROM answer WHERE organisation = ? AND inspection = ? AND section = ? "
        "AND instance = ? AND question = ?",
        [(organisation, *place) for place in places],
    )


async def add_verdicts(tx: Transaction, rows: Sequence[VerdictRow]) -> None:
    await insert_records(tx, "verdict", rows)


async def verdicts_of(
    reader: Reader, organisation: str, inspections: Sequence[str]
) -> list[VerdictRow]:
    if not inspections:
        return []
    args = (organisation, *inspections)
    return await reader.records(VerdictRow, VERDICTS(len(inspections)), args)


async def later_outcomes(
    reader: Reader, organisation: str, place: tuple[str, str], after: str
) -> list[LaterOutcome]:
    """The newest verdict of each inspection of a template at a site after a day."""
    return await reader.records(
        LaterOutcome,
        "SELECT i.id, i.code, i.filed_on, i.kind, v.outcomes, v.log_seq FROM inspection i "
        "JOIN verdict v ON v.organisation = i.organisation AND v.inspection = i.id "
        "AND v.number = i.verdicts "
        "WHERE i.organisation = ? AND i.template_key = ? AND i.site = ? AND i.filed_on > ? "
        "AND i.verdicts > 0 ORDER BY i.filed_on, i.id LIMIT 1000",
        (organisation, *place, after),
    )


async def others_of_assignment(
    reader: Reader, organisation: str, assignments: Sequence[str]
) -> set[str]:
    """Those of these assignments that some inspection has taken already."""
    if not assignments:
        return set()
    rows = await reader.fetch(
        "SELECT DISTINCT assignment FROM inspection WHERE organisation = ? "
        f"AND assignment IN ({marks(len(assignments))})",
        (organisation, *assignments),
    )
    return {row["assignment"] for row in rows}


async def page(
    reader: Reader, organisation: str, where: str, args: Sequence[object], limit: int
) -> list[InspectionRow]:
    """A page, newest business day first; `where` is made of our own conditions."""
    return await reader.records(
        InspectionRow,
        f"SELECT {columns(InspectionRow)} FROM inspection WHERE organisation = ?{where} "
        "ORDER BY filed_on DESC, id DESC LIMIT ?",
        (organisation, *args, limit),
    )
