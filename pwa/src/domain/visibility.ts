import { evaluate, holds } from './evaluate';
import { type Form, picksNa, type Question, type Section } from './template';
import type { Answers, Environment, Scope } from './tree';

export type Status = 'hidden' | 'na' | 'unanswered' | 'optional' | 'answered';

/** One question of one instance. */
export interface Line {
  readonly section: Section;
  readonly instance: number | null;
  readonly question: Question;
  readonly status: Status;
}

/** A line with the answers it is judged among. */
export interface ScopedLine extends Line {
  readonly scope: Scope;
}

interface MutableAnswers {
  q: Record<string, Answers['q'][string]>;
  na: string[];
}

interface MutableEnvironment extends MutableAnswers {
  today: string | null;
  kind: string | null;
  site?: Environment['site'];
  sec: Record<string, MutableAnswers[]>;
}

/**
 * Every question instance in template order with its status, and the environment without hidden
 * answers (scoring.md, section 4). A rule that is unknown hides.
 */
export function revealed(
  form: Form,
  before: Environment,
): { env: Environment; lines: ScopedLine[] } {
  const env = copyOf(before);
  const hidden = hideInOrder(form, env);
  const lines = form.sections.flatMap((section) =>
    instanceIndexes(section, env).flatMap((instance) =>
      section.questions.map((question) => {
        const isHidden = hidden.has(keyOf(question.id, instance));
        return lineOf({ section, instance, question, isHidden, env });
      }),
    ),
  );
  return { env, lines };
}

/** Instance indexes of a section; one null when it does not repeat. */
export function instanceIndexes(section: Section, env: Environment): (number | null)[] {
  if (!section.repeat) return [null];
  return (env.sec[section.id] ?? []).map((_, index) => index);
}

function copyOf(env: Environment): MutableEnvironment {
  const sec = Object.fromEntries(
    Object.entries(env.sec).map(([id, list]) => [id, list.map(copyAnswers)]),
  );
  return { ...copyAnswers(env), today: env.today, kind: env.kind ?? null, site: env.site, sec };
}

function copyAnswers(answers: Answers): MutableAnswers {
  return { q: { ...answers.q }, na: [...answers.na] };
}

function hideInOrder(form: Form, env: MutableEnvironment): Set<string> {
  const hidden = new Set<string>();
  const shownSections = new Map<string, boolean>();
  for (const [section, question] of inOrder(form)) {
    const shown = shownSections.get(section.id) ?? isShown(section.visible, { env });
    shownSections.set(section.id, shown);
    for (const instance of instanceIndexes(section, env)) {
      if (shown && isShown(question.visible, scopeOf(env, section, instance))) continue;
      hidden.add(keyOf(question.id, instance));
      forget(instance === null ? env : env.sec[section.id]?.[instance], question.id);
    }
  }
  return hidden;
}

/** Questions with their sections in the order in which they are hidden or shown. */
export function inOrder(form: Form): [Section, Question][] {
  const pairs = form.sections.flatMap((section) =>
    section.questions.map((question): [Section, Question] => [section, question]),
  );
  if (!form.order) return pairs;
  const byId = new Map(pairs.map((pair) => [pair[1].id, pair]));
  return form.order.flatMap((id) => {
    const pair = byId.get(id);
    return pair ? [pair] : [];
  });
}

/** True without a rule, and where the rule is known to be true. */
export function isShown(rule: Question['visible'], scope: Scope): boolean {
  return rule === undefined || evaluate(rule, scope) === true;
}

function forget(answers: MutableAnswers | undefined, id: string): void {
  if (!answers) return;
  delete answers.q[id];
  answers.na = answers.na.filter((other) => other !== id);
}

/** Where the rules of a question of an instance are read. */
export function scopeOf(env: Environment, section: Section, instance: number | null): Scope {
  return instance === null ? { env } : { env, at: [section.id, instance] };
}

function keyOf(question: string, instance: number | null): string {
  return `${question}\n${instance ?? ''}`;
}

/** A question of an instance, and whether it is shown among these answers. */
export interface LineParts {
  readonly section: Section;
  readonly instance: number | null;
  readonly question: Question;
  readonly isHidden: boolean;
  readonly env: Environment;
}

/** The line of a question, with its status. */
export function lineOf(parts: LineParts): ScopedLine {
  const { section, instance, question, env } = parts;
  const answers = instance === null ? env : env.sec[section.id]?.[instance];
  const self = answers?.q[question.id];
  const selfNa = answers?.na.includes(question.id) ?? false;
  const scope = { ...scopeOf(env, section, instance), self, selfNa };
  return { section, instance, question, scope, status: statusOf(parts, scope) };
}

function statusOf(parts: LineParts, scope: Scope): Status {
  const { question, isHidden } = parts;
  if (isHidden) return 'hidden';
  if (scope.selfNa || (scope.self !== undefined && picksNa(question, scope.self))) return 'na';
  if (scope.self !== undefined) return 'answered';
  const { required } = question;
  const needed = typeof required === 'object' ? holds(required, scope) : required === true;
  return needed ? 'unanswered' : 'optional';
}
