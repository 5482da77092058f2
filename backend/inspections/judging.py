"""The server's own verdict at a submit, and what later watches need of it (protocol.md §4)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from audit_rules.judge import Judged, judge
from backend.ids import new_salt
from backend.inspections.records import VerdictRow
from checklists.canonical import canonical_bytes, sha256_hex
from checklists.inspection import instance_id, raised

if TYPE_CHECKING:
    from backend.plumbing.shell import Shell
    from backend.templates.service import Version
    from checklists.fold import Fold
    from checklists.operation import Op


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A finding with its place in the inspection, ready to become a nonconformity."""

    question: str | None
    section: str | None
    instance: str | None
    instance_key: str | None
    severity: str
    source: str
    kind: str
    text: str | dict[str, str] | None
    finding: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A verdict as it is stored, with its findings."""

    row: VerdictRow
    body: str
    hash: str
    findings: tuple[Found, ...]


def sealed(shell: Shell, version: Version, fold: Fold, submit: Op, organisation: str) -> Sealed:
    """Judge an inspection as it stands at its submit."""
    judged = judge(version.judge, fold.environment())
    explanation = judged.explanation
    explained = canonical_bytes(explanation)
    own_hash = sha256_hex(explained)
    last = fold.submits[-1]
    document: dict[str, Any] = {
        "number": last.number,
        "hash": own_hash,
        "merged": last.merged,
        "salt": new_salt(shell.random),
        "explanation": msgspec.Raw(explained),
        "instances": fold.instances,
        "raised": raised(fold),
        "conflicts": [[*slot, [op["id"] for op in heads]] for slot, heads in fold.conflicts()],
    }
    text = canonical_bytes(document).decode()
    row = VerdictRow(
        organisation=organisation,
        inspection=submit["subject"],
        number=last.number,
        hash=own_hash,
        merged=last.merged,
        mismatch=not last.merged and submit["value"]["verdict"] != own_hash,
        at=shell.clock.now(),
        score_bp=explanation["score_bp"],
        raw_bp=explanation["raw_bp"],
        grade=explanation["grade"],
        failed=explanation["failed"],
        incomplete=explanation["incomplete"],
        document=text,
        outcomes=json.dumps(outcomes(fold, judged)),
        log_seq=0,
    )
    return Sealed(
        row=row,
        body=text,
        hash=sha256_hex(text.encode()),
        findings=(*_by_rule(fold, judged, version), *_by_hand(fold)),
    )


def outcomes(fold: Fold, judged: Judged) -> list[list[Any]]:
    """`[question, instance key, status, severity]` of each line that a watch may ask about."""
    severity = {(one.section, one.place, one.question): one.severity for one in judged.findings}
    found: list[list[Any]] = []
    for line in judged.lines:
        failed = severity.get((line.section, line.place, line.question))
        status = (
            "failed"
            if failed
            else "clean"
            if line.status in {"answered", "unscored"}
            else line.status
        )
        key = instance_key(fold, line.section, line.place)
        found.append([line.question, key, status, failed])
    return found


def instance_key(fold: Fold, section: str, place: int | None) -> str | None:
    """The answer to a repeated section's key question: the asset's tag."""
    question = fold.template.key_questions.get(section)
    if place is None or question is None:
        return None
    op = fold.counting((section, instance_id(fold, section, place), question, "answer"))
    return str(op["value"])[:200] if op is not None and op["kind"] == "answer" else None


def _by_rule(fold: Fold, judged: Judged, version: Version) -> list[Found]:
    return [
        Found(
            question=one.question,
            section=one.section,
            instance=instance_id(fold, one.section, one.place),
            instance_key=instance_key(fold, one.section, one.place),
            severity=one.severity,
            source="rule",
            kind="nonconformity",
            text=version.rules["questions"].get(one.question, {}).get("finding"),
        )
        for one in judged.findings
    ]


def _by_hand(fold: Fold) -> list[Found]:
    """Nonconformities and observations; opportunities and strengths stay findings."""
    found: list[Found] = []
    for section, instance, question, value in raised(fold):
        if value["kind"] not in {"nonconformity", "observation"}:
            continue
        place = None
        if instance is not None and instance in fold.instances.get(section, []):
            place = fold.instances[section].index(instance)
        found.append(
            Found(
                question=question,
                section=section,
                instance=instance,
                instance_key=instance_key(fold, section, place) if section else None,
                severity=value["severity"],
                source="hand",
                kind=value["kind"],
                text=value["text"],
                finding=value["finding"],
            )
        )
    return found
