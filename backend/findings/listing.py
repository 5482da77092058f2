"""The backlog: keyset pages by deadline or severity, filtered, never counted row by row."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from backend.actions import service as actions
from backend.clock import instant_ms
from backend.findings import queries
from backend.findings.bodies import action_body, nonconformity_body
from backend.findings.schemas import (
    Backlog,
    BacklogItem,
    Nonconformities,
    NonconformityShown,
)
from backend.plumbing.database.transaction import marks
from backend.plumbing.paging import older_than
from backend.problems import RefusedError, field_refused
from backend.templates import service as templates

if TYPE_CHECKING:
    from backend.actions.records import BacklogRow
    from backend.permissions import Caller
    from backend.plumbing.database.transaction import Reader
    from backend.plumbing.shell import Shell

ORDERS = {
    "due": "a.sort_at, a.id",
    "severity": "a.rank DESC, a.sort_at, a.id",
}
LIST_LENGTH_MAX = 50
# What was submitted met its deadline or not by that moment, not by now.
OVERDUE = (
    "(a.open = 1 AND a.due_at < ? AND (a.state <> 'submitted' OR EXISTS (SELECT 1 FROM deadline d "
    "WHERE d.organisation = a.organisation AND d.id = a.id AND d.done_at > a.due_at)))"
)
CURSOR_LIMIT = 1 << 62
RANK_MAX = 3
Asked = dict[tuple[str, str | None], dict[str, str] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list is narrowed to; comma-separated values are alternatives."""

    state: str | None = None
    severity: str | None = None
    site: str | None = None
    owner: str | None = None
    overdue: bool | None = None
    due_before: str | None = None
    open: bool | None = None
    sort: str = "due"


@dataclass(slots=True)
class _Where:
    sql: str = ""
    args: list[object] = field(default_factory=list[object])

    def add(self, sql: str, *args: object) -> None:
        self.sql += f" AND {sql}"
        self.args.extend(args)

    def among(self, column: str, text: str | None) -> None:
        if not text:
            return
        values = text.split(",")
        if len(values) > LIST_LENGTH_MAX:
            raise field_refused(column, "Too many values.", "取值过多。")
        self.add(f"{column} IN ({marks(len(values))})", *values)


async def actions_page(
    shell: Shell, caller: Caller, filters: Filters, after: str | None, limit: int
) -> Backlog:
    """A page of the backlog with the total of the filter."""
    where = _action_conditions(shell, caller, filters)
    order = ORDERS.get(filters.sort)
    if order is None:
        raise field_refused("sort", "due or severity.", "可用：due、severity。")
    paged = _Where(where.sql, list(where.args))
    if after:
        _after(paged, filters.sort, after)
    async with shell.database.reading() as reader:
        rows = await actions.page(
            reader, caller.organisation, paged.sql, paged.args, order=order, limit=limit + 1
        )
        total = await actions.count(reader, caller.organisation, where.sql, where.args)
        asked = await _questions(shell, reader, rows[:limit])
    items = [_action_item(row, asked) for row in rows[:limit]]
    following = _cursor(rows[limit - 1], filters.sort) if len(rows) > limit else None
    return Backlog(items=items, next=following, total=total)


async def nonconformities_page(
    shell: Shell, caller: Caller, filters: Filters, after: str | None, limit: int
) -> Nonconformities:
    """A page of nonconformities, the newest first."""
    where = _Where()
    for column, value in (
        ("state", filters.state),
        ("severity", filters.severity),
        ("site", filters.site),
        ("owner", filters.owner),
    ):
        where.among(column, value)
    _scope(where, caller, "site")
    if after:
        at, known = _parts(after, 2)
        where.add(older_than("opened_at"), int(at), int(at), known)
    async with shell.database.reading() as reader:
        rows = await queries.page(reader, caller.organisation, where.sql, where.args, limit + 1)
    shown = [{"id": row.id, **nonconformity_body(row)} for row in rows[:limit]]
    items = msgspec.convert(shown, list[NonconformityShown])
    last = rows[limit - 1] if len(rows) > limit else None
    return Nonconformities(items=items, next=f"{last.opened_at}~{last.id}" if last else None)


def _action_conditions(shell: Shell, caller: Caller, filters: Filters) -> _Where:
    where = _Where()
    for column, value in (
        ("a.state", filters.state),
        ("a.severity", filters.severity),
        ("a.site", filters.site),
        ("a.owner", filters.owner),
    ):
        where.among(column, value)
    if filters.open is not None:
        where.add("a.open = ?", int(filters.open))
    if filters.overdue is not None:
        wanted = OVERDUE if filters.overdue else f"NOT COALESCE({OVERDUE}, FALSE)"
        where.add(wanted, shell.clock.now())
    if filters.due_before:
        try:
            where.add("a.due_at < ?", instant_ms(filters.due_before))
        except ValueError as error:
            raise field_refused(
                "due_before", "YYYY-MM-DDTHH:MM:SS.mmmZ", "格式：YYYY-MM-DDTHH:MM:SS.mmmZ"
            ) from error
    _scope(where, caller, "a.site")
    return where


def _scope(where: _Where, caller: Caller, column: str) -> None:
    """Only sites that the caller's roles reach."""
    reached = caller.sites(frozenset(caller.sites_by_role))
    if reached is not None:
        sites = sorted(reached)
        where.add(f"{column} IN ({marks(len(sites))})" if sites else "1 = 0", *sites)


def _cursor(row: BacklogRow, sort: str) -> str:
    parts = [row.sort_at, row.id]
    return "~".join(str(part) for part in ([row.rank, *parts] if sort == "severity" else parts))


def _after(where: _Where, sort: str, after: str) -> None:
    if sort == "severity":
        rank, at, known = _parts(after, 3)
        where.add(
            "(a.rank < ? OR (a.rank = ? AND (a.sort_at > ? OR (a.sort_at = ? AND a.id > ?))))",
            int(rank), int(rank), int(at), int(at), known,
        )  # fmt: skip
        return
    at, known = _parts(after, 2)
    where.add("(a.sort_at > ? OR (a.sort_at = ? AND a.id > ?))", int(at), int(at), known)


def _parts(after: str, count: int) -> list[str]:
    parts = after.split("~")
    numbers = parts[:-1]
    whole = all(one.isascii() and one.isdigit() and int(one) < CURSOR_LIMIT for one in numbers)
    if len(parts) != count or not whole or (count == 3 and int(parts[0]) > RANK_MAX):
        raise RefusedError(
            "query_invalid",
            fields=[
                (
                    "after",
                    {"en": "Use `next` of the page before.", "zh-Hans": "请使用上一页的 next。"},
                )
            ],
        )
    return parts


async def _questions(shell: Shell, reader: Reader, rows: list[BacklogRow]) -> Asked:
    """What was asked where these actions began: each question of a page once."""
    wanted = {(row.organisation, row.rules, row.question) for row in rows}
    return {
        (rules, question): await templates.question_text(
            shell, reader, organisation, rules, question
        )
        for organisation, rules, question in wanted
    }


def _action_item(row: BacklogRow, asked: Asked) -> BacklogItem:
    body = action_body(row)
    shown = {
        "id": row.id,
        **body,
        "nonconformity_code": row.nonconformity_code,
        "question_text": asked[row.rules, row.question],
        "finding_text": json.loads(row.finding_text),
        "site_name": json.loads(row.site_title),
        "zone": row.zone,
        "owner_name": json.loads(row.owner_title) if row.owner_title else None,
        # A clock that stands still has no due moment either.
        "no_calendar": row.due_at is None and not body["paused"],
    }
    return msgspec.convert(shown, BacklogItem)
