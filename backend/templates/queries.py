"""Reads and writes of documents, template versions and rule pack versions."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.plumbing.database.records import GIVEN, columns, insert_records, written
from backend.plumbing.database.transaction import marks, only
from backend.templates.records import (
    DocumentRow,
    RulePackVersionRow,
    RulesListed,
    TemplateRow,
    TemplateVersionRow,
    VersionListed,
)
from backend.templates.tables import Template, TemplateVersion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend.plumbing.database.transaction import Reader, Transaction

LIST_MAX = 2_000
TEMPLATE_BY_KEY = written(
    Template.select().where((Template.organisation == GIVEN) & (Template.key == GIVEN))
)
TEMPLATES = written(
    Template.select().where(Template.organisation == GIVEN).order_by(Template.key).limit(LIST_MAX)
)
VERSIONS = written(
    TemplateVersion.select()
    .where((TemplateVersion.organisation == GIVEN) & (TemplateVersion.key == GIVEN))
    .order_by(TemplateVersion.version, ascending=False)
    .limit(LIST_MAX)
)


async def document(reader: Reader, organisation: str, sha256: str) -> DocumentRow | None:
    return await only(
        reader,
        DocumentRow,
        f"SELECT {columns(DocumentRow)} FROM document WHERE organisation = ? AND sha256 = ?",
        (organisation, sha256),
    )


async def add_document(tx: Transaction, row: DocumentRow) -> None:
    await insert_records(tx, "document", [row], "ON CONFLICT (organisation, sha256) DO NOTHING")


async def template_by_key(reader: Reader, organisation: str, key: str) -> TemplateRow | None:
    return await only(reader, TemplateRow, TEMPLATE_BY_KEY, (organisation, key))


async def templates_of(reader: Reader, organisation: str) -> list[TemplateRow]:
    return await reader.records(TemplateRow, TEMPLATES, (organisation,))


async def add_template(tx: Transaction, row: TemplateRow) -> None:
    await insert_records(tx, "template", [row])


async def add_template_version(tx: Transaction, row: TemplateVersionRow) -> None:
    await insert_records(tx, "template_version", [row])


async def add_rule_pack_version(tx: Transaction, row: RulePackVersionRow) -> None:
    await insert_records(tx, "rule_pack_version", [row])


async def retire_older(tx: Transaction, organisation: str, key: str, sha256: str, at: int) -> None:
    """The newest version is in force; the others stay for what began under them."""
    await tx.execute(
        "UPDATE template_version SET retired_at = ? WHERE organisation = ? AND key = ? AND sha256 <> ? "
        "AND retired_at IS NULL",
        (at, organisation, key, sha256),
    )


async def retire_older_rules(
    tx: Transaction, organisation: str, template_sha256: str, sha256: str, at: int
) -> None:
    await tx.execute(
        "UPDATE rule_pack_version SET retired_at = ? WHERE organisation = ? AND template_sha256 = ? "
        "AND sha256 <> ? AND retired_at IS NULL",
        (at, organisation, template_sha256, sha256),
    )


async def versions(reader: Reader, organisation: str, key: str) -> list[TemplateVersionRow]:
    return await reader.records(TemplateVersionRow, VERSIONS, (organisation, key))


async def template_versions(
    reader: Reader, organisation: str, ids: Sequence[str] | None
) -> list[VersionListed]:
    """All template versions (or these), with document size and the rules in force."""
    some = f" AND v.id IN ({marks(len(ids))})" if ids is not None else ""
    return await reader.records(
        VersionListed,
        "SELECT v.id, v.sha256, d.bytes, v.key, v.version, v.kind, v.title, v.retired_at, r.sha256 AS rules "
        "FROM template_version v "
        "JOIN document d ON d.organisation = v.organisation AND d.sha256 = v.sha256 "
        "LEFT JOIN rule_pack_version r ON r.organisation = v.organisation AND r.template_sha256 = v.sha256 "
        f"AND r.retired_at IS NULL WHERE v.organisation = ?{some} ORDER BY v.id LIMIT {LIST_MAX}",
        (organisation, *(ids or ())),
    )


async def rule_pack_versions(
    reader: Reader, organisation: str, ids: Sequence[str] | None
) -> list[RulesListed]:
    some = f" AND v.id IN ({marks(len(ids))})" if ids is not None else ""
    return await reader.records(
        RulesListed,
        "SELECT v.id, v.sha256, d.bytes, v.key, v.version, v.template_sha256, v.retired_at "
        "FROM rule_pack_version v "
        "JOIN document d ON d.organisation = v.organisation AND d.sha256 = v.sha256 "
        f"WHERE v.organisation = ?{some} ORDER BY v.id LIMIT {LIST_MAX}",
        (organisation, *(ids or ())),
    )
