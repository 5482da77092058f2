"""Nonconformities and actions as plain data for the wire."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from backend.clock import maybe_text

if TYPE_CHECKING:
    from backend.actions.records import Action, BacklogRow, EventRow
    from backend.findings.records import NonconformityRow

NONCONFORMITY = (
    "code", "inspection", "site", "area", "question", "section", "instance", "instance_key",
    "severity", "source", "finding_kind", "state", "owner", "opened_on", "closed_on",
)  # fmt: skip
EVENT = ("event", "reason", "before", "after")


def nonconformity_body(row: NonconformityRow) -> dict[str, Any]:
    """A nonconformity as lists and tablets show it."""
    return {name: getattr(row, name) for name in NONCONFORMITY} | {
        "text": json.loads(row.text),
        "opened_at": maybe_text(row.opened_at),
        "reopened": json.loads(row.machine)["reopened"],
    }


def action_body(row: Action | BacklogRow) -> dict[str, Any]:
    """A corrective action as lists and tablets show it."""
    machine = json.loads(row.machine)
    pending = (("cancel", machine["cancel_by"]), ("extension", machine["extension_by"]))
    return {
        "code": row.code,
        "nonconformity": row.nonconformity,
        "site": row.site,
        "severity": row.severity,
        "title": json.loads(row.title),
        "owner": row.owner,
        "state": row.state,
        "due": maybe_text(row.due_at),
        "provisional": bool(row.provisional),
        "opened_at": maybe_text(row.opened_at),
        "deadline_class": row.deadline_class,
        "paused": machine["paused"],
        "pending": [name for name, by in pending if by is not None],
    }


def event_body(row: EventRow) -> dict[str, Any]:
    """A step of the timeline, with both clocks and its place in the ledger."""
    return {
        "event": row.event,
        "actor": row.actor or "system",
        "recorded_at": row.recorded_at,
        "received_at": maybe_text(row.received_at),
        "reason": row.reason,
        "text": row.note,
        "files": json.loads(row.files),
        "from": row.before,
        "to": row.after,
        "seq": row.log_seq,
        "more": json.loads(row.more),
    }
