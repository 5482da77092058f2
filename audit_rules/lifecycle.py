"""The two state machines as data (scoring.md §6); tests hold them against the shared cases."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """From these states, this event by one of these roles leads to `to` (`=` keeps the state)."""

    sources: frozenset[str]
    event: str
    roles: frozenset[str]
    guards: tuple[str, ...]
    to: str


def _step(sources: str, event: str, roles: str, guards: str, to: str) -> Step:
    return Step(
        sources=frozenset(sources.split()),
        event=event,
        roles=frozenset(roles.split()),
        guards=tuple(guards.split()),
        to=to,
    )


NONCONFORMITY: tuple[Step, ...] = (
    _step("open", "contain", "owner officer", "evidence", "contained"),
    _step("open contained", "propose_cause", "owner officer", "text", "="),
    _step(
        "open contained", "accept_cause", "officer", "cause_pending not_proposer", "cause_accepted"
    ),
    _step("open contained", "return_cause", "officer", "cause_pending reason", "="),
    _step("cause_accepted", "plan", "owner officer", "live_action", "planned"),
    _step("open contained", "plan", "owner officer", "cause_not_required live_action", "planned"),
    _step(
        "planned",
        "close",
        "officer verifier",
        "not_owner all_actions_done evidence received",
        "closed|watching",
    ),
    _step("watching", "effective", "system", "", "closed"),
    _step("watching closed", "recur", "system", "link", "open"),
    _step("watching", "undecided", "system", "", "="),
    _step("watching", "accept_effect", "officer", "watch_undecided not_owner reason", "closed"),
    _step("closed watching", "reopen", "officer", "reason", "open"),
    _step("open contained cause_accepted planned", "regrade", "officer", "reason", "="),
    _step(
        "open contained cause_accepted planned watching closed",
        "write_off",
        "officer",
        "file not_owner reason",
        "=",
    ),
    _step(
        "open contained cause_accepted planned watching",
        "request_cancel",
        "officer owner",
        "reason",
        "=",
    ),
    _step(
        "open contained cause_accepted planned watching",
        "approve_cancel",
        "officer",
        "cancel_pending not_requester not_owner",
        "cancelled",
    ),
    _step(
        "open contained cause_accepted planned watching",
        "reject_cancel",
        "officer",
        "cancel_pending not_requester",
        "=",
    ),
)

ACTION: tuple[Step, ...] = (
    _step("assigned", "accept", "owner", "", "accepted"),
    _step("assigned", "decline", "owner", "reason", "declined"),
    _step(
        "assigned accepted in_progress returned declined ineffective",
        "reassign",
        "officer",
        "new_owner reason",
        "assigned",
    ),
    _step("accepted returned ineffective", "start", "owner", "", "in_progress"),
    _step("in_progress", "submit", "owner", "evidence", "submitted"),
    _step("submitted", "withdraw", "owner", "", "in_progress"),
    _step("submitted", "return", "verifier", "not_owner not_submitter reason", "returned"),
    _step("submitted", "verify", "verifier", "not_owner not_submitter received", "verified"),
    _step("verified", "effective", "system verifier", "not_owner", "effective"),
    _step("verified effective", "ineffective", "system verifier", "reason", "ineffective"),
    _step(
        "assigned accepted in_progress returned declined ineffective",
        "request_extension",
        "owner",
        "reason no_extension_waiting",
        "=",
    ),
    _step(
        "assigned accepted in_progress returned declined ineffective",
        "approve_extension",
        "officer",
        "extension_waiting not_requester not_owner",
        "=",
    ),
    _step(
        "assigned accepted in_progress returned declined ineffective",
        "reject_extension",
        "officer",
        "extension_waiting not_requester",
        "=",
    ),
    _step(
        "assigned accepted in_progress returned",
        "pause",
        "officer",
        "not_paused reason not_owner",
        "=",
    ),
    _step("assigned accepted in_progress returned", "resume", "officer system", "paused", "="),
    _step(
        "accepted in_progress submitted returned verified effective ineffective",
        "write_off",
        "officer",
        "file not_owner reason",
        "=",
    ),
    _step(
        "assigned accepted in_progress submitted returned declined ineffective",
        "request_cancel",
        "owner officer",
        "reason",
        "=",
    ),
    _step(
        "assigned accepted in_progress submitted returned declined ineffective",
        "approve_cancel",
        "officer",
        "cancel_pending not_requester not_owner",
        "cancelled",
    ),
    _step(
        "assigned accepted in_progress submitted returned declined ineffective",
        "reject_cancel",
        "officer",
        "cancel_pending not_requester",
        "=",
    ),
)

# The refusal that a guard answers when it does not hold.
REFUSAL_BY_GUARD = {
    "evidence": "evidence_missing",
    "text": "text_missing",
    "cause_pending": "nothing_pending",
    "not_proposer": "same_person",
    "reason": "reason_missing",
    "live_action": "no_action",
    "cause_not_required": "cause_missing",
    "not_owner": "same_person",
    "all_actions_done": "actions_open",
    "link": "link_missing",
    "watch_undecided": "nothing_pending",
    "cancel_pending": "nothing_pending",
    "not_requester": "same_person",
    "new_owner": "owner_missing",
    "not_submitter": "same_person",
    "extension_waiting": "nothing_pending",
    "no_extension_waiting": "extension_pending",
    "received": "evidence_not_received",
    "file": "file_missing",
    "not_paused": "already_paused",
    "paused": "not_paused",
}
START = {"nonconformity": "open", "action": "assigned"}
