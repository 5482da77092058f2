import { fits, TEXT_LENGTH_MAX } from './answer_kinds';
import * as dates from './dates';
import { sortedNames } from './functions';
import { isObject, type Json } from './json';
import { numberFromText } from './numbers';
import { REASON_LENGTH_MAX } from './operation_form';
import type { Question } from './template';
import { cleanText, isBlank, lengthOf } from './text';

/** A checked raw value: what is stored (null clears), or why the tablet can't store it. */
export type Checked =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly why: Why };

/** Why what was typed is no answer yet. */
export type Why =
  | 'not_a_number'
  | 'comma'
  | 'negative'
  | 'not_a_date'
  | 'not_a_time'
  | 'not_a_point'
  | 'too_long';

const NAMED = new Set(['choice', 'likert']);
const NUMERIC = new Set(['number', 'slider', 'temperature', 'stopwatch']);

/** Turns what was tapped or typed into the value of an operation; empty input clears. */
export function checkedAnswer(question: Question, raw: Json): Checked {
  const type = question.type ?? 'text';
  if (raw === null || raw === '' || (Array.isArray(raw) && raw.length === 0)) {
    return { ok: true, value: null };
  }
  if (type === 'multi_choice') return { ok: true, value: namesOf(raw) };
  if (NAMED.has(type) || isObject(raw)) return { ok: true, value: raw };
  const text = cleanText(String(raw)).trim();
  if (text === '') return { ok: true, value: null };
  if (NUMERIC.has(type)) return checkedNumber(text, type);
  if (type === 'geo') return checkedPoint(text);
  if (type === 'datetime') return { ok: false, why: 'not_a_date' };
  if (type === 'date') return known(text, dates.daysFromText(text) !== null, 'not_a_date');
  if (type === 'time') return checkedTime(text);
  return known(text, lengthOf(text) <= TEXT_LENGTH_MAX, 'too_long');
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
  return !isBlank(text.trim()) && lengthOf(text) <= REASON_LENGTH_MAX;
}

function namesOf(raw: Json): Json {
  return Array.isArray(raw) ? sortedNames([...new Set(raw as readonly string[])]) : raw;
}

/** A number as it was meant: full-width signs are the same signs, a comma may stand for the point. */
function checkedNumber(typed: string, type: string): Checked {
  const plain = plainSigns(typed);
  // `1,034` is a thousand to one person and a little more than one to another.
  if (/^[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/.test(plain)) return { ok: false, why: 'comma' };
  const text = plain
    .replace(/^\+/, '')
    .replace(',', '.')
    .replace(/^(-?)\./, '$10.')
    .replace(/\.$/, '')
    .replace(/^(-?)0+(?=\d)/, '$1');
  const number = numberFromText(text);
  if (number !== null && number < 0n && type === 'stopwatch') return { ok: false, why: 'negative' };
  return known(text, number !== null, 'not_a_number');
}

/** Full-width digits, points and signs as the plain ones; an ideographic full stop is a point. */
function plainSigns(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (sign) => sign.normalize('NFKC'))
    .replace(/[\u3002\uff61]/g, '.')
    .replace(/[\u2212\ufe63\u2010-\u2013]/g, '-')
    .replace(/[\u3001\uff64]/g, ',');
}

/**
 * Latitude and longitude as people write them, in degrees. A semicolon parts them for sure: a comma may
 * then stand for the point. Beyond a decimetre nothing is known, so further decimals are cut.
 */
function checkedPoint(text: string): Checked {
  const plain = plainSigns(text).replaceAll('°', '');
  const parts = plain.split(plain.includes(';') ? /\s*;\s*/ : /\s*[,\s]\s*/);
  const point = parts.map((part) => {
    const checked = checkedNumber(part.trim().replace(/([.,]\d{6})\d+$/, '$1'), 'number');
    return checked.ok ? checked.value : null;
  });
  const value = { point };
  return fits({ id: '', type: 'geo' }, value)
    ? { ok: true, value }
    : { ok: false, why: 'not_a_point' };
}

function checkedTime(text: string): Checked {
  const full = /^\d\d:\d\d$/.test(text) ? `${text}:00` : text;
  return known(full, dates.isTime(full), 'not_a_time');
}

function known(value: string, good: boolean, why: Why): Checked {
  return good ? { ok: true, value } : { ok: false, why };
}
