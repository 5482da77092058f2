"""Lists that are read newest first, a page at a time, by the key of the last row seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from backend.plumbing.database.transaction import Row


def older_than(column: str) -> str:
    """Condition for the rows behind `(value, value, id)` in an order by `column`, then `id`."""
    return f"({column} < ? OR ({column} = ? AND id < ?))"


async def every_page(
    read: Callable[[str, tuple[object, ...]], Awaitable[list[Row]]], *, column: str, size: int
) -> list[Row]:
    """All rows of a list; `read` takes a further condition and its values, and gives up to `size`.

    `column` is one of ours and never text from outside.
    """
    rows = await read("", ())
    taken = len(rows)
    while taken == size:
        last = rows[-1]
        key = (last[column], last[column], last["id"])
        more = await read(f" AND {older_than(column)}", key)
        taken, rows = len(more), rows + more
    return rows
