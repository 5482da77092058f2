"""One nonconformity or action with everything a person needs to decide."""

# pyright: reportUnknownVariableType=false

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec

from audit_rules.actions import STEPS, events_open_to
from backend.actions import service as actions
from backend.clock import instant_text, maybe_text
from backend.files import uses as files
from backend.findings import queries, waiting
from backend.findings.bodies import action_body, event_body, nonconformity_body
from backend.findings.desk import Desk
from backend.findings.schemas import (
    ActionDetail,
    Candidate,
    Candidates,
    DeadlineShown,
    NonconformityDetail,
)
from backend.ledger import service as ledger
from backend.problems import RefusedError
from backend.sites import service as sites
from backend.templates import service as templates

if TYPE_CHECKING:
    from audit_rules.actions import Kind
    from audit_rules.deadlines import Due
    from backend.actions.records import Action, EventRow
    from backend.findings.records import Matter, NonconformityRow
    from backend.permissions import Caller
    from backend.plumbing.database.transaction import Reader
    from backend.plumbing.shell import Shell

# Who gives an action to somebody: those to whom the lifecycle opens `reassign`.
ASSIGNERS = frozenset().union(
    *(step.roles for step in STEPS["action"] if step.event == "reassign")
)
# The system's own events are offered to nobody.
SYSTEM_EVENTS = frozenset({"recur", "undecided"})


async def nonconformity(shell: Shell, caller: Caller, known: str) -> NonconformityDetail:
    """A nonconformity with cause, actions, history, evidence and the moves open to the caller."""
    async with shell.database.reading() as reader:
        row = await _seen(reader, caller, known)
        acts, _ = await actions.loaded(reader, caller.organisation, [known])
        ids = [known, *(one.id for one in acts)]
        events = await actions.events_of(reader, caller.organisation, ids)
        asked = await _question(shell, reader, row)
        evidence = await _evidence(reader, caller, row, events, ids)
        outstanding = await _outstanding(shell, reader, "nonconformity", row)
    own = [event_body(event) for event in events if event.subject == known]
    shown = {
        "id": known,
        **nonconformity_body(row),
        **asked,
        "cause": _cause(row, events),
        "watch_until": row.watch_until,
        "outstanding": outstanding,
        "actions": [{"id": one.id, **action_body(one)} for one in acts],
        "history": own,
        "evidence": evidence,
        "moves": _moves(
            caller,
            row,
            "nonconformity",
            [one.state for one in acts],
            outstanding=len(outstanding),
        ),
        "links": [
            {"code": event["more"]["link"], "why": event["event"]}
            for event in own
            if event["more"].get("link")
        ],
    }
    return msgspec.convert(shown, NonconformityDetail)


async def action(shell: Shell, caller: Caller, known: str) -> ActionDetail:
    """An action with its nonconformity, deadline, history and the moves open to the caller."""
    async with shell.database.reading() as reader:
        found = await actions.by_ids(reader, caller.organisation, [known])
        if not found:
            raise RefusedError("not_found")
        row = found[0]
        parent = await _seen(reader, caller, row.nonconformity)
        asked = await _question(shell, reader, parent)
        both = [known, parent.id]
        told = await actions.events_of(reader, caller.organisation, both)
        evidence = await _evidence(reader, caller, parent, told, both)
        outstanding = await _outstanding(shell, reader, "action", row)
        zone = await sites.zone_of(reader, caller.organisation, row.site)
        explained = await explained_deadline(shell, reader, caller.organisation, known)
    events = [event for event in told if event.subject == known]
    shown = {
        "id": known,
        **action_body(row),
        **asked,
        "nonconformity_code": parent.code,
        "finding_text": json.loads(parent.text),
        "inspection": parent.inspection,
        "zone": zone,
        "outstanding": outstanding,
        "history": [event_body(event) for event in events],
        "evidence": evidence,
        "extension": json.loads(row.machine)["memory"]["asked"] or None,
        "returned_reason": _returned(row, events),
        "deadline": explained,
        "moves": _moves(caller, row, "action", [], outstanding=len(outstanding)),
    }
    return msgspec.convert(shown, ActionDetail)


