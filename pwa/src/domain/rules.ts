import type { Words } from './text';
import type { Node } from './tree';

export type Severity = 'observation' | 'minor' | 'major' | 'critical';

/** Severities from mild to grave. */
export const SEVERITIES: readonly Severity[] = ['observation', 'minor', 'major', 'critical'];

export interface ChoicePoints {
  readonly points?: string;
  readonly fails?: boolean;
  readonly na?: boolean;
}

/** How one question is judged (scoring.md, section 5). */
export interface QuestionRule {
  readonly weight?: string;
  readonly critical?: boolean;
  readonly choices?: Readonly<Record<string, ChoicePoints>>;
  readonly max?: string;
  readonly points?: Node;
  readonly pass_points?: string;
}

export interface SeverityRule {
  readonly id: string;
  readonly question: string;
  readonly when: 'fails' | Node;
  readonly severity: Severity;
}

export interface CapRule {
  readonly id: string;
  readonly when: 'critical_item' | { readonly severity: Severity } | { readonly expr: Node };
  readonly at_least?: number;
  readonly cap_bp?: number;
  readonly fail?: boolean;
}

export interface Grade {
  readonly id: string;
  readonly min_bp: number;
  readonly max_findings?: Readonly<Partial<Record<Severity, number>>>;
  readonly name?: Words;
}

export type Model =
  | 'weighted_points'
  | 'section_mean'
  | 'flat_mean'
  | 'nested_mean'
  | 'count_conforming'
  | 'all_or_nothing'
  | 'demerit';

/** The judging part of a rule document: `judge`. */
export interface Judge {
  readonly model: Model;
  readonly questions: Readonly<Record<string, QuestionRule>>;
  readonly section_weights: Readonly<Record<string, string>>;
  readonly severity: readonly SeverityRule[];
  readonly demerits: Readonly<Partial<Record<Severity, number>>>;
  readonly caps: readonly CapRule[];
  readonly grades: readonly Grade[];
  readonly optional_unanswered?: 'exclude' | 'zero';
}

export interface EvidenceRule {
  readonly photo?: 'on_fail' | 'always';
  readonly min?: number;
}

/** What the rules say around one question. */
export interface QuestionGuidance {
  readonly evidence?: EvidenceRule;
  readonly accept?: { readonly min?: string; readonly max?: string };
  readonly partial?: { readonly min?: string; readonly max?: string };
  readonly severity?: Severity;
  readonly partial_severity?: Severity;
  readonly finding?: Words;
  readonly correction?: Words;
  readonly deadline_class?: string;
}

export interface SeverityGuidance {
  readonly key?: Severity;
  readonly name?: Words;
  readonly before_submit?: { readonly photo_min?: number; readonly comment?: boolean };
  readonly deadline_class?: string;
}

export interface DeadlineClass {
  readonly key?: string;
  readonly clock: 'elapsed' | 'working' | 'working_days';
  readonly ms?: number;
  readonly days?: number;
  readonly name?: Words;
}

/** A published rule pack version for one template version (protocol.md, section 3). */
export interface RuleDocument {
  readonly spec: number;
  readonly key?: string;
  readonly version?: number;
  readonly template?: string;
  readonly judge: Judge;
  readonly questions?: Readonly<Record<string, QuestionGuidance>>;
  readonly severities?: readonly SeverityGuidance[] | Readonly<Record<string, SeverityGuidance>>;
  readonly deadline_classes?: readonly DeadlineClass[] | Readonly<Record<string, DeadlineClass>>;
}

/** The version of the rule language this device can judge by. */
export const KNOWN_SPEC = 1;

/** True when the severity is at least as grave as the other. */
export function atLeast(severity: Severity, other: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(other);
}

/** An entry of a keyed list or map of a rule document. */
export function entryOf<T extends { readonly key?: string }>(
  entries: readonly T[] | Readonly<Record<string, T>> | undefined,
  key: string,
): T | undefined {
  if (!entries) return undefined;
  if (Array.isArray(entries)) return (entries as readonly T[]).find((entry) => entry.key === key);
  return (entries as Readonly<Record<string, T>>)[key];
}
