"""Pull items: rows as tablets hear of them (protocol.md §8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend.findings.bodies import action_body, nonconformity_body
from backend.inspections.bodies import inspection_body

if TYPE_CHECKING:
    from backend.actions.records import Action
    from backend.findings.records import NonconformityRow
    from backend.inspections.records import InspectionRow, VerdictRow
    from backend.ledger.records import Accepted, SettledOperation
    from backend.people.records import PersonKnown
    from backend.programme.records import AssignmentRow
    from backend.sites.records import SiteRow
    from backend.templates.records import RulesListed, VersionListed

Item = dict[str, Any]


def person_item(row: PersonKnown, roles: list[dict[str, str]] | None) -> Item:
    """A person; the roles only of oneself."""
    body: dict[str, Any] = {
        "name": row.names,
        "language": row.language,
        "retired": row.disabled,
    }
    if roles is not None:
        body["roles"] = roles
    return {"kind": "person", "id": row.id, "body": body}


def site_item(row: SiteRow) -> Item:
    """A region, site or area."""
    body = {
        "key": row.key,
        "name": row.names,
        "parent": row.parent,
        "level": row.level,
        "zone": row.zone,
        "retired": row.retired,
    }
    return {"kind": "site", "id": row.id, "site": row.id, "body": body}


def template_item(row: VersionListed) -> Item:
    """A template version: the document comes by its hash."""
    body = {
        "sha256": row.sha256,
        "bytes": row.bytes,
        "key": row.key,
        "version": row.version,
        "kind": row.kind,
        "title": row.names,
        "rules": row.rules,
        "retired": row.retired_at is not None,
    }
    return {"kind": "template", "id": row.id, "body": body}


def rules_item(row: RulesListed) -> Item:
    """A rule pack version."""
    body = {
        "sha256": row.sha256,
        "bytes": row.bytes,
        "key": row.key,
        "version": row.version,
        "template": row.template_sha256,
        "retired": row.retired_at is not None,
    }
    return {"kind": "rules", "id": row.id, "body": body}


def assignment_item(row: AssignmentRow) -> Item:
    """A planned inspection."""
    body = {
        "site": row.site,
        "template": row.template,
        "rules": row.rules,
        "kind": row.kind,
        "person": row.person,
        "from_on": row.from_on,
        "due_on": row.due_on,
        "state": row.state,
        "inspection": row.inspection,
        "area": None,
    }
    return {"kind": "assignment", "id": row.id, "site": row.site, "body": body}


def withdraw_item(site: str) -> Item:
    """A site that the caller does not see any more: everything of it is to be forgotten."""
    return {"kind": "withdraw", "id": site, "site": site, "body": {"id": site}}


def quarantine_item(row: SettledOperation) -> Item:
    """How an officer settled a refused operation, for whoever sent it."""
    body = {
        "inspection": row.subject,
        "state": row.settled,
        "reason": row.settled_reason,
        "code": row.code,
    }
    return {"kind": "quarantine", "id": row.id, "body": body}


def inspection_item(row: InspectionRow) -> Item:
    """An inspection as it stands."""
    return {
        "kind": "inspection", "id": row.id, "site": row.site, "body": inspection_body(row)
    }  # fmt: skip


def operation_item(row: Accepted, site: str) -> Item:
    """An operation byte for byte."""
    body = {"inspection": row.subject, "seq": row.log_seq, "text": row.body}
    return {"kind": "operation", "id": row.id, "site": site, "body": body}


def verdict_item(row: VerdictRow, site: str) -> Item:
    """A verdict without its explanation."""
    body = {
        "inspection": row.inspection,
        "number": row.number,
        "hash": row.hash,
        "merged": bool(row.merged),
        "mismatch": bool(row.mismatch),
        "score_bp": row.score_bp,
        "raw_bp": row.raw_bp,
        "grade": row.grade,
        "failed": bool(row.failed),
        "incomplete": bool(row.incomplete),
    }
    return {
        "kind": "verdict", "id": f"{row.inspection}:{row.number}", "site": site, "body": body
    }  # fmt: skip


def nonconformity_item(row: NonconformityRow) -> Item:
    """A nonconformity as it stands."""
    return {
        "kind": "nonconformity", "id": row.id, "site": row.site, "body": nonconformity_body(row)
    }  # fmt: skip


def action_item(row: Action) -> Item:
    """A corrective action as it stands."""
    return {"kind": "action", "id": row.id, "site": row.site, "body": action_body(row)}
