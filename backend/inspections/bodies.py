"""An inspection as plain data for the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend.clock import maybe_text

if TYPE_CHECKING:
    from backend.inspections.records import InspectionRow

FIELDS = (
    "code", "site", "area", "template", "template_key", "rules", "kind", "business_date", "filed_on", "zone",
    "state", "started_by", "assignment", "conflicts", "score_bp", "raw_bp", "grade",
)  # fmt: skip


def inspection_body(row: InspectionRow) -> dict[str, Any]:
    """An inspection without its answers, as lists and tablets show it."""
    return {name: getattr(row, name) for name in FIELDS} | {
        "started_at": maybe_text(row.started_at),
        "submitted_at": maybe_text(row.submitted_at),
        "failed": bool(row.failed),
        "incomplete": bool(row.incomplete),
        "duplicate": bool(row.duplicate),
        "doubts": row.doubts.split(),
    }