async def candidates(shell: Shell, caller: Caller, known: str) -> Candidates:
    """To whom an action can be given: those whom the move `reassign` takes, never its owner of now.

    Sorted by the responsibility matrix, then by how few open actions they have, then by how near to
    the site they own. Raises: `not_found` where the caller may not see it, `not_permitted` where the
    caller is no officer.
    """
    async with shell.database.reading() as reader:
        found = await actions.by_ids(reader, caller.organisation, [known])
        if not found:
            raise RefusedError("not_found")
        parent = await _seen(reader, caller, found[0].nonconformity)
        if not caller.roles_at(found[0].site) & ASSIGNERS:
            raise RefusedError("not_permitted")
        able = await sites.able_owners(reader, caller.organisation, found[0].site, parent.area)
        others = [one for one in able if one.person != found[0].owner]
        load = await actions.open_by_owner(
            reader, caller.organisation, [one.person for one in others]
        )
    last = len(others)

    def rank(one: sites.Able) -> tuple[int, int, int, str]:
        position = last if one.position is None else one.position
        return position, load.get(one.person, 0), -one.nearness, one.person

    return Candidates(
        items=[
            Candidate(
                id=one.person,
                name=one.name,
                roles=list(one.roles),
                responsible=one.position is not None,
                open_actions=load.get(one.person, 0),
            )
            for one in sorted(others, key=rank)
        ]
    )


async def deadline(shell: Shell, caller: Caller, known: str) -> DeadlineShown:
    """A deadline with every interval that was counted."""
    async with shell.database.reading() as reader:
        found = await actions.by_ids(reader, caller.organisation, [known])
        if not found or not caller.reaches(found[0].site):
            raise RefusedError("not_found")
        explained = await explained_deadline(shell, reader, caller.organisation, known)
    return msgspec.convert(explained, DeadlineShown)


async def explained_deadline(
    shell: Shell, reader: Reader, organisation: str, known: str
) -> dict[str, Any]:
    """The explanation of scoring.md §7, for screens and reports."""
    clock, due = await actions.explained(shell, reader, organisation, known)
    calendar = await actions.calendar_of(shell, reader, organisation, clock)
    doubt = calendar.provisional_from
    common: dict[str, Any] = {
        "class": json.loads(clock.class_document),
        "start": instant_text(clock.start_at),
        "done_at": maybe_text(clock.done_at),
        "calendar": {
            "id": clock.calendar,
            "version": clock.calendar_version,
            "covers_to": calendar.covers[1].isoformat(),
            "provisional_from": doubt.isoformat() if doubt is not None else None,
        },
        "extensions": json.loads(clock.extensions),
        "pauses": [
            [instant_text(start), maybe_text(end)] for start, end in json.loads(clock.pauses)
        ],
    }
    if due is None:
        return {"state": "uncovered", "due": None, "counted": [], **common}
    return {**_due_body(due), "now": instant_text(shell.clock.now()), **common}


def _due_body(due: Due) -> dict[str, Any]:
    return {
        "state": due.state,
        "due": maybe_text(due.due),
        "counted": [[instant_text(one), instant_text(to), ms] for one, to, ms in due.counted],
        "days": list(due.days) if due.days is not None else None,
        "total_ms": due.total_ms,
        "left_ms": due.left_ms,
        "provisional": due.provisional,
        "since": maybe_text(due.since),
    }


def _moves(
    caller: Caller, row: Matter, kind: Kind, acts: list[str], *, outstanding: int
) -> list[str]:
    now, _ = actions.standing_of(row, kind)
    roles = caller.roles_at(row.site)
    options = events_open_to(now, caller.person, roles, acts, outstanding=outstanding)
    return [event for event in options if event not in SYSTEM_EVENTS]


