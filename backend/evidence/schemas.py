"""Wire shapes of evidence packs and jobs."""

from typing import Annotated, Any, Literal

import msgspec

Day = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class PackOrder(
    msgspec.Struct, forbid_unknown_fields=True, rename={"from_on": "from", "to_on": "to"}
):
    """What a pack is to hold: business days, sites (all one may see when absent), language."""

    from_on: Day
    to_on: Day
    lang: Literal["en", "zh-Hans"] = "en"
    sites: Annotated[list[str], msgspec.Meta(max_length=500)] | None = None


class Ordered(msgspec.Struct):
    """The job that builds, and the pack it will be."""

    job: str
    pack: str


class PackShown(msgspec.Struct, rename={"from_on": "from", "to_on": "to"}):
    """A pack in the list."""

    id: str
    from_on: str
    to_on: str
    sites: list[str]
    lang: str
    state: str
    bytes: int
    sha256: str | None
    issued_at: str | None
    file_name: str
    job: str | None
    asked_by: str


class LedgerKeyShown(msgspec.Struct):
    """The public key that signs packs: what an auditor compares, and the line a verifier takes."""

    name: str
    fingerprint: str
    key: str


class Packs(msgspec.Struct):
    """A page of packs, the newest first."""

    items: list[PackShown]
    next: str | None


class JobShown(msgspec.Struct):
    """How far a job is."""

    id: str
    kind: str
    state: str
    percent: int
    phase: str
    result: dict[str, Any] | None
    error: str | None
