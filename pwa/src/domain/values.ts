import * as dates from './dates';
import type { Place } from './geo';
import { isObject, type Json } from './json';
import { numberFromText, ONE, textFromNumber } from './numbers';
import type { RuleType } from './tree';

/**
 * A value while rules are read; null is "unknown". Numbers are millionths (bigint), days and
 * milliseconds plain whole numbers, counts of files whole numbers.
 */
export type Value = null | boolean | bigint | number | string | readonly string[] | Place;

const READERS: Readonly<Record<RuleType, (json: Json) => Value>> = {
  bool: (json) => (typeof json === 'boolean' ? json : null),
  number: (json) => (typeof json === 'string' ? numberFromText(json) : null),
  text: textOrNull,
  choice: textOrNull,
  choices: listOrNull,
  date: (json) => (typeof json === 'string' ? dates.daysFromText(json) : null),
  time: (json) => (typeof json === 'string' && dates.isTime(json) ? json : null),
  instant: (json) => (typeof json === 'string' ? dates.msFromText(json) : null),
  duration: (json) => (typeof json === 'number' ? json : null),
  geo: placeOrNull,
  files: (json) => (typeof json === 'number' && json > 0 ? json : null),
};

/** The value of its JSON form, or unknown. */
export function valueFromJson(json: Json | undefined, type: RuleType): Value {
  return json === undefined || json === null ? null : READERS[type](json);
}

/** The JSON form of a value. */
export function jsonFromValue(value: Value, type: RuleType): Json {
  if (typeof value === 'bigint') return textFromNumber(value);
  if (typeof value === 'number') {
    if (type === 'date') return dates.textFromDays(value);
    return type === 'instant' ? dates.textFromMs(value) : value;
  }
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
    const place = value as Place;
    return [textFromNumber(place.lat), textFromNumber(place.lon)];
  }
  return value as Json;
}

/** A whole number as millionths. */
export function whole(count: number): bigint {
  return BigInt(count) * ONE;
}

function textOrNull(json: Json): Value {
  return typeof json === 'string' && json !== '' ? json : null;
}

function listOrNull(json: Json): Value {
  return Array.isArray(json) && json.length > 0 ? (json as readonly string[]) : null;
}

function placeOrNull(json: Json): Value {
  const pair = isObject(json) ? json['point'] : json;
  if (!Array.isArray(pair)) return null;
  const lat = valueFromJson(pair[0], 'number');
  const lon = valueFromJson(pair[1], 'number');
  return typeof lat === 'bigint' && typeof lon === 'bigint' ? { lat, lon } : null;
}
