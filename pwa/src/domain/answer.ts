import * as dates from './dates';
import { sortedNames } from './functions';
import type { Json } from './json';
import { numberFromText } from './numbers';
import type { Question } from './template';
import { cleanText, lengthOf } from './text';

export const TEXT_LENGTH_MAX = 10_000;
export const REASON_LENGTH_MAX = 2_000;

/** A checked raw value: what is stored (null clears), or why the tablet can't store it. */
export type Checked =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly why: 'not_a_number' | 'not_a_date' | 'not_a_time' | 'too_long' };

const NAMED = new Set(['choice', 'likert']);
const NUMERIC = new Set(['number', 'slider', 'temperature', 'stopwatch']);

/** Turns what was tapped or typed into the value of an operation; empty input clears. */
export function checkedAnswer(question: Question, raw: Json): Checked {
  const type = question.type ?? 'text';
  if (raw === null || raw === '' || (Array.isArray(raw) && raw.length === 0)) {
    return { ok: true, value: null };
  }
  if (type === 'multi_choice') return { ok: true, value: namesOf(raw) };
  if (NAMED.has(type) || type === 'datetime' || type === 'geo') return { ok: true, value: raw };
  const text = cleanText(String(raw)).trim();
  if (NUMERIC.has(type)) return checkedNumber(text);
  if (type === 'date') return known(text, dates.daysFromText(text) !== null, 'not_a_date');
  if (type === 'time') return checkedTime(text);
  return lengthOf(text) > TEXT_LENGTH_MAX
    ? { ok: false, why: 'too_long' }
    : { ok: true, value: text === '' ? null : text };
}

/** True when a number lies outside the question's limits; it is stored all the same. */
export function isOutside(question: Question, text: string): 'below' | 'above' | null {
  const value = numberFromText(text);
  const [min, max] = [question.min, question.max].map((limit) =>
    limit === undefined ? null : numberFromText(limit),
  );
  if (value === null) return null;
  if (min !== null && min !== undefined && value < min) return 'below';
  return max !== null && max !== undefined && value > max ? 'above' : null;
}

/** Names after one was switched; a "none" choice excludes all others. */
export function toggled(question: Question, names: readonly string[], name: string): string[] {
  if (names.includes(name)) return names.filter((other) => other !== name);
  const lone = new Set((question.choices ?? []).filter((choice) => choice.na).map((c) => c.name));
  if (lone.has(name)) return [name];
  return sortedNames([...names.filter((other) => !lone.has(other)), name]);
}

/** True when a reason says something and is not too long. */
export function isReason(text: string): boolean {
  return text.trim() !== '' && lengthOf(text) <= REASON_LENGTH_MAX;
}

function namesOf(raw: Json): Json {
  return Array.isArray(raw) ? sortedNames([...new Set(raw as readonly string[])]) : raw;
}

function checkedNumber(typed: string): Checked {
  const text = typed
    .replace(/^\+/, '')
    .replace(',', '.')
    .replace(/^(-?)\./, '$10.')
    .replace(/\.$/, '');
  return known(
    text.replace(/^(-?)0+(?=\d)/, '$1'),
    numberFromText(stripped(text)) !== null,
    'not_a_number',
  );
}

function stripped(text: string): string {
  return text.replace(/^(-?)0+(?=\d)/, '$1');
}

function checkedTime(text: string): Checked {
  const full = /^\d\d:\d\d$/.test(text) ? `${text}:00` : text;
  return known(full, dates.isTime(full), 'not_a_time');
}

function known(value: string, good: boolean, why: Extract<Checked, { ok: false }>['why']): Checked {
  return good ? { ok: true, value } : { ok: false, why };
}
