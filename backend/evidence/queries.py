"""Reads and writes of evidence packs, and the bulk reads that make one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.evidence.records import PackListed, PackRow
from backend.evidence.tables import EvidencePack
from backend.plumbing.database.records import GIVEN, columns, insert_records, written
from backend.plumbing.database.transaction import only

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend.plumbing.database.transaction import Reader, Transaction, Values

PACK_BY_ID = written(
    EvidencePack.select().where((EvidencePack.organisation == GIVEN) & (EvidencePack.id == GIVEN))
)
LISTED = f"{columns(PackRow, 'p')}, j.id AS job, j.state AS job_state"


async def add(tx: Transaction, row: PackRow) -> None:
    await insert_records(tx, "evidence_pack", [row])


async def by_id(reader: Reader, organisation: str, pack: str) -> PackRow | None:
    return await only(reader, PackRow, PACK_BY_ID, (organisation, pack))


async def page(
    reader: Reader, organisation: str, after: str | None, limit: int
) -> list[PackListed]:
    older = " AND p.id < ?" if after else ""
    args: Sequence[object] = (organisation, after, limit) if after else (organisation, limit)
    return await reader.records(
        PackListed,
        f"SELECT {LISTED} FROM evidence_pack p "
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
