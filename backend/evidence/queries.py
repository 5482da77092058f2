"""Reads and writes of evidence packs, and the bulk reads that make one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.evidence.tables import EvidencePack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend.plumbing.database.transaction import Reader, Row, Transaction, Values


async def add(tx: Transaction, values: Values) -> None:
    await tx.run(EvidencePack.insert(EvidencePack(**values)))


async def by_id(reader: Reader, organisation: str, pack: str) -> Row | None:
    rows = await reader.select(
        EvidencePack.select().where(
            (EvidencePack.organisation == organisation) & (EvidencePack.id == pack)
        )
    )
    return rows[0] if rows else None


async def page(reader: Reader, organisation: str, after: str | None, limit: int) -> list[Row]:
    older = " AND p.id < ?" if after else ""
    args: Sequence[object] = (organisation, after, limit) if after else (organisation, limit)
    return await reader.fetch(
        "SELECT p.*, j.id AS job, j.state AS job_state FROM evidence_pack p "
        "LEFT JOIN job j ON j.organisation = p.organisation AND j.kind = 'pack' AND j.key = p.id "
        f"WHERE p.organisation = ?{older} ORDER BY p.id DESC LIMIT ?",
        args,
    )


async def settle(tx: Transaction, organisation: str, pack: str, values: Values) -> None:
    sets = ", ".join(f"{name} = ?" for name in values)
    await tx.execute(
        f"UPDATE evidence_pack SET {sets} WHERE organisation = ? AND id = ?",
        (*values.values(), organisation, pack),
    )


async def sizes(reader: Reader, organisation: str) -> list[int]:
    """The ledger sizes of earlier packs: their checkpoints must be continued."""
    rows = await reader.fetch(
        "SELECT DISTINCT size FROM evidence_pack WHERE organisation = ? AND state = 'issued' "
        "ORDER BY size DESC LIMIT 50",
        (organisation,),
    )
    return sorted(row["size"] for row in rows)
