import { expect, test } from 'vitest';
import { weekDayIn } from '../../src/app/day_words';
import { weeks } from '../../src/app/weeks';

const NOW = Date.parse('2026-11-29T12:00:00Z');

test.each([
  ['en', '2026-11-25T10:00:00Z', 'Wed 25 Nov'],
  ['zh-Hans', '2026-11-25T10:00:00Z', '11月25日 周三'],
  ['en', '2025-01-11T10:00:00Z', 'Sat 11 Jan 2025'],
  ['zh-Hans', '2025-01-11T10:00:00Z', '2025年1月11日 周六'],
  ['en', '2027-01-04T10:00:00Z', 'Mon 4 Jan 2027'],
] as const)('in %s %s reads %s', (language, when, words) => {
  expect(weekDayIn(language, new Date(when), NOW, 'UTC').replace(',', '')).toBe(words);
});

test('which year it is goes by the place', () => {
  const newYear = new Date('2026-12-31T20:00:00Z');
  expect(weekDayIn('en', newYear, NOW, 'UTC')).toBe('Thu 31 Dec');
  expect(weekDayIn('en', newYear, NOW, 'Asia/Shanghai')).toBe('Fri 1 Jan 2027');
});

test('working days stand by weeks, with the days off between them', () => {
  const days = ['2026-12-31', '2027-01-04', '2027-01-05', '2027-01-09'];
  const shown = weeks(days).map(({ key, count, cells }) => [
    key,
    count,
    cells.map(({ kind }) => kind).join(' '),
  ]);
  expect(shown).toEqual([
    ['2026-12-28', 1, 'out out out on off off off'],
    ['2027-01-04', 3, 'on on off off off on out'],
  ]);
});

test('a week without a working day is shown as one', () => {
  const shown = weeks(['2026-09-30', '2026-10-12']).map(({ count }) => count);
  expect(shown).toEqual([1, 0, 1]);
  expect(weeks([])).toEqual([]);
});
