"""Wire shapes of places."""

import msgspec


class SiteShown(msgspec.Struct):
    """A region, site or area."""

    id: str
    key: str
    name: dict[str, str]
    parent: str | None
    level: str
    zone: str
    retired: bool


class Sites(msgspec.Struct):
    """A page of places."""

    items: list[SiteShown]
    next: str | None
