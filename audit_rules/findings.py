"""Answers against criteria: which question instances are findings, and how severe (§5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from audit_rules.rule_pack import RANK, RulePack, SeverityRule

if TYPE_CHECKING:
    from audit_rules.lines import Line
    from checklists.visibility import Shown

UNTESTED = frozenset({"hidden", "na"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding of one question instance, with all rules that fired."""

    question: str
    section: str
    place: int | None
    severity: str
    rules: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """As it stands in the explanation."""
        return {
            "question": self.question,
            "section": self.section,
            "instance": self.place,
            "severity": self.severity,
            "rules": list(self.rules),
        }


def findings_of(pack: RulePack, lines: list[Line], shown: Shown) -> list[Finding]:
    """All findings in the order of the page."""
    found: list[Finding] = []
    for line in lines:
        rules = pack.severity_rules.get(line.question)
        if rules is None or line.status in UNTESTED:
            continue
        fired = [rule for rule in rules if _fires(rule, line, shown)]
        if fired:
            worst = max((rule.severity for rule in fired), key=RANK.__getitem__)
            found.append(
                Finding(
                    question=line.question,
                    section=line.section,
                    place=line.place,
                    severity=worst,
                    rules=tuple(sorted(rule.id for rule in fired)),
                )
            )
    return found


def _fires(rule: SeverityRule, line: Line, shown: Shown) -> bool:
    if rule.condition is None:
        return line.fails
    env = shown.environment
    env.this, env.this_na = line.value, False
    if line.place is None:
        env.own, env.position = None, None
    else:
        env.own, env.position = env.sec[line.section][line.place], line.place
    fired = rule.condition(env) is True
    env.this = None
    return fired
