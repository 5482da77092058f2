import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { m } from '../../src/paraglide/messages.js';

type Messages = Record<string, unknown>;

function messagesOf(language: string): Messages {
  const url = new URL(`../../messages/${language}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as Messages;
}

function holesOf(message: unknown): string[] {
  const text = JSON.stringify(message);
  return [...new Set(text.match(/\{[a-z]+\}/g) ?? [])].sort();
}

const en = messagesOf('en');
const zh = messagesOf('zh-Hans');

test('every word exists in both languages', () => {
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
});

test('both languages fill the same holes', () => {
  for (const key of Object.keys(en)) expect(holesOf(zh[key]), key).toEqual(holesOf(en[key]));
});

test('every word of the list is used, and no screen speaks past the list', () => {
  const root = new URL('../../src/', import.meta.url);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
  const sources = files
    .filter((name) => /\.(svelte|ts)$/.test(name) && !name.startsWith('paraglide'))
    .map((name) => readFileSync(new URL(name, root), 'utf8'));
  const used = new Set(
    sources.flatMap((text) => [...text.matchAll(/\bm\.([a-z_0-9]+)/g)].map((hit) => hit[1])),
  );
  expect(Object.keys(en).filter((key) => !used.has(key))).toEqual([]);
});

/** Holes that a number of things fills, and those that a name, a moment or a measure fills. */
const COUNTS = ['count', 'total', 'changes', 'photos', 'operations', 'files', 'known', 'fresh'];
const NO_COUNTS = new Set(
  `after before code day days device done file from grade last length limit most name number percent person
  reason refused score size state text time to value what why accuracy point`
    .split(/\s+/)
    .concat(['filed', 'sent', 'role', 'roles', 'names', 'site', 'first', 'second']),
);
/** What reads the same of one and of many, each with the reason. */
const SAME_FOR_ONE = new Map([
  ['answered_of', 'counts answers by what they are'],
  ['applied', 'stands in brackets'],
  ['class_elapsed', 'a symbol of a unit'],
  ['due_in_minutes', 'a symbol of a unit'],
  ['found_count', 'no noun'],
  ['late_hours', 'a symbol of a unit'],
  ['late_minutes', 'a symbol of a unit'],
  ['live_score', 'no noun'],
  ['number_of', 'no noun'],
  ['pill_differ', 'no noun'],
  ['pill_refused', 'no noun'],
  ['pill_sending', 'no noun'],
  ['pill_waiting', 'no noun'],
  ['pill_waiting_short', 'no noun'],
  ['position_looking', 'a symbol of a unit'],
  ['position_timeout', 'a symbol of a unit'],
  ['rescue_counts', 'no noun'],
  ['rescue_files', 'the noun stands before'],
  ['rescue_saved', 'the noun stands before'],
  ['time_limit', 'a symbol of a unit'],
]);

interface Variants {
  readonly declarations: readonly string[];
  readonly match: Readonly<Record<string, string>>;
}

test('each hole is known as a count or as no count', () => {
  const holes = new Set(Object.values(en).flatMap((message) => holesOf(message)));
  const unknown = [...holes]
    .map((hole) => hole.slice(1, -1))
    .filter((hole) => !COUNTS.includes(hole) && !NO_COUNTS.has(hole));
  expect(unknown).toEqual([]);
});

test('every English sentence with a count has a form for one', () => {
  const wanting = Object.entries(en).flatMap(([key, message]) => {
    const counts = COUNTS.filter((hole) => holesOf(message).includes(`{${hole}}`));
    const lacking = counts.filter((hole) => !hasOne(message, hole));
    return counts.length > 0 && lacking.length === counts.length && !SAME_FOR_ONE.has(key)
      ? [`${key}: ${lacking}`]
      : [];
  });
  expect(wanting).toEqual([]);
  const spare = [...SAME_FOR_ONE.keys()].filter((key) => typeof en[key] !== 'string');
  expect(spare).toEqual([]);
});

/** Whether a message chooses another form where this count is one. */
function hasOne(message: unknown, hole: string): boolean {
  if (!Array.isArray(message)) return false;
  const { declarations, match } = message[0] as Variants;
  const local = declarations
    .map((one) => new RegExp(`^local (\\w+) = ${hole}: plural$`).exec(one)?.[1])
    .find((name) => name !== undefined);
  return local !== undefined && Object.keys(match).some((key) => key.includes(`${local}=one`));
}

test.each([
  [m.photos_wait_alone({ count: 1 }), '1 photo waits to be sent.'],
  [m.changes_wait({ changes: 1, photos: 1 }), '1 change and 1 photo wait to be sent.'],
  [m.changes_wait({ changes: 1, photos: 2 }), '1 change and 2 photos wait to be sent.'],
  [m.changes_wait({ changes: 3, photos: 1 }), '3 changes and 1 photo wait to be sent.'],
  [m.plus_plain_hours({ count: 1 }), '+1 hour'],
  [m.ready_part({ count: 0, total: 1 }), '0 of 1 checklist is on this tablet.'],
  [m.tried({ count: 1, time: '13:04' }), 'Tried once, 13:04. It continues where it stopped.'],
])('one is said as one: %s', (said, wanted) => {
  expect(said).toBe(wanted);
});
