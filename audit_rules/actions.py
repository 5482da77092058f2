"""Moves of nonconformities and corrective actions: who may, when, with what (scoring.md §6)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from audit_rules.lifecycle import ACTION, NONCONFORMITY, REFUSAL_BY_GUARD, START, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Kind = Literal["nonconformity", "action"]
STEPS: dict[Kind, tuple[Step, ...]] = {"nonconformity": NONCONFORMITY, "action": ACTION}
ENDED: dict[Kind, frozenset[str]] = {
    "nonconformity": frozenset({"closed", "cancelled"}),
    "action": frozenset({"verified", "effective", "cancelled"}),
}
DEAD = frozenset({"declined", "cancelled"})
DONE = frozenset({"verified", "effective"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the severity of a finding demands; taken from the rule pack when it is opened."""

    cause_required: bool = True
    effectiveness_required: bool = False
    evidence_required: int | bool = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a nonconformity or an action stands, and what later moves must remember."""

    kind: Kind
    state: str
    owner: str | None
    options: Options = Options()
    submitter: str | None = None
    cause_by: str | None = None
    cancel_by: str | None = None
    extension_by: str | None = None
    undecided: bool = False
    paused: bool = False
    reopened: int = 0
    extensions: int = 0

    @property
    def pending(self) -> tuple[str, ...]:
        """The requests that wait for a second person."""
        waiting = (("cancel", self.cancel_by), ("extension", self.extension_by))
        return tuple(name for name, by in waiting if by is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One event by one person, with the facts its guards ask for."""

    event: str
    by: str
    roles: frozenset[str]
    reason: str | None = None
    text: str | None = None
    evidence: int = 0
    new_owner: str | None = None
    link: str | None = None
    actions_live: int = 0
    actions_open: int = 0
    actions_verified: int = 0
    # How many of the files that count have not arrived.
    outstanding: int = 0
    # To be written off: counted and not received; whoever knows the files sets it to none otherwise.
    file: str | None = None


def standing(kind: Kind, owner: str | None, options: Options | None = None) -> Standing:
    """A new one."""
    return Standing(kind=kind, state=START[kind], owner=owner, options=options or Options())


def moved(before: Standing, move: Move) -> Standing | str:
    """The standing after the move, or the code of the first refusal; nothing changes then."""
    step = _step(before, move.event)
    if step is None:
        return "event_not_allowed"
    refused = _role_refused(before, move, step) or _guard_refused(before, move, step)
    return refused or _after(before, move, step)


def events_open_to(
    before: Standing,
    by: str,
    roles: frozenset[str],
    actions: Sequence[str] = ("verified",),
    *,
    outstanding: int = 0,
) -> list[str]:
    """The events this person could try now; texts and files are still to be given.

    `actions` are the states of a nonconformity's actions: while one is open it is not closed. Where
    files are `outstanding`, one can be written off; a move that waits for them may be tried.
    """
    hopeful = Move(
        event="", by=by, roles=roles, reason="-", text="-", evidence=1_000, new_owner="-",
        link="-", file="-" if outstanding else None, actions_live=sum(one not in DEAD for one in actions),
        actions_open=sum(one not in ENDED["action"] for one in actions),
        actions_verified=sum(one in DONE for one in actions),
    )  # fmt: skip
    events = dict.fromkeys(step.event for step in STEPS[before.kind])
    return [
        event
        for event in events
        if not isinstance(moved(before, replace(hopeful, event=event)), str)
    ]


def _step(before: Standing, event: str) -> Step | None:
    rows = STEPS[before.kind]
    return next((row for row in rows if row.event == event and before.state in row.sources), None)


def _role_refused(before: Standing, move: Move, step: Step) -> str | None:
    matching = step.roles & move.roles
    if not matching:
        return "role_missing"
    if matching == frozenset({"owner"}) and move.by != before.owner:
        return "not_owner_of_this"
    return None


def _guard_refused(before: Standing, move: Move, step: Step) -> str | None:
    return next(
        (REFUSAL_BY_GUARD[guard] for guard in step.guards if not GUARDS[guard](before, move)), None
    )


def _enough_evidence(before: Standing, move: Move) -> bool:
    """`true` asks for one file; with `false` a text counts as one piece."""
    asked = before.options.evidence_required
    spoken = 1 if asked is False and _said(move.text) else 0
    return move.evidence + spoken >= max(1, int(asked))


def _said(text: str | None) -> bool:
    return text is not None and bool(text.strip())


GUARDS: dict[str, Callable[[Standing, Move], bool]] = {
    "evidence": _enough_evidence,
    "text": lambda _, move: _said(move.text),
    "reason": lambda _, move: _said(move.reason),
    "cause_pending": lambda before, _: before.cause_by is not None,
    "not_proposer": lambda before, move: move.by != before.cause_by,
    "live_action": lambda _, move: move.actions_live > 0,
    "cause_not_required": lambda before, _: not before.options.cause_required,
    "not_owner": lambda before, move: move.by != before.owner,
    "all_actions_done": lambda _, move: move.actions_open == 0 and move.actions_verified > 0,
    "link": lambda _, move: bool(move.link),
    "watch_undecided": lambda before, _: before.undecided,
    "cancel_pending": lambda before, _: before.cancel_by is not None,
    "not_requester": lambda before, move: (
        move.by != (before.cancel_by if "cancel" in move.event else before.extension_by)
    ),
    "new_owner": lambda before, move: bool(move.new_owner) and move.new_owner != before.owner,
    "not_submitter": lambda before, move: move.by != before.submitter,
    "extension_waiting": lambda before, _: before.extension_by is not None,
    "no_extension_waiting": lambda before, _: before.extension_by is None,
    "received": lambda _, move: move.outstanding == 0,
    "file": lambda _, move: bool(move.file),
    "not_paused": lambda before, _: not before.paused,
    "paused": lambda before, _: before.paused,
}


def _after(before: Standing, move: Move, step: Step) -> Standing:
    after = replace(before, state=_target(before, step))
    match move.event:
        case "propose_cause":
            return replace(after, cause_by=move.by)
        case "accept_cause" | "return_cause":
            return replace(after, cause_by=None)
        case "recur" | "reopen":
            return replace(
                after, reopened=before.reopened + 1, cause_by=None, cancel_by=None, undecided=False
            )
        case "undecided":
            return replace(after, undecided=True)
        case "request_cancel":
            return replace(after, cancel_by=move.by)
        case "approve_cancel" | "reject_cancel":
            return replace(
                after, cancel_by=None, paused=after.paused and after.state != "cancelled"
            )
        case _:
            return _after_action(after, move)


def _after_action(after: Standing, move: Move) -> Standing:
    match move.event:
        case "submit":
            return replace(after, submitter=move.by, extension_by=None, paused=False)
        case "reassign":
            return replace(after, owner=move.new_owner, extension_by=None)
        case "request_extension":
            return replace(after, extension_by=move.by)
        case "approve_extension":
            return replace(after, extension_by=None, extensions=after.extensions + 1)
        case "reject_extension":
            return replace(after, extension_by=None)
        case "pause" | "resume":
            return replace(after, paused=move.event == "pause")
        case _:
            return after


def _target(before: Standing, step: Step) -> str:
    if step.to == "=":
        return before.state
    if step.to == "closed|watching":
        return "watching" if before.options.effectiveness_required else "closed"
    return step.to
