import { daysFromText, isTime, msFromText } from './dates';
import { isObject, type Json } from './json';
import { numberFromText } from './numbers';
import { hasKeys } from './operation_form';
import type { Question, QuestionType } from './template';
import { compareText, lengthOf } from './text';

export const TEXT_LENGTH_MAX = 10_000;

const LOCAL = /^(\d{4}-\d{2}-\d{2})T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/;
const LATITUDE_MAX = 90_000_000n;
const LONGITUDE_MAX = 180_000_000n;

type Check = (value: Json, question: Question) => boolean;

const CHECKS: Readonly<Partial<Record<QuestionType, Check>>> = {
  choice: isChoice,
  likert: isChoice,
  multi_choice: isChoices,
  number: (value) => isNumber(value),
  slider: (value) => isNumber(value),
  temperature: (value) => isNumber(value),
  stopwatch: (value) => isNumber(value, 0n),
  text: isText,
  scan: isText,
  date: (value) => typeof value === 'string' && daysFromText(value) !== null,
  time: (value) => typeof value === 'string' && isTime(value),
  datetime: isDatetime,
  geo: isGeo,
};

/** True for a possible answer; limits of a template are messages, never refusals. */
export function fits(question: Question, value: Json): boolean {
  return CHECKS[question.type ?? 'text']?.(value, question) ?? false;
}

/** True for a text that is not empty and not too long, in code points. */
export function isText(value: Json | undefined): value is string {
  return typeof value === 'string' && value !== '' && lengthOf(value) <= TEXT_LENGTH_MAX;
}

function isNumber(value: Json | undefined, least: bigint | null = null): boolean {
  const found = typeof value === 'string' ? numberFromText(value) : null;
  return found !== null && (least === null || found >= least);
}

function isChoice(value: Json, question: Question): boolean {
  return (question.choices ?? []).some(({ name }) => name === value);
}

function isChoices(value: Json, question: Question): boolean {
  if (!Array.isArray(value) || value.length === 0) return false;
  if (!value.every((one) => isChoice(one, question))) return false;
  const names = value as readonly string[];
  const ordered = names.every((one, at) => at === 0 || compareText(names[at - 1] ?? '', one) < 0);
  const lone = (question.choices ?? []).filter(({ na }) => na).map(({ name }) => name);
  return ordered && (names.length === 1 || !names.some((one) => lone.includes(one)));
}

function isDatetime(value: Json): boolean {
  if (!isObject(value) || !hasKeys(value, ['instant', 'local'], [])) return false;
  const { instant, local } = value;
  if (typeof instant !== 'string' || msFromText(instant) === null) return false;
  const found = typeof local === 'string' ? LOCAL.exec(local) : null;
  return found !== null && daysFromText(found[1] ?? '') !== null;
}

function isGeo(value: Json): boolean {
  if (!isObject(value) || !hasKeys(value, ['point'], ['accuracy_m'])) return false;
  const { point, accuracy_m: accuracy } = value;
  if (!Array.isArray(point) || point.length !== 2) return false;
  const within = isWithin(point[0], LATITUDE_MAX) && isWithin(point[1], LONGITUDE_MAX);
  return within && (accuracy === undefined || isNumber(accuracy, 0n));
}

function isWithin(value: Json | undefined, limit: bigint): boolean {
  const found = typeof value === 'string' ? numberFromText(value) : null;
  return found !== null && found <= limit && found >= -limit;
}
