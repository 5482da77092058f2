import { holds } from './evaluate';
import type { Points } from './points';
import { atLeast, type Judge, SEVERITIES, type Severity, type SeverityRule } from './rules';
import { compareText } from './text';
import type { ScopedLine } from './visibility';

/** What the severity rules make of one question instance. */
export interface Finding {
  readonly question: string;
  readonly section: string;
  readonly instance: number | null;
  readonly severity: Severity;
  readonly rules: readonly string[];
}

/** The severity rules of each question. */
export type SeverityRules = ReadonlyMap<string, readonly SeverityRule[]>;

/** The severity rules by question, each list in the order of the document. */
export function severityRulesOf(judge: Judge): SeverityRules {
  const byQuestion = new Map<string, SeverityRule[]>();
  for (const rule of judge.severity) {
    const own = byQuestion.get(rule.question);
    if (own) own.push(rule);
    else byQuestion.set(rule.question, [rule]);
  }
  return byQuestion;
}

/** How many findings are of exactly this severity. */
export function countOf(findings: readonly Finding[], severity: Severity): number {
  return findings.filter((finding) => finding.severity === severity).length;
}

/** How many findings of at least minor are on questions marked critical. */
export function criticalItems(findings: readonly Finding[], judge: Judge): number {
  return findings.filter(
    ({ question, severity }) =>
      judge.questions[question]?.critical === true && atLeast(severity, 'minor'),
  ).length;
}

/** What the severity rules make of a line: worst severity and all rule ids; null where none fires. */
export function findingOf(line: ScopedLine, points: Points, rules: SeverityRules): Finding | null {
  if (line.status === 'hidden' || line.status === 'na') return null;
  const candidates = rules.get(line.question.id) ?? [];
  const fired = candidates.filter(({ when }) =>
    when === 'fails' ? points.fails : holds(when, line.scope),
  );
  if (fired.length === 0) return null;
  const ranks = fired.map(({ severity }) => SEVERITIES.indexOf(severity));
  return {
    question: line.question.id,
    section: line.section.id,
    instance: line.instance,
    severity: SEVERITIES[Math.max(...ranks)] ?? 'observation',
    rules: fired.map(({ id }) => id).sort(compareText),
  };
}
