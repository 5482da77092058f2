"""Wire shapes of moves, nonconformities and actions."""

from typing import Annotated, Any

import msgspec

Text = Annotated[str, msgspec.Meta(max_length=10_000)]
Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]


class PlannedAction(msgspec.Struct, forbid_unknown_fields=True):
    """One more action that a plan asks for."""

    title: Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]
    owner: str | None = None
    deadline_class: str | None = None


class Move(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A step of a nonconformity or an action, with what it needs."""

    event: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    reason: Text | None = None
    text: Text | None = None
    files: Annotated[list[Sha256], msgspec.Meta(max_length=100)] | None = None
    owner: str | None = None
    severity: str | None = None
    link: Text | None = None
    plan: Annotated[list[PlannedAction], msgspec.Meta(max_length=20)] | None = None
    extension: dict[str, int] | None = None


class Moved(msgspec.Struct):
    """The state after a step."""

    id: str
    state: str


class Listing(msgspec.Struct):
    """A keyset page: ask again with `after` = `next`."""

    items: list[dict[str, Any]]
    next: str | None
    total: int | None = None
