import { expect, onTestFinished, test } from 'vitest';
import { dayAt, instantOf, latestDay, localParts, localText } from '../../src/app/moments';

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

const JUMPS: readonly (readonly [string, string, string, string])[] = [
  ['twice, the first', '2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
  [
    'the last before the doubled hour',
    '2026-10-25T01:59',
    'Europe/Berlin',
    '2026-10-24T23:59:00.000Z',
  ],
  [
    'the first after the doubled hour',
    '2026-10-25T03:00',
    'Europe/Berlin',
    '2026-10-25T02:00:00.000Z',
  ],
  ['never, the jump', '2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
  ['never, its first minute', '2026-03-29T02:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
  ['the last before the jump', '2026-03-29T01:59', 'Europe/Berlin', '2026-03-29T00:59:00.000Z'],
  ['the first after the jump', '2026-03-29T03:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
  ['twice in the west', '2026-11-01T01:30', 'America/New_York', '2026-11-01T05:30:00.000Z'],
  ['twice in the south', '2026-04-05T02:30', 'Australia/Sydney', '2026-04-04T15:30:00.000Z'],
  ['half an hour twice', '2026-04-05T01:45', 'Australia/Lord_Howe', '2026-04-04T14:45:00.000Z'],
  ['a day that was left out', '2011-12-30T12:00', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
  ['no jump', '2026-06-01T12:00', 'Asia/Shanghai', '2026-06-01T04:00:00.000Z'],
];

test.each(JUMPS)('a time that occurs %s', (_, local, zone, instant) => {
  expect(instantOf(local, zone)).toBe(instant);
});

test('a local time of any zone and day comes back as it was, or was jumped over', () => {
  for (const zone of ['Europe/Berlin', 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Chatham']) {
    for (let hour = 0; hour < 24 * 366; hour += 37) {
      const local = new Date(Date.UTC(2026, 0, 1, hour, 30)).toISOString().slice(0, 16);
      const back = localText(Date.parse(instantOf(local, zone)), zone);
      expect(back === local || back > local, `${zone} ${local} ${back}`).toBe(true);
    }
  }
});