async def _outstanding(
    shell: Shell, reader: Reader, kind: Kind, row: Matter
) -> list[dict[str, Any]]:
    """Evidence that counts and has not arrived."""
    desk = Desk(shell, row.organisation)
    if kind == "nonconformity":
        await desk.load(reader, nonconformities=[row.id])
    else:
        await desk.load(reader, of_actions=[row.id])
    hashes = desk.outstanding(kind, row)
    return await waiting.waiting_files(reader, row.organisation, hashes)


def _returned(row: Action, events: list[EventRow]) -> str | None:
    """The verifier's sentence while the action waits for its owner again."""
    said = [event.reason for event in events if event.event == "return"]
    return said[-1] if said and row.state == "returned" else None


def _cause(row: NonconformityRow, events: list[EventRow]) -> dict[str, Any]:
    """The proposal that stands, and whether it was accepted."""
    cause: dict[str, Any] = {"text": None, "state": "none", "proposed_by": None}
    for event in events:
        if event.subject != row.id:
            continue
        match event.event:
            case "propose_cause":
                cause = {"text": event.note, "state": "pending", "proposed_by": event.actor}
            case "accept_cause":
                cause = {**cause, "state": "accepted"}
            case "return_cause":
                cause = {**cause, "state": "returned"}
            case "recur" | "reopen":
                cause = {"text": None, "state": "none", "proposed_by": None}
            case _:
                continue
    return cause


async def _seen(reader: Reader, caller: Caller, known: str) -> NonconformityRow:
    rows = await queries.by_ids(reader, caller.organisation, [known])
    if not rows or not caller.reaches(rows[0].site):
        raise RefusedError("not_found")
    return rows[0]


async def _question(shell: Shell, reader: Reader, row: NonconformityRow) -> dict[str, Any]:
    """What was asked, by which criterion."""
    if row.question is None:
        return {"question_text": None, "criterion": None}
    rules = await templates.rules_of(shell, reader, row.organisation, row.rules)
    template = await templates.template_of(shell, reader, row.organisation, rules["template"])
    for section in template.document["sections"]:
        for question in section["questions"]:
            if question["id"] == row.question:
                return {
                    "question_text": question["text"],
                    "criterion": question.get("criterion_ref"),
                }
    return {"question_text": None, "criterion": None}


async def _evidence(
    reader: Reader,
    caller: Caller,
    row: NonconformityRow,
    events: list[EventRow],
    subjects: list[str],
) -> list[dict[str, Any]]:
    """Files of the moves, and of the inspection at the question that failed, by their names."""
    uses = await files.evidence_of(reader, caller.organisation, [*subjects, row.inspection])
    names = {event.id: json.loads(event.more).get("names", {}) for event in events}
    names |= await _names_at(reader, caller, row)
    return [
        {
            "sha256": use.sha256,
            "type": use.type,
            "bytes": use.bytes,
            "name": names.get(use.operation, {}).get(use.sha256),
            "received": use.received_at is not None,
            "source": "inspection" if use.about == "inspection" else "move",
        }
        for use in uses
        if use.about != "inspection" or use.operation in names
    ]


async def _names_at(
    reader: Reader, caller: Caller, row: NonconformityRow
) -> dict[str, dict[str, str]]:
    """The attachments at the question that failed, each with its file's name where it has one."""
    stored = await ledger.accepted_of(reader, caller.organisation, [row.inspection])
    found: dict[str, dict[str, str]] = {}
    for one in stored:
        if one.kind == "attach":
            op = json.loads(one.body)
            place = (op.get("section"), op.get("instance"), op.get("question"))
            if place == (row.section, row.instance, row.question):
                value = op["value"]
                found[one.id] = {value["file"]: value["name"]} if "name" in value else {}
    return found
