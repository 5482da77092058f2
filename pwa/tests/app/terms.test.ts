import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { deedWord, eventWord } from '../../src/app/terms';
import { overwriteGetLocale } from '../../src/paraglide/runtime.js';

interface Step {
  readonly event: string;
  readonly roles: readonly string[];
}

const url = new URL('../../../tests/vectors/lifecycle.json', import.meta.url);
const { table } = JSON.parse(readFileSync(url, 'utf8')) as {
  table: Record<string, readonly Step[]>;
};
const steps = Object.values(table).flat();
const MADE_BY_ALL = new Set(steps.map(({ event }) => event));
const MADE_BY_PEOPLE = new Set(
  steps.filter(({ roles }) => roles.some((role) => role !== 'system')).map(({ event }) => event),
);
/** What the server notes beside the steps of the lifecycle. */
const NOTED = ['opened', 'repeated', 'deadline_recomputed'];

test.each(['en', 'zh-Hans'] as const)('every step of the lifecycle has its words in %s', (now) => {
  overwriteGetLocale(() => now);
  const said = now === 'en' ? /^[a-z].*[a-z]$/ : /^[\u4e00-\u9fff，]+$/u;
  for (const event of [...MADE_BY_ALL, ...NOTED]) expect(deedWord(event), event).toMatch(said);
  for (const event of MADE_BY_PEOPLE) expect(eventWord(event), event).not.toBe(event);
  overwriteGetLocale(() => 'en');
});

test('a timeline tells what was done, and a button what would be', () => {
  expect(`Meng Chao ${deedWord('submit')}`).toBe('Meng Chao submitted for verification');
  expect(eventWord('submit')).toBe('Submit for verification');
  for (const event of MADE_BY_PEOPLE) expect(deedWord(event)).not.toBe(eventWord(event));
});

test('a deed that a later server knows keeps its code', () => {
  expect(deedWord('handed_over')).toBe('handed over');
});
