"""Evidence that has not arrived, by what is known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend.clock import maybe_text
from backend.findings import queries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend.plumbing.database.transaction import Reader


async def waiting_files(
    reader: Reader, organisation: str, hashes: Sequence[str]
) -> list[dict[str, Any]]:
    """Files that have not arrived: who recorded each, on which device, and when."""
    known = {row.sha256: row for row in await queries.named_by(reader, organisation, hashes)}
    return [
        {
            "sha256": sha256,
            "person": known[sha256].actor if sha256 in known else None,
            "device": known[sha256].device_title if sha256 in known else None,
            "since": maybe_text(known[sha256].received_at) if sha256 in known else None,
        }
        for sha256 in sorted(hashes)
    ]
