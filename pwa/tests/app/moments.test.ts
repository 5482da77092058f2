import { expect, onTestFinished, test } from 'vitest';
import { dayAt, latestDay, localParts, localText } from '../../src/app/moments';

const MORNING = Date.parse('2026-11-28T01:02:03.000Z');

test('a day at a site is written as the protocol wants it, whatever the zone', () => {
  expect(dayAt('Asia/Shanghai', MORNING)).toBe('2026-11-28');
  expect(dayAt('America/Los_Angeles', MORNING)).toBe('2026-11-27');
  expect(dayAt('Pacific/Kiritimati', Date.parse('2026-12-31T10:00:00Z'))).toBe('2027-01-01');
  expect(localParts(MORNING, 'Europe/Berlin')).toEqual({ date: '2026-11-28', time: '02:02:03' });
  expect(localText(Date.parse('2026-11-27T16:00:00Z'), 'Asia/Shanghai')).toBe('2026-11-28T00:00');
});

test('the latest day of all places is the end of what has happened', () => {
  const night = Date.parse('2026-11-28T18:30:00.000Z');
  expect(latestDay(['Europe/Berlin', 'Asia/Shanghai'], night)).toBe('2026-11-29');
  expect(latestDay(['Europe/Berlin'], night)).toBe('2026-11-28');
  expect(latestDay([], night)).toBe('2026-11-28');
});

test("no engine's idea of how a locale writes a date is used", () => {
  // WebKit wrote `en-CA` as 11/28/2026, which the server refuses: only the parts may be asked for.
  const asWebKit = { configurable: true, get: () => () => '11/28/2026' };
  const before = Object.getOwnPropertyDescriptor(Intl.DateTimeFormat.prototype, 'format');
  Object.defineProperty(Intl.DateTimeFormat.prototype, 'format', asWebKit);
  onTestFinished(() => {
    Object.defineProperty(Intl.DateTimeFormat.prototype, 'format', before ?? {});
  });
  expect(dayAt('Asia/Shanghai', MORNING)).toBe('2026-11-28');
});
