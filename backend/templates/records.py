"""Rows of documents, templates and their versions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from backend.plumbing.database.records import Record
from backend.templates import tables

if TYPE_CHECKING:
    from piccolo.table import Table


class DocumentRow(Record, frozen=True):
    """Canonical JSON, stored once by its hash."""

    organisation: str
    sha256: str
    kind: str
    bytes: int
    text: str


class TemplateRow(Record, frozen=True):
    """A checklist through all its versions."""

    organisation: str
    id: str
    key: str
    kind: str
    title: str
    prefix: str


class TemplateVersionRow(Record, frozen=True):
    """What is asked, pinned by its hash."""

    organisation: str
    id: str
    template: str
    key: str
    version: int
    sha256: str
    kind: str
    title: str
    published_at: int
    retired_at: int | None


class RulePackVersionRow(Record, frozen=True):
    """How it is judged, pinned to one template version."""

    organisation: str
    id: str
    key: str
    version: int
    sha256: str
    template_sha256: str
    published_at: int
    retired_at: int | None


class VersionListed(Record, frozen=True):
    """A template version with its document's size and the rules in force."""

    id: str
    sha256: str
    bytes: int
    key: str
    version: int
    kind: str
    title: str
    retired_at: int | None
    rules: str | None

    @property
    def names(self) -> dict[str, str]:
        """The title by language."""
        return json.loads(self.title)


class RulesListed(Record, frozen=True):
    """A rule pack version with its document's size."""

    id: str
    sha256: str
    bytes: int
    key: str
    version: int
    template_sha256: str
    retired_at: int | None


WHOLE: dict[type[Record], type[Table]] = {
    DocumentRow: tables.Document,
    TemplateRow: tables.Template,
    TemplateVersionRow: tables.TemplateVersion,
    RulePackVersionRow: tables.RulePackVersion,
}
