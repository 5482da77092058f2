"""Pieces of evidence: photographs, and documents with their names and days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """One piece of evidence; `number` is how the pages name it (P-01, D-01).

    `document`: no picture but a document or a recording, with the `name` that it was given under,
    the moment it was added, and the days it is valid.
    """

    number: str
    sha256: str
    extension: str
    bytes: int
    crc32: int
    caption: str = ""
    taken_at: datetime | None = None
    received_at: datetime | None = None
    device: str = ""
    redacted: str = ""
    document: bool = False
    name: str = ""
    added_at: datetime | None = None
    effective_on: date | None = None
    expires_on: date | None = None

    @property
    def member(self) -> str:
        """Where the original lies in the pack: a safe name with the right ending."""
        folder = "documents" if self.document else "photos"
        return f"{folder}/{self.sha256}.{self.extension}"


def photographs(files: Iterable[Photo]) -> tuple[Photo, ...]:
    """Those that are pictures."""
    return tuple(one for one in files if not one.document)


def documents(files: Iterable[Photo]) -> tuple[Photo, ...]:
    """Those that are not."""
    return tuple(one for one in files if one.document)
