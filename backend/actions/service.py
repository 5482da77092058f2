"""Corrective actions for those above: opened, moved, shown."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from msgspec.structs import replace

from audit_rules.actions import ENDED, Kind, Options, Standing, standing
from audit_rules.rule_pack import RANK
from backend.actions import clocks, queries
from backend.actions.records import Action, DeadlineRow
from backend.ids import new_id
from backend.plumbing.database.records import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit_rules.calendars import Calendar
    from audit_rules.deadlines import Due
    from backend.actions.records import BacklogRow, EventRow
    from backend.plumbing.database.transaction import Reader, Transaction
    from backend.plumbing.shell import Shell


Moved = TypeVar("Moved", bound=Record)


class MatterRow(Protocol):
    """What a nonconformity and an action have in common as rows."""

    @property
    def organisation(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def site(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def owner(self) -> str | None: ...
    @property
    def machine(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What goes with a standing: evidence so far, the round of reopening, the extension asked."""

    evidence: list[str] = field(default_factory=list[str])
    round: int = 0
    asked: dict[str, int] = field(default_factory=dict[str, int])
    repeat_of: str | None = None
    # Evidence that will never come, taken out by an officer with a reason.
    written_off: list[str] = field(default_factory=list[str])
    # A plan named the class of its deadline: a change of severity leaves it.
    own_class: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What an action is to do, who owns it, and in which class its deadline is counted."""

    title: dict[str, str] | str
    owner: str | None
    deadline_class: str
    round: int = 0
    own_class: bool = False


def new_action(shell: Shell, nonconformity: MatterRow, code: str, planned: Planned) -> Action:
    """An assigned action of a nonconformity, without its deadline yet."""
    options = Options(**json.loads(nonconformity.machine)["options"])
    now = shell.clock.now()
    made = Action(
        organisation=nonconformity.organisation,
        id=new_id(now, shell.random),
        code=code,
        nonconformity=nonconformity.id,
        site=nonconformity.site,
        severity=nonconformity.severity,
        rank=RANK[nonconformity.severity],
        title=json.dumps(planned.title, ensure_ascii=False),
        owner=planned.owner,
        state="assigned",
        deadline_class=planned.deadline_class,
        opened_at=now,
        due_at=None,
        sort_at=clocks.NEVER,
        open=1,
        machine="",
        changed_seq=0,
        provisional=0,
    )
    memory = Memory(round=planned.round, own_class=planned.own_class)
    return store_standing(made, standing("action", planned.owner, options), memory)


def standing_of(row: MatterRow, kind: Kind) -> tuple[Standing, Memory]:
    """The standing a row remembers, and what goes with it."""
    kept = json.loads(row.machine)
    memory = Memory(**kept.pop("memory"))
    options = Options(**kept.pop("options"))
    now = Standing(kind=kind, state=row.state, owner=row.owner, options=options, **kept)
    return now, memory


def store_standing(row: Moved, now: Standing, memory: Memory) -> Moved:
    """The row with its standing put back."""
    kept = asdict(now)
    for name in ("kind", "state", "owner"):
        del kept[name]
    machine = json.dumps({**kept, "memory": asdict(memory)})
    after = replace(row, state=now.state, owner=now.owner, machine=machine)
    if isinstance(after, Action):
        return replace(after, open=int(now.state not in ENDED["action"]))
    return after


async def loaded(
    reader: Reader, organisation: str, nonconformities: Sequence[str]
) -> tuple[list[Action], dict[str, DeadlineRow]]:
    """The actions of these nonconformities, and their deadlines by action."""
    actions = await queries.of_nonconformities(reader, organisation, nonconformities)
    rows = await queries.deadlines(reader, organisation, [row.id for row in actions])
    return actions, {row.id: row for row in rows}


async def parents(reader: Reader, organisation: str, actions: Sequence[str]) -> dict[str, str]:
    """The nonconformity of each of these actions."""
    rows = await queries.by_ids(reader, organisation, actions)
    return {row.id: row.nonconformity for row in rows}


async def by_ids(reader: Reader, organisation: str, actions: Sequence[str]) -> list[Action]:
    """These actions."""
    return await queries.by_ids(reader, organisation, actions)


async def once_paused(reader: Reader, organisation: str, after: str, limit: int) -> list[str]:
    """Open actions whose clock was stopped at least once, by id."""
    return await queries.once_paused(reader, organisation, after, limit)


async def write(
    tx: Transaction,
    new: Sequence[tuple[Action, DeadlineRow]],
    changed: Sequence[Action],
    clocks_changed: Sequence[DeadlineRow],
) -> None:
    """Store new actions with their deadlines, and what moves changed."""
    await queries.add(tx, [action for action, _ in new], [clock for _, clock in new])
    await queries.update(tx, changed)
    await queries.update_deadlines(tx, clocks_changed)


async def write_events(tx: Transaction, rows: Sequence[EventRow]) -> None:
    """Store steps, of nonconformities too."""
    await queries.add_events(tx, rows)


async def events_of(reader: Reader, organisation: str, subjects: Sequence[str]) -> list[EventRow]:
    """The steps of these subjects, in order."""
    return await queries.events_of(reader, organisation, subjects)


async def explained(
    shell: Shell, reader: Reader, organisation: str, action: str
) -> tuple[DeadlineRow, Due | None]:
    """A deadline's row and how it comes about."""
    (row,) = await queries.deadlines(reader, organisation, [action])
    return row, await clocks.due_of(shell, reader, organisation, row)


async def clocks_of(
    reader: Reader, organisation: str, actions: Sequence[str]
) -> dict[str, DeadlineRow]:
    """Deadlines by action."""
    rows = await queries.deadlines(reader, organisation, actions)
    return {row.id: row for row in rows}


def title_of(row: Action) -> dict[str, str] | str:
    """A title in both languages, or as a person wrote it."""
    found: Any = json.loads(row.title)
    return found


async def page(
    reader: Reader,
    organisation: str,
    where: str,
    args: Sequence[object],
    *,
    order: str,
    limit: int,
) -> list[BacklogRow]:
    """A page of the backlog."""
    return await queries.page(reader, organisation, where, args, order=order, limit=limit)


async def count(reader: Reader, organisation: str, where: str, args: Sequence[object]) -> int:
    """How many actions a filter has."""
    return await queries.count(reader, organisation, where, args)


async def open_by_owner(
    reader: Reader, organisation: str, owners: Sequence[str]
) -> dict[str, int]:
    """How many open actions each of these people owns; who owns none is left out."""
    return await queries.open_by_owner(reader, organisation, owners)


async def due_of(
    shell: Shell, reader: Reader, organisation: str, clock: DeadlineRow
) -> Due | None:
    """A deadline's due moment with its explanation."""
    return await clocks.due_of(shell, reader, organisation, clock)


async def calendar_of(
    shell: Shell, reader: Reader, organisation: str, clock: DeadlineRow
) -> Calendar:
    """The calendar version a deadline pinned."""
    return await clocks.calendar_of(shell, reader, organisation, clock)
