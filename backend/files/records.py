"""Rows of files, their uses, and transfers under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.files import tables
from backend.plumbing.database.records import Record

if TYPE_CHECKING:
    from piccolo.table import Table


class FileRow(Record, frozen=True):
    """A file the server has, whole and checked."""

    organisation: str
    sha256: str
    bytes: int
    crc32: int
    type: str
    received_at: int
    person: str | None


class FileHere(Record, frozen=True):
    """What is known of the bytes of a file that is here."""

    sha256: str
    bytes: int
    crc32: int
    type: str
    received_at: int


class FileHolderRow(Record, frozen=True):
    """Who has sent a file, whole."""

    organisation: str
    sha256: str
    person: str


class FileUseRow(Record, frozen=True):
    """Where a file is evidence."""

    organisation: str
    sha256: str
    about: str
    subject: str
    operation: str
    site: str
    withdrawn: bool
    person: str | None
    granted: bool


class FilePlace(Record, frozen=True):
    """A site whose people may see a file."""

    sha256: str
    site: str


class Evidence(Record, frozen=True):
    """A file named as evidence, with what the server has of it: nothing where it has not arrived."""

    sha256: str
    about: str
    subject: str
    operation: str
    bytes: int | None
    type: str | None
    crc32: int | None
    received_at: int | None

    @property
    def here(self) -> FileHere | None:
        """The file, once it has arrived."""
        if self.received_at is None or self.bytes is None or self.crc32 is None:
            return None
        return FileHere(
            sha256=self.sha256,
            bytes=self.bytes,
            crc32=self.crc32,
            type=self.type or "",
            received_at=self.received_at,
        )


class UploadRow(Record, frozen=True):
    """A transfer under way; `metadata` is `known` when it needs no bytes."""

    organisation: str
    id: str
    sha256: str
    type: str
    bytes: int
    person: str
    expires_at: int
    metadata: str


class UploadKnown(Record, frozen=True):
    """A transfer by its id."""

    organisation: str
    id: str


class FileKnown(Record, frozen=True):
    """A file by its hash."""

    organisation: str
    sha256: str


WHOLE: dict[type[Record], type[Table]] = {
    FileRow: tables.File,
    FileHolderRow: tables.FileHolder,
    FileUseRow: tables.FileUse,
    UploadRow: tables.Upload,
}
