import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Question } from '../../src/domain';
import { checkedAnswer, isOutside, isReason, toggled } from '../../src/domain';
import { fits } from '../../src/domain/answer_kinds';

const number: Question = { id: 'n', type: 'number', min: '0', max: '10' };
const several: Question = {
  id: 'm',
  type: 'multi_choice',
  choices: [{ name: 'b' }, { name: 'a' }, { name: 'none', na: true }],
};

describe('a typed number', () => {
  test.each([
    ['1.50', '1.50'],
    [' 7 ', '7'],
    ['0,5', '0.5'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['007', '7'],
    ['-0.25', '-0.25'],
    ['１．２', '1.2'],
    ['1。2', '1.2'],
    ['1｡2', '1.2'],
    ['－3', '-3'],
    ['−3', '-3'],
    ['＋０，５', '0.5'],
    ['0,125', '0.125'],
  ])('%s is stored as %s', (typed, stored) => {
    expect(checkedAnswer(number, typed)).toEqual({ ok: true, value: stored });
  });

  test.each(['1e3', 'abc', '1.2345678', '1234567890123', '5²', '½', '①', '1,2,3', '-', '１月'])(
    '%s is not stored',
    (typed) => {
      expect(checkedAnswer(number, typed)).toEqual({ ok: false, why: 'not_a_number' });
    },
  );

  test.each(['1,034', '１，０３４', '12,500', '1,000,000.5'])(
    'a comma that may part thousands is not guessed at: %s',
    (typed) => {
      expect(checkedAnswer(number, typed)).toEqual({ ok: false, why: 'comma' });
    },
  );

  test('a measured time is not negative', () => {
    const watch: Question = { id: 'w', type: 'stopwatch' };
    expect(checkedAnswer(watch, '-1')).toEqual({ ok: false, why: 'negative' });
    expect(checkedAnswer(watch, '0')).toEqual({ ok: true, value: '0' });
  });

  test('outside the limits is stored and told, never refused', () => {
    expect(checkedAnswer(number, '11').ok).toBe(true);
    expect(isOutside(number, '11')).toBe('above');
    expect(isOutside(number, '-1')).toBe('below');
    expect(isOutside(number, '10')).toBeNull();
  });
});

describe('several choices', () => {
  test('are stored sorted and once each', () => {
    expect(checkedAnswer(several, ['b', 'a', 'b'])).toEqual({ ok: true, value: ['a', 'b'] });
  });

  test('"none" takes all others away, and another choice takes "none" away', () => {
    expect(toggled(several, ['a', 'b'], 'none')).toEqual(['none']);
    expect(toggled(several, ['none'], 'a')).toEqual(['a']);
    expect(toggled(several, ['a'], 'a')).toEqual([]);
  });
});

test('nothing typed clears the answer', () => {
  expect(checkedAnswer({ id: 't', type: 'text' }, '   ')).toEqual({ ok: true, value: null });
  expect(checkedAnswer(several, [])).toEqual({ ok: true, value: null });
});

test('text is stored normalised and without characters that the server refuses', () => {
  const typed = 'e\u0301\u0000\ud800';
  expect(checkedAnswer({ id: 't', type: 'text' }, typed)).toEqual({ ok: true, value: 'é\ufffd' });
});

test('a time without seconds gets them, a day that does not exist is not stored', () => {
  expect(checkedAnswer({ id: 't', type: 'time' }, '08:30')).toEqual({
    ok: true,
    value: '08:30:00',
  });
  expect(checkedAnswer({ id: 'd', type: 'date' }, '2026-02-29').ok).toBe(false);
});

test('a reason of blanks is none', () => {
  expect(isReason('  ')).toBe(false);
  expect(isReason('closed')).toBe(true);
});

describe('a typed place', () => {
  const where: Question = { id: 'g', type: 'geo' };
  test.each([
    '31.2, 121.5',
    '31.2 121.5',
    '３１．２，１２１．５',
    '31.2; 121.5',
    '31,2; 121,5',
    '31.2°; 121.5°',
  ])('%s', (typed) => {
    expect(checkedAnswer(where, typed)).toEqual({ ok: true, value: { point: ['31.2', '121.5'] } });
  });

  test('is known to a decimetre', () => {
    const value = { point: ['31.230416', '-121.473701'] };
    expect(checkedAnswer(where, '31.23041699; -121.4737019')).toEqual({ ok: true, value });
  });

  test.each(['here', '31.2', '91, 0', '0; 181', '31.2; ', '; 121.5', '1, 2, 3', '1; 2; 3'])(
    '%s is none',
    (typed) => {
      expect(checkedAnswer(where, typed)).toEqual({ ok: false, why: 'not_a_point' });
    },
  );
});

test('what is typed becomes an answer only in a form that the server takes', () => {
  const types = [
    'number',
    'slider',
    'temperature',
    'stopwatch',
    'text',
    'scan',
    'date',
    'time',
    'geo',
  ];
  const signs = fc.constantFrom(
    ...'0123456789.,-+:：。，－１２ \n\u0000\ud83d\u0301eabT'.split(''),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...types),
      fc.string({ unit: signs, maxLength: 24 }),
      (type, raw) => {
        const question = { id: 'q', type } as Question;
        const checked = checkedAnswer(question, raw);
        expect(!checked.ok || checked.value === null || fits(question, checked.value)).toBe(true);
      },
    ),
    { numRuns: 2000 },
  );
});
