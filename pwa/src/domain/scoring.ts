import { holds } from './evaluate';
import {
  countOf,
  criticalItems,
  type Finding,
  findingOf,
  type SeverityRules,
  severityRulesOf,
} from './findings';
import { basisPoints, type Fraction, fraction, textFromFraction, WHOLE, ZERO } from './fractions';
import { type Counting, type Share, sectionScore, sharesOf, sum, totalOf } from './models';
import { type Points, pointsOf } from './points';
import type { CapRule, Judge, QuestionRule } from './rules';
import type { Form } from './template';
import type { Environment } from './tree';
import { revealed, type ScopedLine } from './visibility';

type LineStatus = 'hidden' | 'na' | 'unanswered' | 'optional' | 'answered' | 'unscored';

/** section, instance, question, status, points, max, weight (thousandths), share, largest share. */
export type ExplainedLine = readonly [
  string,
  number | null,
  string,
  LineStatus,
  number,
  number,
  number,
  string,
  string,
];

export interface Extra {
  readonly why: 'start' | 'demerit' | 'floor' | 'all_full' | 'not_all_full';
  readonly question?: string;
  readonly instance?: number | null;
  readonly share: string;
}

/** What is stored with a verdict and all that a screen prints of it (scoring.md, section 5). */
export interface Explanation {
  readonly total: string | null;
  readonly raw_bp: number | null;
  readonly score_bp: number | null;
  readonly grade: string | null;
  readonly failed: boolean;
  readonly incomplete: boolean;
  readonly sections: readonly { readonly id: string; readonly bp: number | null }[];
  readonly caps: readonly { readonly id: string; readonly count: number }[];
  readonly findings: readonly Finding[];
  readonly lines: readonly ExplainedLine[];
  readonly extra: readonly Extra[];
}

/** The same judge over what is answered: the score while an inspection is open (section 5). */
export interface SoFar {
  readonly score_bp: number | null;
  readonly grade: string | null;
  readonly failed: boolean;
  /** How many of the shown lines have an answer or an N/A. */
  readonly answered: number;
  readonly of: number;
}

const DEMERIT_UNIT = 10_000n;

/** The verdict of a set of answers; `before` is the environment before anything is hidden. */
export function judge(form: Form, before: Environment, rules: Judge): Explanation {
  return judgeOpen(form, before, rules).explanation;
}

/** A line with its points and what the severity rules make of it. */
export interface Judged {
  readonly line: ScopedLine;
  readonly points: Points;
  readonly finding: Finding | null;
}

/** The verdict as if it were submitted now, and the score of what is answered. */
export function judgeOpen(
  form: Form,
  before: Environment,
  rules: Judge,
): { readonly explanation: Explanation; readonly soFar: SoFar } {
  const { env, lines } = revealed(form, before);
  const severity = severityRulesOf(rules);
  const judged = lines.map((line) => judgedOf(line, rules, severity));
  return {
    explanation: explanationOf(form, judged, env, rules),
    soFar: soFarOf(judged, env, rules),
  };
}

/** What is stored with a verdict over these lines. */
export function explanationOf(
  form: Form,
  judged: readonly Judged[],
  env: Environment,
  rules: Judge,
): Explanation {
  const { counting, views, findings, extra, total, caps, graded } = weighed(judged, env, rules);
  const shares = shareByLine(counting, views, rules);
  return {
    ...graded,
    total: total && textFromFraction(total),
    incomplete: judged.some(({ line }) => line.status === 'unanswered'),
    sections: form.sections.map(({ id }) => sectionLine(id, views, rules)),
    caps: caps.map(({ rule, count }) => ({ id: rule.id, count })),
    findings,
    lines: judged.map((item) => lineOf(item, shares?.get(item))),
    extra: extra.map(({ entry }) => entry),
  };
}

/** The score of what is answered. */
export function soFarOf(judged: readonly Judged[], env: Environment, rules: Judge): SoFar {
  const answered = judged.filter(({ line }) => line.status === 'answered');
  const { score_bp, grade, failed } = weighed(answered, env, rules).graded;
  const na = judged.filter(({ line }) => line.status === 'na').length;
  const of = judged.filter(({ line }) => line.status !== 'hidden').length;
  return { score_bp, grade, failed, answered: answered.length + na, of };
}

/** The findings of the lines, in their order. */
export function findingsIn(judged: readonly Judged[]): Finding[] {
  return judged.flatMap(({ finding }) => finding ?? []);
}

function weighed(judged: readonly Judged[], env: Environment, rules: Judge) {
  const findings = findingsIn(judged);
  const counting = judged.filter((item) => counts(item, rules));
  const views = counting.map(countingOf);
  const shared = totalOf(views, rules);
  const extra = shared === null ? [] : extrasOf(views, findings, rules);
  const total = shared && sum([shared, ...extra.map(({ part }) => part)]);
  const caps = firedCaps(rules, findings, env);
  const graded = gradeOf(total, caps, findings, rules);
  return { counting, views, findings, extra, total, caps, graded };
}

/** Points and finding of one line. */
export function judgedOf(line: ScopedLine, rules: Judge, severity: SeverityRules): Judged {
  const rule = rules.questions[line.question.id] ?? {};
  const status = line.status === 'answered' && picksNaByRule(line, rule) ? 'na' : line.status;
  const own = status === line.status ? line : { ...line, status };
  const points = pointsOf(own, rule);
  return { line: own, points, finding: findingOf(own, points, severity) };
}

