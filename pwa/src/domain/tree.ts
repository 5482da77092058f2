import type { Json } from './json';
import type { Instruction } from './pattern';

export type RuleType =
  | 'bool'
  | 'number'
  | 'text'
  | 'choice'
  | 'choices'
  | 'date'
  | 'time'
  | 'instant'
  | 'duration'
  | 'geo'
  | 'files';

/** A node of a published rule (scoring.md, section 3.5). */
export interface Node {
  readonly k: 'lit' | 'q' | 'this' | 'op' | 'if' | 'in' | 'fn' | 'agg';
  readonly t: RuleType;
  readonly v?: Json;
  readonly id?: string;
  readonly sec?: string;
  readonly var?: string;
  readonly op?: string;
  readonly fn?: string;
  readonly a?: readonly Node[];
  readonly prog?: readonly Instruction[];
}

/** Answers of one instance of a repeated section, or of the inspection itself. */
export interface Answers {
  readonly q: Readonly<Record<string, Json>>;
  readonly na: readonly string[];
}

/** What a rule may read: answers, day, kind and place of the inspection. */
export interface Environment extends Answers {
  readonly today: string | null;
  readonly kind?: string | null;
  readonly site?: Json;
  readonly sec: Readonly<Record<string, readonly Answers[]>>;
}

/** Where a rule is read: its own instance, the answer under judgement, bound instances. */
export interface Scope {
  readonly env: Environment;
  readonly at?: readonly [string, number] | undefined;
  readonly self?: Json | undefined;
  readonly selfNa?: boolean | undefined;
  readonly bound?: Readonly<Record<string, Answers>> | undefined;
}
