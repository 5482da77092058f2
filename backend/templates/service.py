"""Standards in force: publishing, and versions compiled once by their hash."""

# pyright: reportUnknownVariableType=false

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from audit_rules.authoring import rule_document
from audit_rules.examples import failing_examples
from audit_rules.judge import Judge, compile_judge
from backend.ids import new_id
from backend.ledger import service as ledger
from backend.problems import RefusedError
from backend.templates import queries
from backend.templates.records import (
    DocumentRow,
    RulePackVersionRow,
    TemplateRow,
    TemplateVersionRow,
)
from checklists.canonical import canonical_bytes, sha256_hex
from checklists.errors import ChecklistError
from checklists.publish import template_document
from checklists.template import Template, template_from

if TYPE_CHECKING:
    from backend.permissions import Caller
    from backend.plumbing.database.transaction import Reader, Transaction
    from backend.plumbing.shell import Shell
    from backend.templates.records import RulesListed, VersionListed


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A template version with the rules that judge it, ready to use."""

    template: Template
    judge: Judge
    rules: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The hashes that pin what was published."""

    key: str
    template: str
    rules: str
    kind: str


async def version(
    shell: Shell, reader: Reader, organisation: str, template: str, rules: str
) -> Version | None:
    """The compiled version; nothing when either hash is unknown or they do not belong together."""
    name = f"version:{organisation}:{template}:{rules}"
    known = shell.documents.get(name)
    if isinstance(known, Version):
        return known
    asked = await queries.document(reader, organisation, template)
    judging = await queries.document(reader, organisation, rules)
    if asked is None or judging is None or asked.kind != "template" or judging.kind != "rules":
        return None
    document, rule_text = json.loads(asked.text), json.loads(judging.text)
    if rule_text["template"] != template:
        return None
    made = Version(
        template=template_from(document),
        judge=compile_judge(document, rule_text["judge"]),
        rules=rule_text,
    )
    shell.documents.put(name, made)
    return made


async def rules_of(shell: Shell, reader: Reader, organisation: str, rules: str) -> dict[str, Any]:
    """A rule document."""
    name = f"rules:{organisation}:{rules}"
    known = shell.documents.get(name)
    if isinstance(known, dict):
        return known
    row = await queries.document(reader, organisation, rules)
    assert row is not None, "rules that were pinned are gone"
    made = json.loads(row.text)
    shell.documents.put(name, made)
    return made


async def template_of(shell: Shell, reader: Reader, organisation: str, sha256: str) -> Template:
    """A template version by its hash."""
    name = f"template:{organisation}:{sha256}"
    known = shell.documents.get(name)
    if isinstance(known, Template):
        return known
    row = await queries.document(reader, organisation, sha256)
    assert row is not None, "a template that was pinned is gone"
    made = template_from(json.loads(row.text))
    shell.documents.put(name, made)
    return made


async def readable_document(shell: Shell, caller: Caller, sha256: str) -> str:
    """A document's canonical text; raises `not_found`."""
    async with shell.database.reading() as reader:
        row = await queries.document(reader, caller.organisation, sha256)
    if row is None:
        raise RefusedError("not_found")
    return row.text


async def publish(
    shell: Shell,
    tx: Transaction,
    organisation: str,
    authored: dict[str, Any],
    pack: dict[str, Any],
) -> Published:
    """Publish a checklist with its rules; raises ChecklistError when an example fails.

    The same words under another rule pack get new rules beside them. The log's lock must be held.
    """
    template = template_document(authored)
    template_text = canonical_bytes(template)
    template_hash = sha256_hex(template_text)
    rules = rule_document(authored, template_hash, pack)
    if failed := failing_examples(template, rules):
        raise ChecklistError(("examples",), failed[0])
    rules_text = canonical_bytes(rules)
    rules_hash = sha256_hex(rules_text)
    hashes = (template_hash, rules_hash, rules)
    await _demand_new(tx, organisation, template, hashes)
    for kind, sha256, text in (
        ("template", template_hash, template_text),
        ("rules", rules_hash, rules_text),
    ):
        await queries.add_document(
            tx,
            DocumentRow(
                organisation=organisation,
                sha256=sha256,
                kind=kind,
                bytes=len(text),
                text=text.decode(),
            ),
        )
    await _put_in_force(shell, tx, organisation, template, hashes)
    return Published(
        key=template["key"], template=template_hash, rules=rules_hash, kind=template["kind"]
    )


async def _demand_new(
    tx: Transaction,
    organisation: str,
    template: dict[str, Any],
    hashes: tuple[str, str, dict[str, Any]],
) -> None:
    """A published version never changes: raises ChecklistError when its number is taken."""
    template_hash, rules_hash, rules = hashes
    words = {
        row.sha256
        for row in await queries.versions(tx, organisation, template["key"])
        if row.version == template["version"]
    }
    judging = {
        row.sha256
        for row in await queries.rule_pack_versions(tx, organisation, None)
        if (row.template_sha256, row.key, row.version)
        == (template_hash, rules["key"], rules["version"])
    }
    if rules_hash in judging:
        raise ChecklistError(("version",), "is published already")
    if judging or words - {template_hash}:
        raise ChecklistError(("version",), "is published with other content; take the next number")


