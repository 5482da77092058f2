"""All facts of a pack: scope, figures, records, and the ledger's proof."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date
from typing import TYPE_CHECKING

from backend.clock import instant_text
from backend.evidence.facts_inspections import (
    InspectionFacts,
    rules_version,
    template_version,
)
from backend.evidence.facts_matters import nonconformity_facts
from backend.evidence.photographs import PhotoNumbers, local
from backend.evidence.selection import RESTORED, selected
from reports import facts
from reports.proof.cover import cover_bytes
from reports.proof.entry import LedgerEntry, entry_leaf
from reports.proof.merkle import Tree, consistency_proof

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend.actions.records import Action
    from backend.evidence.gathered import Gathered
    from backend.ledger.records import Entry

SEVERITIES = ("critical", "major", "minor", "observation")
CLOSED = frozenset({"verified", "effective"})
PARETO_MAX = 8
OUT_OF_SCOPE = "out_of_scope"


def pack_facts(found: Gathered, public_key: bytes, earlier: list[int]) -> facts.PackFacts:
    """Everything a pack shows; nothing after its checkpoint."""
    numbering = PhotoNumbers()
    made = [InspectionFacts(found, row, numbering).make() for row in found.inspections]
    # What is not submitted stands apart, behind the others.
    inspections = tuple(sorted(made, key=lambda one: one.life != "submitted"))
    matters = tuple(nonconformity_facts(found, row, numbering) for row in found.nonconformities)
    chosen = selected(found)
    return facts.PackFacts(
        organisation=found.house.names,
        organisation_key=found.house.key,
        issue=_issue(found),
        scope=_scope(found),
        standards=_standards(found),
        templates=_versions(found, "template"),
        rule_packs=_versions(found, "rules"),
        figures=_figures(found, inspections),
        inspections=inspections,
        nonconformities=matters,
        records=chosen.records,
        proof=_proof(found, chosen.shown, public_key, earlier),
        redactions=(facts.Redaction(reason=OUT_OF_SCOPE, entries=chosen.hidden),)
        if chosen.hidden
        else (),
        coverage=chosen.coverage,
    )


def _issue(found: Gathered) -> facts.Issue:
    order = found.order
    return facts.Issue(
        pack=order.pack,
        issued_at=local(order.issued_at, "UTC").astimezone(UTC),
        issued_for=found.name(order.issued_for),
        languages=(order.language,),
        classification={"en": "Confidential", "zh-Hans": "机密"},
    )


def _scope(found: Gathered) -> facts.Scope:
    order = found.order
    names = [found.places[one].names for one in order.sites]
    all_sites = {"en": f"{len(names)} sites", "zh-Hans": f"{len(names)} 个场所"}
    period = f"{order.from_on} – {order.to_on}"
    where = names[0] if len(names) == 1 else all_sites
    return facts.Scope(
        title={"en": "Inspections and corrective actions", "zh-Hans": "检查与整改"},
        subtitle={language: f"{name} · {period}" for language, name in where.items()},
        period_from=date.fromisoformat(order.from_on),
        period_to=date.fromisoformat(order.to_on),
        zone=found.zone,
        starts_at=instant_text(found.starts_at),
        streams=found.streams,
        sites=tuple(names),
        kinds=tuple(sorted({row.kind for row in found.inspections})),
    )


def _standards(found: Gathered) -> tuple[str, ...]:
    named = [
        one
        for version in found.versions.values()
        for one in version.template.document["standard_refs"]
    ]
    return tuple(dict.fromkeys(named))


def _versions(found: Gathered, what: str) -> tuple[facts.Version, ...]:
    made = {
        (template if what == "template" else rules): (
            template_version(version, template)
            if what == "template"
            else rules_version(version, rules)
        )
        for (template, rules), version in found.versions.items()
    }
    return tuple(made[key] for key in sorted(made))


def _figures(found: Gathered, inspections: tuple[facts.Inspection, ...]) -> facts.Figures:
    whole = [one for one in inspections if one.life == "submitted"]
    scored = [one for one in whole if one.score_bp is not None]
    acts = [one for rows in found.actions.values() for one in rows]
    severities = Counter(row.severity for row in found.nonconformities)
    closed = [one for one in acts if found.events[one.id][-1].after in CLOSED]
    return facts.Figures(
        inspections=len(whole),
        answers=sum(one.answered for one in whole),
        asked=sum(one.asked for one in whole),
        incomplete=sum(_is_incomplete(found, one.id) for one in whole),
        photos=len(found.files),
        score_bp=_mean([one.score_bp or 0 for one in scored]),
        by_severity={severity: severities.get(severity, 0) for severity in SEVERITIES},
        actions=len(acts),
        actions_closed=len(closed),
        actions_on_time=sum(_on_time(found, one) for one in closed),
        trend=_trend(scored),
        sites=_site_figures(found, whole),
        pareto=_pareto(found),
        ages=(),
    )


def _mean(scores: list[int]) -> int | None:
    """Half up, in basis points."""
    return (2 * sum(scores) + len(scores)) // (2 * len(scores)) if scores else None


def _on_time(found: Gathered, action: Action) -> bool:
    done, due = found.clocks[action.id].done_at, action.due_at
    return done is not None and due is not None and done <= due


def _trend(scored: list[facts.Inspection]) -> tuple[tuple[str, int], ...]:
    months: dict[str, list[int]] = {}
    for one in scored:
        months.setdefault(one.business_date.isoformat()[:7], []).append(one.score_bp or 0)
    return tuple((month, _mean(scores) or 0) for month, scores in sorted(months.items()))


def _is_incomplete(found: Gathered, inspection: str) -> bool:
    verdict = found.verdicts.get(inspection)
    return verdict is not None and bool(verdict.incomplete)


def _site_figures(
    found: Gathered, whole: Sequence[facts.Inspection]
) -> tuple[facts.SiteFigures, ...]:
    """A line for each place that inspections are filed at: the sites of the scope, then others."""
    place_of = {row.id: row.site for row in found.inspections}
    here: dict[str, list[facts.Inspection]] = {site: [] for site in found.order.sites}
    for one in whole:
        here.setdefault(place_of[one.id], []).append(one)
    return tuple(
        facts.SiteFigures(
            site=found.places[site].names,
            inspections=len(rows),
            score_bp=_mean([one.score_bp for one in rows if one.score_bp is not None]),
            nonconformities=sum(row.site == site for row in found.nonconformities),
        )
        for site, rows in here.items()
        if rows
    )


def _pareto(found: Gathered) -> tuple[tuple[dict[str, str], int], ...]:
    counts: Counter[str] = Counter(
        row.text for row in found.nonconformities if row.source == "rule"
    )
    most = counts.most_common(PARETO_MAX)
    return tuple((json.loads(text), count) for text, count in most if text != "null")


def _entry(row: Entry) -> LedgerEntry:
    return LedgerEntry(
        seq=row.seq,
        n=row.n,
        at=instant_text(row.at),
        kind=row.kind,
        stream=row.stream,
        subject=row.subject,
        body=row.body_hash,
    )


def _proof(
    found: Gathered, shown: list[Entry], public_key: bytes, earlier: list[int]
) -> facts.Proof:
    tree = Tree(entry_leaf(_entry(row)) for row in found.entries)
    size = found.order.size
    restores = [row.seq for row in found.entries if row.kind == RESTORED]
    assert tree.root().hex() == found.checkpoint.root, "the log is not what was signed"
    return facts.Proof(
        origin=found.origin,
        key_name=found.key_name,
        public_key=public_key,
        tree_size=size,
        root=tree.root(),
        entries=tuple(_entry(row) for row in shown),
        cover=cover_bytes(size, [row.seq for row in shown], tree.node),
        checkpoint=found.checkpoint.note.encode(),
        consistency={
            old: consistency_proof(old, size, tree.node)
            for old in sorted({*earlier, *restores})
            if 0 < old < size
        },
    )
