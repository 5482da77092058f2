"""Wire shapes of pull and of the inbox."""

from typing import Annotated, Any

import msgspec


class ChainTold(msgspec.Struct):
    """A chain as this server knows it; a device that was told more was told by another past."""

    id: str
    received_through: int


class PullPage(msgspec.Struct):
    """A page of items; ask again with `cursor` while there is `more`."""

    epoch: str
    cursor: str
    more: bool
    server_time: str
    items: list[dict[str, Any]]
    rescue_key: str
    chain: ChainTold | msgspec.UnsetType | None = msgspec.UNSET


class Refused(msgspec.Struct):
    """An operation that was not accepted."""

    id: str | None
    chain: str
    seq: int
    person: str | None
    person_name: dict[str, str] | None
    inspection: str | None
    inspection_code: str | None
    kind: str | None
    code: str
    message: dict[str, str]
    state: str
    reason: str | None
    received_at: str
    text: str


class Quarantine(msgspec.Struct):
    """A page of refused operations."""

    items: list[Refused]
    next: str | None


class Dismissal(msgspec.Struct, forbid_unknown_fields=True):
    """Why an operation is left out."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