async def _put_in_force(
    shell: Shell,
    tx: Transaction,
    organisation: str,
    template: dict[str, Any],
    hashes: tuple[str, str, dict[str, Any]],
) -> None:
    template_hash, rules_hash, rules = hashes
    now, key = shell.clock.now(), template["key"]
    version = TemplateVersionRow(
        organisation=organisation,
        id=new_id(now, shell.random),
        template=await _known_template(shell, tx, organisation, template),
        key=key,
        version=template["version"],
        sha256=template_hash,
        kind=template["kind"],
        title=json.dumps(template["title"], ensure_ascii=False),
        published_at=now,
        retired_at=None,
    )
    judging = _judging(version, new_id(now, shell.random), rules_hash, rules)
    known = {row.sha256 for row in await queries.versions(tx, organisation, key)}
    if template_hash not in known:
        await queries.add_template_version(tx, version)
    await queries.retire_older(tx, organisation, key, template_hash, now)
    await queries.add_rule_pack_version(tx, judging)
    await queries.retire_older_rules(tx, organisation, template_hash, rules_hash, now)
    entries = [
        ledger.entry_with(
            organisation,
            kind,
            subject,
            ledger.server_body(shell, kind, {"sha256": sha256, "key": name, "version": number}),
        )
        for kind, subject, sha256, name, number in (
            ("template", version.id, template_hash, key, template["version"]),
            ("rules", judging.id, rules_hash, rules["key"], rules["version"]),
        )
        if sha256 not in known
    ]
    await ledger.append(tx, organisation, now, entries)


def _judging(
    version: TemplateVersionRow, made: str, sha256: str, rules: dict[str, Any]
) -> RulePackVersionRow:
    """The rules of a version, published with it."""
    return RulePackVersionRow(
        organisation=version.organisation,
        id=made,
        key=rules["key"],
        version=rules["version"],
        sha256=sha256,
        template_sha256=version.sha256,
        published_at=version.published_at,
        retired_at=None,
    )


async def _known_template(
    shell: Shell, tx: Transaction, organisation: str, template: dict[str, Any]
) -> str:
    """The id of the template that this is a version of; the first version makes it."""
    row = await queries.template_by_key(tx, organisation, template["key"])
    if row is not None:
        return row.id
    made = new_id(shell.clock.now(), shell.random)
    taken = {row.prefix for row in await queries.templates_of(tx, organisation)}
    await queries.add_template(
        tx,
        TemplateRow(
            organisation=organisation,
            id=made,
            key=template["key"],
            kind=template["kind"],
            title=json.dumps(template["title"], ensure_ascii=False),
            prefix=prefix_for(template["key"], taken),
        ),
    )
    return made


def prefix_for(key: str, taken: set[str]) -> str:
    """Two letters of the key, or more until nobody else has them: FS for fire-safety-site."""
    words = [word for word in key.upper().split("-") if word]
    first = "".join(word[0] for word in words[:2]) if len(words) > 1 else key[:2].upper()
    tries = [
        first,
        "".join(word[0] for word in words),
        *(f"{first}{at}" for at in range(2, 10_000)),
    ]
    return next(one for one in tries if one not in taken)


async def prefix_of(reader: Reader, organisation: str, key: str) -> str:
    """What an inspection's number of this template begins with."""
    row = await queries.template_by_key(reader, organisation, key)
    assert row is not None, f"no template {key}"
    return row.prefix


async def in_force(reader: Reader, organisation: str) -> dict[str, tuple[str, str]]:
    """For each checklist in force the hashes of its template and rules."""
    rows = await queries.template_versions(reader, organisation, None)
    return {
        row.key: (row.sha256, row.rules)
        for row in rows
        if row.retired_at is None and row.rules is not None
    }


async def shown_versions(
    reader: Reader, organisation: str, ids: list[str] | None = None
) -> tuple[list[VersionListed], list[RulesListed]]:
    """Template versions and rule pack versions, all or these."""
    return (
        await queries.template_versions(reader, organisation, ids),
        await queries.rule_pack_versions(reader, organisation, ids),
    )


async def question_text(
    shell: Shell, reader: Reader, organisation: str, rules: str, question: str | None
) -> dict[str, str] | None:
    """The words of a question, found through the rules that judged it."""
    if question is None:
        return None
    document = await rules_of(shell, reader, organisation, rules)
    template = await template_of(shell, reader, organisation, document["template"])
    return template.texts.get(question)
