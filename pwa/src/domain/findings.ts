import { holds } from './evaluate';
import type { Points } from './points';
import { atLeast, type Judge, SEVERITIES, type Severity, type SeverityRule } from './rules';
import { compareText } from './text';
import type { Line } from './visibility';

/** What the severity rules make of one question instance. */
export interface Finding {
  readonly question: string;
  readonly section: string;
  readonly instance: number | null;
  readonly severity: Severity;
  readonly rules: readonly string[];
}

/** A line with its points. */
export interface Judged {
  readonly line: Line;
  readonly points: Points;
}

/** Findings of the shown lines in template order: worst severity and all rule ids of each. */
export function findingsOf(lines: readonly Judged[], judge: Judge): Finding[] {
  const byQuestion = new Map<string, SeverityRule[]>();
  for (const rule of judge.severity) {
    byQuestion.set(rule.question, [...(byQuestion.get(rule.question) ?? []), rule]);
  }
  return lines.flatMap((judged) => findingOf(judged, byQuestion) ?? []);
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

function findingOf(
  { line, points }: Judged,
  rules: ReadonlyMap<string, readonly SeverityRule[]>,
): Finding | null {
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
