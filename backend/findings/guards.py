"""What the guards of a move ask about a matter on the desk (scoring.md §6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit_rules.actions import DONE, ENDED, Kind
from audit_rules.regrades import fits
from backend.actions import clocks
from backend.findings import evidence
from backend.findings.records import Matter, NonconformityRow

if TYPE_CHECKING:
    from backend.findings.desk import Desk

LIVE_NOT = frozenset({"declined", "cancelled"})


def fits_class(desk: Desk, row: Matter, value: dict[str, Any]) -> bool:
    """Whether more time comes in the unit of the class; a date fits every one."""
    if not value.get("extension") or row.id not in desk.clocks:
        return True
    wanted = clocks.counting_of(desk.clocks[row.id]).wanted
    return fits(clocks.extension_of(value["extension"]), wanted)


def plannable(desk: Desk, row: Matter, value: dict[str, Any]) -> bool:
    """Whether everybody whom a plan names holds the role owner there."""
    able = desk.owners.get(row.site, set())
    named = {one["owner"] for one in value.get("plan", []) if one.get("owner") is not None}
    return named <= able


def facts(desk: Desk, kind: Kind, row: Matter, value: dict[str, Any]) -> dict[str, Any]:
    """Counts of evidence and of actions, as `audit_rules.actions.Move` names them."""
    given = value.get("files", [])
    missing = desk.outstanding(kind, row, given if value["event"] == "close" else ())
    file = value.get("file")
    found = {"outstanding": len(missing), "file": file if file in missing else None}
    if not isinstance(row, NonconformityRow):
        return {**found, "evidence": len(set(given))}
    mine = [one for one in desk.actions.values() if one.nonconformity == row.id]
    current = evidence.current_actions(desk, row)
    counted = set(given)
    if value["event"] == "close":
        counted = evidence.counted(desk, kind, row, given)
    return {
        **found,
        "evidence": len(counted),
        # What is planned now is live as soon as the plan stands.
        "actions_live": sum(one.state not in LIVE_NOT for one in current)
        + len(value.get("plan", [])),
        "actions_open": sum(one.state not in ENDED["action"] for one in mine),
        "actions_verified": sum(one.state in DONE for one in current),
    }
