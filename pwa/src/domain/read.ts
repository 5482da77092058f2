import type { Json } from './json';
import type { Answers, Environment } from './tree';

/** What rules read of one question: a value, or that it does not apply, or neither. */
export interface Read {
  readonly value: Json | undefined;
  readonly na: boolean;
}

export const NOTHING_READ: Read = { value: undefined, na: false };

/** What rules read of a question in an environment; `instance` is the index in a repeated section. */
export function readIn(
  env: Environment,
  section: string,
  instance: number | null,
  question: string,
): Read {
  const answers = instance === null ? env : env.sec[section]?.[instance];
  return {
    value: answers?.q[question],
    na: answers?.na.includes(question) ?? false,
  };
}

/** The environment with another answer of one question; the given one is not changed. */
export function withRead(
  env: Environment,
  section: string,
  instance: number | null,
  question: string,
  read: Read,
): Environment {
  if (instance === null) return { ...env, ...answersWith(env, question, read) };
  const list = (env.sec[section] ?? []).map((answers, index) =>
    index === instance ? answersWith(answers, question, read) : answers,
  );
  return { ...env, sec: { ...env.sec, [section]: list } };
}

/** True when no rule can tell the two apart. */
export function isSameRead(a: Read, b: Read): boolean {
  return a.na === b.na && (a.value === b.value || isSameValue(a.value, b.value));
}

function isSameValue(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function answersWith({ q, na }: Answers, question: string, read: Read): Answers {
  const { [question]: _before, ...others } = q;
  const rest = na.filter((one) => one !== question);
  return {
    q: read.value === undefined ? others : { ...others, [question]: read.value },
    na: read.na ? [...rest, question] : rest,
  };
}
