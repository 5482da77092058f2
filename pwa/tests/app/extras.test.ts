import { expect, test } from 'vitest';
import { extraRows } from '../../src/app/extras';

const nameOf = (id: string) => (id === 'q1' ? 'Are exits free?' : id);

test('what a model counts beside the lines is said in words and score points', () => {
  const rows = extraRows(
    [
      { why: 'start', share: '1/1' },
      { why: 'demerit', question: 'q1', instance: null, share: '-1/40' },
      { why: 'demerit', question: 'q1', instance: 1, share: '-3/2' },
      { why: 'floor', share: '21/40' },
    ],
    nameOf,
  );
  expect(rows).toEqual([
    { text: 'Full score to begin with', points: '100.00' },
    { text: 'Deducted: Are exits free?', points: '−2.50' },
    { text: 'Deducted: 2 · Are exits free?', points: '−150.00' },
    { text: 'Not below zero', points: '52.50' },
  ]);
});

test.each([
  ['all_full', '1/1', 'Every answer has its full points', '100.00'],
  ['not_all_full', '0/1', 'Not every answer has its full points', '0.00'],
] as const)('%s is a sentence', (why, share, text, points) => {
  expect(extraRows([{ why, share }], nameOf)).toEqual([{ text, points }]);
});
