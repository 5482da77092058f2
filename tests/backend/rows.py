"""Records with only what a test is about; all else is empty."""

from __future__ import annotations

import typing
from typing import Any, TypeVar

from backend.plumbing.database.records import Record, names

Kind = TypeVar("Kind", bound=Record)
EMPTY: dict[object, object] = {str: "", int: 0, bool: False}


def row_of(kind: type[Kind], /, **values: Any) -> Kind:
    """A record of this kind; what may be missing is missing."""
    hints = typing.get_type_hints(kind)
    return kind(**{name: values.get(name, EMPTY.get(hints[name])) for name in names(kind)})
