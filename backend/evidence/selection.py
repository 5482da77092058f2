"""Which entries of the log a pack shows, which of them with their bodies, and why not the others.

The log is the measure: each entry of the scope's streams since the period's start is shown, and
each is either there with its body or counted under a reason. A matter of the scope that the log
names and the tables did not give stops the pack.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports import facts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from backend.evidence.gathered import Gathered
    from backend.ledger.records import Entry

RESTORED = "restored"
# What the log says of a matter: these have a row in a table, and with it a day and a place.
OF_MATTERS = frozenset({"operation", "verdict"})
MATTERS = frozenset({"nonconformity", "action"})
REASONS = {"assignment": "planning", "device": "intake", "operation": "intake"}


class IncompletePackError(RuntimeError):
    """The log holds entries of the scope that the tables do not account for."""

    def __init__(self, subjects: list[str]) -> None:
        first = ", ".join(subjects[:5])
        super().__init__(f"{len(subjects)} matters stand in the log and in no table: {first}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Shown entries in the order of the log, their bodies, and the account of the others."""

    shown: list[Entry]
    records: tuple[facts.Record, ...]
    hidden: tuple[int, ...]
    coverage: facts.Coverage


def selected(found: Gathered) -> Selection:
    """Choose entries and bodies; raises IncompletePackError when a matter of the scope is lost."""
    inside, subjects = {row.seq for row in _inside(found)}, _subjects(found)
    _demand_all(found, subjects)
    chosen = _shown(found, inside, subjects)
    bodies: dict[tuple[str, str], list[bytes]] = {}
    hidden: list[int] = []
    left_out: Counter[str] = Counter()
    for row in chosen:
        if row.subject in subjects or _is_common(found, row):
            place = (row.kind, row.subject)
            bodies.setdefault(place, []).append(found.bodies[row.seq].encode())
        else:
            hidden.append(row.seq)
            left_out[_reason(found, row) if row.seq in inside else "boundary"] += 1
    return Selection(
        shown=chosen,
        records=tuple(
            facts.Record(kind=kind, id=known, bodies=tuple(one))
            for (kind, known), one in sorted(bodies.items())
        ),
        hidden=tuple(hidden),
        coverage=facts.Coverage(
            entries=len(chosen),
            in_period=len(inside),
            with_content=len(chosen) - len(hidden),
            left_out=_sorted(left_out),
        ),
    )


def subjects_inside(found: Gathered) -> Iterator[str]:
    """The subjects of the period's entries in the scope's streams."""
    yield from {row.subject: None for row in _inside(found)}


def is_in_scope(found: Gathered, site: str, filed_on: str) -> bool:
    """Whether a matter filed at a place under a day belongs to the pack."""
    order = found.order
    return (order.whole or site in order.sites) and order.from_on <= filed_on <= order.to_on


def _inside(found: Gathered) -> Iterator[Entry]:
    """The entries of the scope's streams since the period's start."""
    streams, since = set(found.streams), found.starts_at
    return (row for row in found.entries if row.at >= since and row.stream in streams)


def _demand_all(found: Gathered, subjects: set[str]) -> None:
    """Each matter that the period's entries name is in the pack, or known to be filed elsewhere."""
    lost = {
        row.subject
        for row in _inside(found)
        if _is_of_matter(row)
        and row.subject not in subjects
        and row.subject not in found.elsewhere
    }
    if lost:
        raise IncompletePackError(sorted(lost))


def _is_of_matter(row: Entry) -> bool:
    """Whether it tells of an inspection, a nonconformity or an action."""
    if row.kind != "event" or row.body is None:
        return row.kind in OF_MATTERS
    return json.loads(row.body)["about"] in MATTERS


def _subjects(found: Gathered) -> set[str]:
    """Matters whose bodies are shown: those of the scope."""
    return {
        *(row.id for row in found.inspections),
        *(row.id for row in found.nonconformities),
        *(row.id for rows in found.actions.values() for row in rows),
    }


def _shown(found: Gathered, inside: set[int], subjects: set[str]) -> list[Entry]:
    """Entries of the scope's streams from the period's start with the one before, and extras."""
    streams = set(found.streams)
    before: dict[str, Entry] = {}
    chosen: dict[int, Entry] = {}
    for row in found.entries:
        if row.seq in inside:
            chosen[row.seq] = row
            continue
        if row.kind == RESTORED or _is_version(found, row) or row.subject in subjects:
            chosen[row.seq] = row
        if row.stream in streams:
            before[row.stream] = row
    chosen |= {row.seq: row for row in before.values()}
    return [chosen[seq] for seq in sorted(chosen)]


def _is_common(found: Gathered, row: Entry) -> bool:
    """What belongs to everybody: the organisation's own entries, and versions in force here."""
    return row.stream == found.order.organisation and (
        row.kind != "event" or _is_version(found, row)
    )


def _is_version(found: Gathered, row: Entry) -> bool:
    """Whether an entry published a checklist, rules or calendar that is in force here."""
    if row.stream != found.order.organisation or row.body is None:
        return False
    body = json.loads(row.body)
    if row.kind == "event":
        pinned = (body.get("key"), body.get("version"))
        return body["about"] == "calendar" and pinned in found.pinned_calendars
    published = row.kind in {"template", "rules"}
    return published and any(body["sha256"] in pair for pair in found.versions)


def _reason(found: Gathered, row: Entry) -> str:
    """Why the body of an entry of the period is not shown."""
    if row.subject in found.elsewhere:
        return "other_day"
    body = json.loads(row.body) if row.body is not None else {}
    return REASONS.get(body.get("about", ""), "organisation")


def _sorted(left_out: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(left_out.items(), key=lambda one: (-one[1], one[0])))
