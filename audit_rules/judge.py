"""THE DOOR: answers in, verdict out; the explanation is what screens and reports print (§5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from audit_rules.findings import Finding, findings_of
from audit_rules.lines import Line, lines_of
from audit_rules.rule_pack import RANK, RulePack, compile_pack
from audit_rules.scoring import Scored, scored, section_score
from checklists.expressions.evaluate import Environment
from checklists.numbers import basis_points
from checklists.visibility import Form, Shown, compile_form, shown

if TYPE_CHECKING:
    from fractions import Fraction


ANSWERED = frozenset({"answered", "unscored"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """A form with its rule pack, compiled once for both versions' hashes."""

    form: Form
    pack: RulePack


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The verdict: `explanation` is stored and hashed; lines and findings are for the caller."""

    explanation: dict[str, Any]
    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]
    shown: Shown


def compile_judge(form: dict[str, Any], pack: dict[str, Any]) -> Judge:
    """Compile a template document (or a form) and the `judge` part of a rule document."""
    return Judge(form=compile_form(form), pack=compile_pack(pack))


def judge(rules: Judge, environment: Environment) -> Judged:
    """The verdict of an environment before hiding; the environment is not changed."""
    seen = shown(rules.form, environment)
    lines = lines_of(rules.form, rules.pack, seen)
    findings = findings_of(rules.pack, lines, seen)
    result = scored(rules.pack, lines, findings)
    raw = None if result.total is None else basis_points(result.total)
    caps, score, failed = _capped(rules.pack, findings, seen, raw)
    explanation: dict[str, Any] = {
        "total": None if result.total is None else _ratio(result.total),
        "raw_bp": raw,
        "score_bp": score,
        "grade": _grade(rules.pack, findings, score, failed=failed),
        "failed": failed,
        "incomplete": any(line.status == "unanswered" for line in lines),
        "sections": _sections(rules, lines),
        "caps": caps,
        "findings": [finding.as_json() for finding in findings],
        "lines": _explained(lines, result),
        "extra": [{**one, "share": _ratio(one["share"])} for one in result.extra],
    }
    return Judged(
        explanation=explanation, lines=tuple(lines), findings=tuple(findings), shown=seen
    )


def so_far(rules: Judge, judged: Judged) -> dict[str, Any]:
    """The same judge over what is answered: the score while an inspection is open (§5).

    Gives `score_bp` (basis points), `grade` and `failed` of the answered lines with their findings,
    caps and grades, and how many of the shown lines are `answered` (an N/A is) of how many. Score
    and grade are None while no answered line counts.
    """
    lines = [line for line in judged.lines if line.status in ANSWERED]
    places = {(line.section, line.place, line.question) for line in lines}
    findings = [one for one in judged.findings if (one.section, one.place, one.question) in places]
    result = scored(rules.pack, lines, findings)
    raw = None if result.total is None else basis_points(result.total)
    _, score, failed = _capped(rules.pack, findings, judged.shown, raw)
    return {
        "score_bp": score,
        "grade": _grade(rules.pack, findings, score, failed=failed),
        "failed": failed,
        "answered": len(lines) + sum(line.status == "na" for line in judged.lines),
        "of": sum(line.status != "hidden" for line in judged.lines),
    }


def _capped(
    pack: RulePack, findings: list[Finding], seen: Shown, raw: int | None
) -> tuple[list[dict[str, Any]], int | None, bool]:
    fired: list[dict[str, Any]] = []
    score, failed = raw, False
    for cap in pack.caps:
        if cap.condition is not None:
            count = int(cap.condition(seen.environment) is True)
        elif cap.severity is not None:
            count = sum(finding.severity == cap.severity for finding in findings)
        else:
            count = sum(_is_critical_item(pack, finding) for finding in findings)
        if count < cap.at_least:
            continue
        fired.append({"id": cap.id, "count": count})
        failed = failed or cap.fail
        if score is not None and cap.cap_bp is not None:
            score = min(score, cap.cap_bp)
    return fired, score, failed


def _is_critical_item(pack: RulePack, finding: Finding) -> bool:
    return pack.questions[finding.question].critical and RANK[finding.severity] >= RANK["minor"]


def _grade(
    pack: RulePack, findings: list[Finding], score: int | None, *, failed: bool
) -> str | None:
    if score is None or not pack.grades:
        return None
    if failed:
        return pack.grades[-1].id
    counts = dict.fromkeys(RANK, 0)
    for finding in findings:
        counts[finding.severity] += 1
    for grade in pack.grades:
        within = all(counts[one] <= most for one, most in grade.max_findings.items())
        if score >= grade.min_bp and within:
            return grade.id
    return pack.grades[-1].id


def _sections(rules: Judge, lines: list[Line]) -> list[dict[str, Any]]:
    by_section: dict[str, list[Line]] = {section.id: [] for section in rules.form.sections}
    for line in lines:
        by_section[line.section].append(line)
    return [
        {"id": section, "bp": section_score(rules.pack, inside)}
        for section, inside in by_section.items()
    ]


def _explained(lines: list[Line], result: Scored) -> list[list[Any]]:
    made: list[list[Any]] = []
    for at, line in enumerate(lines):
        share = result.shares.get(at)
        made.append(
            [
                line.section,
                line.place,
                line.question,
                line.status,
                line.points,
                line.maximum,
                line.weight,
                "0/1" if share is None else _ratio(share[0]),
                "0/1" if share is None else _ratio(share[1]),
            ]
        )
    return made


def _ratio(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"


__all__ = ["Environment", "Judge", "Judged", "compile_judge", "judge", "so_far"]
