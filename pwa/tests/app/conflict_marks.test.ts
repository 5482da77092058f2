import { expect, test } from 'vitest';
import type { Judgement } from '../../src/domain';
import { markOf } from '../../src/screens/conflict/marks';

const DOCK = '01900000-0000-7000-8000-00000000000a';
const GATE = '01900000-0000-7000-8000-00000000000b';

/** A judgement whose lines and findings are these. */
function judged(lines: readonly unknown[], findings: readonly unknown[] = []): Judgement {
  return {
    explanation: { lines, findings },
    instances: { doors: [DOCK, GATE] },
  } as unknown as Judgement;
}

const line = (status: string, instance: number | null = null) => [
  instance === null ? 'site' : 'doors',
  instance,
  'lock',
  status,
];
const place = { section: 'site', instance: null, question: 'lock' };

test.each([
  ['na', 'circle-minus'],
  ['answered', 'check'],
  ['unscored', 'check'],
  ['unanswered', undefined],
  ['hidden', undefined],
])('an answer that counts as %s is marked as what it is', (status, icon) => {
  expect(markOf(judged([line(status)]), place)?.icon).toBe(icon);
});

test('a finding says that the answer fails, at its own repetition only', () => {
  const finding = { section: 'doors', instance: 1, question: 'lock' };
  const both = judged([line('answered', 0), line('answered', 1)], [finding]);
  const at = (instance: string) => ({ section: 'doors', instance, question: 'lock' });

  expect(markOf(both, at(DOCK))?.tone).toBe('pass');
  expect(markOf(both, at(GATE))?.tone).toBe('fail');
});

test('a place that no line has carries no mark', () => {
  expect(markOf(judged([]), place)).toBeNull();
  expect(markOf({ explanation: null, instances: {} } as unknown as Judgement, place)).toBeNull();
});
