"""What is still to be given before submit; it never blocks anybody (protocol.md §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checklists.inspection import instance_id

if TYPE_CHECKING:
    from audit_rules.judge import Judged
    from checklists.fold import Fold


def missing(fold: Fold, judged: Judged, rules: dict[str, Any]) -> list[dict[str, Any]]:
    """`{question, instance, reason}` with reason answer, photo or comment, in page order."""
    findings = {(one.section, one.place, one.question): one.severity for one in judged.findings}
    found: list[dict[str, Any]] = []
    for line in judged.lines:
        if line.status == "hidden":
            continue
        instance = instance_id(fold, line.section, line.place)
        place = (line.section, instance, line.question)
        severity = findings.get((line.section, line.place, line.question))
        reasons = ["answer"] if line.status == "unanswered" else []
        photos, comment = _wanted(rules, line.question, severity)
        if len(fold.heads((*place, "files"))) < photos:
            reasons.append("photo")
        if comment and not _has_note(fold, place):
            reasons.append("comment")
        found.extend(
            {"question": line.question, "instance": instance, "reason": reason}
            for reason in reasons
        )
    return found


def _wanted(rules: dict[str, Any], question: str, severity: str | None) -> tuple[int, bool]:
    """Photos and comment: the larger of what question and severity ask."""
    evidence = rules["questions"].get(question, {}).get("evidence", {})
    always = evidence.get("photo") == "always"
    photos = evidence.get("min", 1) if evidence and (always or severity is not None) else 0
    if severity is None:
        return photos, False
    before = rules["severities"][severity].get("before_submit", {})
    return max(photos, before.get("photo_min", 0)), bool(before.get("comment"))


def _has_note(fold: Fold, place: tuple[str | None, str | None, str | None]) -> bool:
    heads = fold.heads((*place, "note"))
    return bool(heads) and heads[0]["value"] is not None
