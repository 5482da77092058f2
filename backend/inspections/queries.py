"""Reads and writes of inspections, answers, verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.inspections.tables import Inspection, Verdict
from backend.plumbing.database.transaction import Reader, Row, Transaction, Values, marks

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = (
    "organisation", "id", "code", "site", "area", "template", "template_key", "rules", "kind",
    "business_date", "filed_on", "doubts", "zone", "state", "started_by", "started_at",
    "submitted_at", "assignment", "duplicate", "verdicts", "conflicts", "score_bp", "raw_bp",
    "grade", "failed", "incomplete", "changed_seq",
)  # fmt: skip
CHANGING = (
    "state", "submitted_at", "verdicts", "conflicts", "score_bp", "raw_bp", "grade", "failed",
    "incomplete", "changed_seq",
)  # fmt: skip
VERDICT = (
    "organisation", "inspection", "number", "hash", "merged", "mismatch", "at", "score_bp", "raw_bp",
    "grade", "failed", "incomplete", "document", "outcomes", "log_seq",
)  # fmt: skip


async def by_ids(reader: Reader, organisation: str, ids: Sequence[str]) -> list[Row]:
    if not ids:
        return []
    return await reader.select(
        Inspection.select().where(
            (Inspection.organisation == organisation) & Inspection.id.is_in(list(ids))
        )
    )


async def add(tx: Transaction, rows: Sequence[Values]) -> None:
    await tx.insert_many("inspection", COLUMNS, [[row[name] for name in COLUMNS] for row in rows])


async def update(tx: Transaction, rows: Sequence[Values]) -> None:
    sets = ", ".join(f"{name} = ?" for name in CHANGING)
    for row in rows:
        await tx.execute(
            f"UPDATE inspection SET {sets} WHERE organisation = ? AND id = ?",
            (*(row[name] for name in CHANGING), row["organisation"], row["id"]),
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
    for place in places:
        await tx.execute(
            "DELETE FROM answer WHERE organisation = ? AND inspection = ? AND section = ? "
            "AND instance = ? AND question = ?",
            (organisation, *place),
        )


async def add_verdicts(tx: Transaction, rows: Sequence[Values]) -> None:
    await tx.insert_many("verdict", VERDICT, [[row[name] for name in VERDICT] for row in rows])


async def verdicts_of(reader: Reader, organisation: str, inspections: Sequence[str]) -> list[Row]:
    if not inspections:
        return []
    return await reader.select(
        Verdict.select()
        .where(
            (Verdict.organisation == organisation) & Verdict.inspection.is_in(list(inspections))
        )
        .order_by(Verdict.inspection)
        .order_by(Verdict.number)
    )


async def later_outcomes(
    reader: Reader, organisation: str, place: tuple[str, str], after: str
) -> list[Row]:
    """The newest verdict of each inspection of a template at a site after a day."""
    return await reader.fetch(
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
) -> list[Row]:
    """A page, newest business day first; `where` is made of our own conditions."""
    return await reader.fetch(
        f"SELECT * FROM inspection WHERE organisation = ?{where} "
        "ORDER BY filed_on DESC, id DESC LIMIT ?",
        (organisation, *args, limit),
    )
