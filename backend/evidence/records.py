"""Rows of evidence packs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from backend.evidence import tables
from backend.plumbing.database.records import Record

if TYPE_CHECKING:
    from piccolo.table import Table


class PackRow(Record, frozen=True):
    """A pack that was asked for."""

    organisation: str
    id: str
    from_on: str
    to_on: str
    sites: str
    language: str
    state: str
    asked_by: str
    issued_at: int
    size: int
    bytes: int
    manifest: str | None
    file_name: str

    @property
    def site_ids(self) -> list[str]:
        """The sites of its scope."""
        return json.loads(self.sites)


class PackListed(PackRow, frozen=True):
    """A pack with the job that makes it."""

    job: str | None
    job_state: str | None


WHOLE: dict[type[Record], type[Table]] = {PackRow: tables.EvidencePack}
