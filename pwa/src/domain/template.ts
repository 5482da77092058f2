import type { Words } from './text';
import type { Node, RuleType } from './tree';

export interface Choice {
  readonly name: string;
  readonly na?: boolean;
  readonly value?: string;
}

export type QuestionType =
  | 'choice'
  | 'likert'
  | 'multi_choice'
  | 'number'
  | 'slider'
  | 'temperature'
  | 'stopwatch'
  | 'text'
  | 'scan'
  | 'date'
  | 'time'
  | 'datetime'
  | 'geo'
  | 'photo'
  | 'file'
  | 'audio'
  | 'signature';

/** One question of a published template version (protocol.md, section 3). */
export interface Question {
  readonly id: string;
  readonly type?: QuestionType;
  readonly t?: RuleType;
  readonly text?: Words;
  readonly help?: Words;
  readonly criterion_ref?: string | Words;
  readonly references?: readonly string[];
  readonly response_set?: string;
  readonly choices?: readonly Choice[];
  readonly required?: boolean | Node;
  readonly unit?: string;
  readonly min?: string;
  readonly max?: string;
  readonly decimals?: number;
  readonly stopwatch?: boolean;
  readonly visible?: Node;
}

export interface Repeat {
  readonly label?: Words;
  readonly min: number;
  readonly max: number;
  readonly key_question?: string;
}

export interface Section {
  readonly id: string;
  readonly title?: Words;
  readonly owner_role?: string;
  readonly time_limit_minutes?: number;
  readonly visible?: Node;
  readonly repeat?: Repeat | boolean;
  readonly questions: readonly Question[];
}

/** Sections and questions as far as rules need them. */
export interface Form {
  readonly sections: readonly Section[];
  readonly order?: readonly string[];
}

export interface ResponseSet {
  readonly name?: Words;
  readonly choices: readonly { readonly name: string; readonly label: Words }[];
}

/** A published template version with its texts. */
export interface Template extends Form {
  readonly key: string;
  readonly version: number;
  readonly kind: string;
  readonly title: Words;
  readonly response_sets?: Readonly<Record<string, ResponseSet>>;
}

const RULE_TYPES: Readonly<Record<QuestionType, RuleType>> = {
  choice: 'choice',
  likert: 'choice',
  multi_choice: 'choices',
  number: 'number',
  slider: 'number',
  temperature: 'number',
  stopwatch: 'number',
  text: 'text',
  scan: 'text',
  date: 'date',
  time: 'time',
  datetime: 'instant',
  geo: 'geo',
  photo: 'files',
  file: 'files',
  audio: 'files',
  signature: 'files',
};

/** The type a rule sees. */
export function ruleTypeOf(question: Question): RuleType {
  return question.t ?? RULE_TYPES[question.type ?? 'text'];
}

/** True for questions answered by files or signatures, whose value is a count. */
export function isCounted(question: Question): boolean {
  return ruleTypeOf(question) === 'files';
}

/** True when the value is a choice that means "not applicable". */
export function picksNa(question: Question, value: unknown): boolean {
  const names = Array.isArray(value) ? value : [value];
  return (question.choices ?? []).some(
    (choice) => choice.na === true && names.includes(choice.name),
  );
}

/** The question of an id in a section. */
export function questionOf(form: Form, section?: string, question?: string): Question | undefined {
  const found = form.sections.find(({ id }) => id === section);
  return found?.questions.find(({ id }) => id === question);
}

/** Fresh instances for the least number of each repeated section. */
export function newInstances(form: Form, newId: () => string): Record<string, string[]> {
  const repeated = form.sections.filter((section) => section.repeat);
  return Object.fromEntries(
    repeated.map(({ id, repeat }) => {
      const least = typeof repeat === 'object' ? repeat.min : 0;
      return [id, Array.from({ length: least }, newId)];
    }),
  );
}
