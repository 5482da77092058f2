import { expect, test } from 'vitest';
import { answerFrom, fieldText, isRecorded } from '../../src/app/answers';
import type { Question } from '../../src/domain';
import { fits } from '../../src/domain/answer_kinds';

const MOMENT: Question = { id: 'm', type: 'datetime' };

test('a local time is one of the zone of the site', () => {
  const made = answerFrom(MOMENT, '2026-11-20T09:30', 'Asia/Shanghai');
  const value = { instant: '2026-11-20T01:30:00.000Z', local: '2026-11-20T09:30' };
  expect(made).toEqual({ ok: true, value });
  expect(fits(MOMENT, value)).toBe(true);
  expect(fieldText(value)).toBe('2026-11-20T09:30');
});

test.each(['2026-11-20', '0202-11-20T09:30', '2026-02-30T09:30', 'now'])(
  '%s is no moment',
  (typed) => {
    expect(answerFrom(MOMENT, typed, 'Asia/Shanghai')).toEqual({ ok: false, why: 'not_a_date' });
  },
);

test('a moment that the clocks jump over is shown as it was typed', () => {
  const made = answerFrom(MOMENT, '2026-03-29T02:30', 'Europe/Berlin');
  const value = { instant: '2026-03-29T01:00:00.000Z', local: '2026-03-29T02:30' };
  expect(made).toEqual({ ok: true, value });
  expect(fieldText(value)).toBe('2026-03-29T02:30');
});

test('nothing typed clears a moment', () => {
  expect(answerFrom(MOMENT, '', 'UTC')).toEqual({ ok: true, value: null });
});

test('a place stands in its field as it is typed', () => {
  const where: Question = { id: 'g', type: 'geo' };
  const made = answerFrom(where, '31.2, 121.5', 'UTC');
  expect(made.ok && fieldText(made.value)).toBe('31.2, 121.5');
});

test('what is recorded already is not recorded again', () => {
  const point = { point: ['1', '2'] };
  expect(isRecorded({ value: { ...point } }, { ...point })).toBe(true);
  expect(isRecorded({ value: '1' }, '1')).toBe(true);
  expect(isRecorded({ value: '1' }, '1.0')).toBe(false);
  expect(isRecorded({ value: '1' }, null)).toBe(false);
  expect(isRecorded({ na: 'closed' }, null)).toBe(false);
  expect(isRecorded(null, null)).toBe(true);
});
