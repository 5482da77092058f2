"""Lists that are read newest first, a page at a time, by the key of the last row seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from backend.plumbing.database.records import Record

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

Kind = TypeVar("Kind", bound=Record)


def older_than(column: str) -> str:
    """Condition for the rows behind `(value, value, id)` in an order by `column`, then `id`."""
    return f"({column} < ? OR ({column} = ? AND id < ?))"


async def every_page(
    read: Callable[[str, tuple[object, ...]], Awaitable[list[Kind]]], *, column: str, size: int
) -> list[Kind]:
    """All rows of a list; `read` takes a further condition and its values, and gives up to `size`.

    `column` is one of ours and never text from outside.
    """
    rows = await read("", ())
    taken = len(rows)
    while taken == size:
        last: Any = rows[-1]
        at = getattr(last, column)
        key = (at, at, last.id)
        more = await read(f" AND {older_than(column)}", key)
        taken, rows = len(more), rows + more
    return rows