function picksNaByRule({ scope }: ScopedLine, rule: QuestionRule): boolean {
  const names = Array.isArray(scope.self) ? scope.self : [scope.self];
  return names.some((name) => rule.choices?.[String(name)]?.na === true);
}

function counts({ line, points }: Judged, rules: Judge): boolean {
  if (points.max === 0n || points.weight === 0n) return false;
  if (line.status === 'optional') return rules.optional_unanswered === 'zero';
  return line.status === 'answered' || line.status === 'unanswered';
}

function countingOf({ line, points }: Judged): Counting {
  return { ...points, section: line.section.id, answered: line.status === 'answered' };
}

function shareByLine(
  counting: readonly Judged[],
  views: readonly Counting[],
  rules: Judge,
): Map<Judged, Share> | null {
  const shares = sharesOf(views, rules);
  if (shares === null) return null;
  return new Map(
    counting.map((item, index) => [item, shares[index] ?? { share: ZERO, most: ZERO }]),
  );
}

interface ExtraPart {
  readonly part: Fraction;
  readonly entry: Extra;
}

function extrasOf(
  views: readonly Counting[],
  findings: readonly Finding[],
  rules: Judge,
): ExtraPart[] {
  if (rules.model === 'all_or_nothing') {
    const full = views.every((view) => view.answered && view.points === view.max);
    return [extraOf(full ? 'all_full' : 'not_all_full', full ? WHOLE : ZERO)];
  }
  return rules.model === 'demerit' ? demerits(findings, rules) : [];
}

function extraOf(why: Extra['why'], part: Fraction): ExtraPart {
  return { part, entry: { why, share: textFromFraction(part) } };
}

function demerits(findings: readonly Finding[], rules: Judge): ExtraPart[] {
  const parts = findings.flatMap((finding) => demeritOf(finding, rules) ?? []);
  const all = [extraOf('start', WHOLE), ...parts];
  const left = sum(all.map(({ part }) => part));
  if (left.n >= 0n) return all;
  return [...all, extraOf('floor', { n: -left.n, d: left.d })];
}

function demeritOf(finding: Finding, rules: Judge): ExtraPart | null {
  const bp = rules.demerits[finding.severity] ?? 0;
  if (bp === 0) return null;
  const part = fraction(BigInt(-bp), DEMERIT_UNIT);
  const { question, instance } = finding;
  return { part, entry: { why: 'demerit', question, instance, share: textFromFraction(part) } };
}

interface FiredCap {
  readonly rule: CapRule;
  readonly count: number;
}

function firedCaps(rules: Judge, findings: readonly Finding[], env: Environment): FiredCap[] {
  return rules.caps
    .map((rule) => ({ rule, count: capCount(rule, rules, findings, env) }))
    .filter(({ rule, count }) => count >= (rule.at_least ?? 1));
}

function capCount(
  rule: CapRule,
  rules: Judge,
  findings: readonly Finding[],
  env: Environment,
): number {
  if (rule.when === 'critical_item') return criticalItems(findings, rules);
  if ('severity' in rule.when) return countOf(findings, rule.when.severity);
  return holds(rule.when.expr, { env }) ? 1 : 0;
}

function gradeOf(
  total: Fraction | null,
  caps: readonly FiredCap[],
  findings: readonly Finding[],
  rules: Judge,
): Pick<Explanation, 'raw_bp' | 'score_bp' | 'grade' | 'failed'> {
  const failed = caps.some(({ rule }) => rule.fail === true);
  if (total === null) return { raw_bp: null, score_bp: null, grade: null, failed };
  const raw = basisPoints(total);
  const limits = caps.flatMap(({ rule }) => rule.cap_bp ?? []);
  const score = Math.min(raw, ...limits);
  const last = rules.grades.at(-1);
  const earned = rules.grades.find(
    (grade) => score >= grade.min_bp && keepsLimits(grade.max_findings, findings),
  );
  return { raw_bp: raw, score_bp: score, grade: (failed ? last : earned)?.id ?? null, failed };
}

function keepsLimits(
  limits: Judge['grades'][number]['max_findings'],
  findings: readonly Finding[],
): boolean {
  return Object.entries(limits ?? {}).every(
    ([severity, most]) => countOf(findings, severity as Finding['severity']) <= (most ?? 0),
  );
}

function sectionLine(
  id: string,
  views: readonly Counting[],
  rules: Judge,
): { id: string; bp: number | null } {
  const own = sectionScore(
    views.filter((view) => view.section === id),
    rules.model,
  );
  return { id, bp: own && basisPoints(own) };
}

function lineOf({ line, points }: Judged, share: Share | undefined): ExplainedLine {
  const idle = points.max === 0n || points.weight === 0n;
  const status = line.status === 'answered' && idle ? 'unscored' : line.status;
  return [
    line.section.id,
    line.instance,
    line.question.id,
    status,
    Number(points.points),
    Number(points.max),
    Number(points.weight),
    textFromFraction(share?.share ?? ZERO),
    textFromFraction(share?.most ?? ZERO),
  ];
}
