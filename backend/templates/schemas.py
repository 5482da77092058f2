"""Wire shapes of standards."""

import msgspec


class VersionShown(msgspec.Struct):
    """One version of a checklist, with the rules in force for it."""

    id: str
    key: str
    version: int
    sha256: str
    bytes: int
    kind: str
    title: dict[str, str]
    rules: str | None
    retired: bool


class Versions(msgspec.Struct):
    """A page of versions."""

    items: list[VersionShown]
    next: str | None
