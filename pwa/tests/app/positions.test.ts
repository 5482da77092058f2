import { describe, expect, test } from 'vitest';
import {
  askPosition,
  fieldsOf,
  joinedFields,
  measured,
  noPositionWords,
  pointWords,
} from '../../src/app/positions';
import { fits } from '../../src/domain/answer_kinds';

const QUESTION = { id: 'where', type: 'geo' } as const;

describe('what a device measures', () => {
  test.each([
    [31.23041699, 121.473701, 11.2, { point: ['31.230417', '121.473701'], accuracy_m: '12' }],
    [-0.0000001, 180, 0, { point: ['0', '180'], accuracy_m: '0' }],
    [10, -20, Number.NaN, { point: ['10', '-20'] }],
    [-90, 1e-7, 1e5, { point: ['-90', '0'], accuracy_m: '100000' }],
  ])('%s, %s ± %s is a value that the server takes', (latitude, longitude, accuracy, value) => {
    expect(measured({ latitude, longitude, accuracy })).toEqual(value);
    expect(fits(QUESTION, value)).toBe(true);
  });
});

describe('a device without a position', () => {
  const refusing = (code: number) =>
    ({
      getCurrentPosition: (_, refused) => refused?.({ code } as GeolocationPositionError),
    }) as Geolocation;

  test.each([
    [1, 'denied'],
    [2, 'unavailable'],
    [3, 'timeout'],
  ] as const)('code %s: %s, in words', async (code, why) => {
    await expect(askPosition(refusing(code), new AbortController().signal)).rejects.toBe(why);
    expect(noPositionWords(why)).toMatch(/by hand/);
  });

  test('a browser without any says so', async () => {
    await expect(askPosition(undefined, new AbortController().signal)).rejects.toBe('none');
    expect(noPositionWords('none')).toMatch(/by hand/);
  });
});

test('a place is said with how exactly it is known', () => {
  const point = ['31.2', '121.5'];
  expect(pointWords({ point, accuracy_m: '12' })).toBe('31.2, 121.5, accurate to 12 m');
  expect(pointWords({ point })).toBe('31.2, 121.5, written by hand');
  expect(pointWords({ local: '2026-11-20T09:30' })).toBe('');
});

test('two fields are one text and two fields again', () => {
  expect(joinedFields('', ' ')).toBe('');
  for (const pair of [
    ['31.2', '121.5'],
    ['31,2', '121,5'],
    ['31.2', ''],
    ['', '121.5'],
  ] as const)
    expect(fieldsOf(joinedFields(pair[0], pair[1]))).toEqual(pair);
  expect(fieldsOf('31.2, 121.5')).toEqual(['31.2', '121.5']);
  expect(fieldsOf('')).toEqual(['', '']);
});
