import { expect, test } from 'vitest';
import type { Question } from '../../src/domain';
import { stepped } from '../../src/screens/inspect/answers/numbers';

const whole: Question = { id: 'n', type: 'number' };
const tenths: Question = { id: 't', type: 'number', decimals: 1 };

test.each([
  [tenths, '1,5', 1, '1.6'],
  [tenths, '1,5', -1, '1.4'],
  [whole, '1,5', 1, '2.5'],
  [tenths, '１，５', 1, '1.6'],
  [whole, '', 1, '1'],
  [whole, '0', -1, '-1'],
] as const)('a step from %s %s goes from what is meant', (question, typed, direction, next) => {
  expect(stepped(question, typed, direction)).toBe(next);
});

test.each(['4x', '1,045', '-'])(
  'from %s there is no step: what is typed is not written over',
  (typed) => {
    expect(stepped(whole, typed, 1)).toBeNull();
  },
);
