"""Reads and writes of documents, template versions and rule pack versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.plumbing.database.transaction import Reader, Row, Transaction, Values, marks, one
from backend.templates.tables import RulePackVersion, Template, TemplateVersion

if TYPE_CHECKING:
    from collections.abc import Sequence

LIST_MAX = 2_000


async def document(reader: Reader, organisation: str, sha256: str) -> Row | None:
    return await one(
        reader,
        "SELECT sha256, kind, bytes, text FROM document WHERE organisation = ? AND sha256 = ?",
        (organisation, sha256),
    )


async def add_document(tx: Transaction, values: Values) -> None:
    await tx.insert_many(
        "document",
        list(values),
        [list(values.values())],
        "ON CONFLICT (organisation, sha256) DO NOTHING",
    )


async def template_by_key(reader: Reader, organisation: str, key: str) -> Row | None:
    rows = await reader.select(
        Template.select().where((Template.organisation == organisation) & (Template.key == key))
    )
    return rows[0] if rows else None


async def templates_of(reader: Reader, organisation: str) -> list[Row]:
    return await reader.select(
        Template.select()
        .where(Template.organisation == organisation)
        .order_by(Template.key)
        .limit(LIST_MAX)
    )


async def add_template(tx: Transaction, values: Values) -> None:
    await tx.run(Template.insert(Template(**values)))


async def add_template_version(tx: Transaction, values: Values) -> None:
    await tx.run(TemplateVersion.insert(TemplateVersion(**values)))


async def add_rule_pack_version(tx: Transaction, values: Values) -> None:
    await tx.run(RulePackVersion.insert(RulePackVersion(**values)))


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


async def versions(reader: Reader, organisation: str, key: str) -> list[Row]:
    return await reader.select(
        TemplateVersion.select()
        .where((TemplateVersion.organisation == organisation) & (TemplateVersion.key == key))
        .order_by(TemplateVersion.version, ascending=False)
        .limit(LIST_MAX)
    )


async def template_versions(
    reader: Reader, organisation: str, ids: Sequence[str] | None
) -> list[Row]:
    """All template versions (or these), with document size and the rules in force."""
    some = f" AND v.id IN ({marks(len(ids))})" if ids is not None else ""
    return await reader.fetch(
        "SELECT v.id, v.sha256, d.bytes, v.key, v.version, v.kind, v.title, v.retired_at, r.sha256 AS rules "
        "FROM template_version v "
        "JOIN document d ON d.organisation = v.organisation AND d.sha256 = v.sha256 "
        "LEFT JOIN rule_pack_version r ON r.organisation = v.organisation AND r.template_sha256 = v.sha256 "
        f"AND r.retired_at IS NULL WHERE v.organisation = ?{some} ORDER BY v.id LIMIT {LIST_MAX}",
        (organisation, *(ids or ())),
    )


async def rule_pack_versions(
    reader: Reader, organisation: str, ids: Sequence[str] | None
) -> list[Row]:
    some = f" AND v.id IN ({marks(len(ids))})" if ids is not None else ""
    return await reader.fetch(
        "SELECT v.id, v.sha256, d.bytes, v.key, v.version, v.template_sha256, v.retired_at "
        "FROM rule_pack_version v "
        "JOIN document d ON d.organisation = v.organisation AND d.sha256 = v.sha256 "
        f"WHERE v.organisation = ?{some} ORDER BY v.id LIMIT {LIST_MAX}",
        (organisation, *(ids or ())),
    )
