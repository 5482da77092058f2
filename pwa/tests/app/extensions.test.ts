import { expect, test } from 'vitest';
import { extensionOf, stepsOf, untilEndOf } from '../../src/screens/actions/extensions';

test('more time is asked in the unit of the class', () => {
  expect(stepsOf('working_days').map((count) => extensionOf('working_days', count))).toEqual([
    { add_days: 1 },
    { add_days: 3 },
    { add_days: 5 },
  ]);
  expect(extensionOf('working', 4)).toEqual({ add_ms: 14_400_000 });
  expect(extensionOf('elapsed', 24)).toEqual({ add_ms: 86_400_000 });
});

test('a date fits every class and ends with its day at the place', () => {
  const ends = (day: string, zone: string) =>
    new Date(Number(untilEndOf(day, zone)['until'])).toISOString();

  expect(ends('2026-12-04', 'Asia/Shanghai')).toBe('2026-12-04T15:59:59.000Z');
  expect(ends('2026-10-25', 'Europe/Berlin')).toBe('2026-10-25T22:59:59.000Z');
  expect(ends('2026-03-29', 'Europe/Berlin')).toBe('2026-03-29T21:59:59.000Z');
});
