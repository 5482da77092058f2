import { expect, test } from 'vitest';
import {
  elapsed,
  keptText,
  runningFrom,
  timeText,
} from '../../src/screens/inspect/answers/stopwatch';

const BEGUN = 1_795_000_000_000;

test('a stopwatch goes on by the clock after its page was opened anew', () => {
  const text = keptText({ since: BEGUN, here: 500 });
  const after = runningFrom(text, BEGUN + 61_500);
  expect(after).toEqual({ since: BEGUN, here: null });
  expect(after && elapsed(after, BEGUN + 61_500, 20)).toBe(61_500);
});

test('while its page stands, a clock that is set changes nothing', () => {
  expect(elapsed({ since: BEGUN, here: 500 }, BEGUN - 9_000_000, 2_750)).toBe(2_250);
});

test.each([null, '', 'x', '-5', '1.5', String(BEGUN + 1)])('%s is no running stopwatch', (text) => {
  expect(runningFrom(text, BEGUN)).toBeNull();
});

test.each([
  [61_540, 1, '61.5'],
  [90_000, 60, '1.5'],
  [0, 1, '0'],
])('%s ms by units of %s s are %s', (ms, perUnit, text) => {
  expect(timeText(ms, perUnit)).toBe(text);
});
