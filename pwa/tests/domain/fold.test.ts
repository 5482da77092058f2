import { describe, expect, test } from 'vitest';
import { answerAt, conflictsOf, environmentOf, foldOf, headsOf, stateHash } from '../../src/domain';
import { at, FORM, operation, start, UNIT, uuid } from './builders';

const CLEAN = { section: 'area', instance: null, question: 'clean' };

describe('a resolve that keeps nothing of its slot counts as absent', () => {
  const note = at('note', 'clean', { value: 'Swept.' });
  test.each([
    ['unknown', uuid(5)],
    ['of another slot', note.id],
  ])('what it keeps is %s', (_, keep) => {
    const [one, other] = [
      at('answer', 'clean', { value: 'yes' }),
      at('answer', 'clean', { value: 'no' }),
    ];
    const replaces = [one.id, other.id, keep].sort();
    const settled = at('resolve', 'clean', { reason: 'x', replaces, value: { keep } });
    const again = at('resolve', 'clean', {
      reason: 'x',
      replaces: [settled.id],
      value: { keep: settled.id },
    });
    const fold = foldOf(FORM, [start(), one, note, other, settled, again]);
    expect(fold.heads(CLEAN, 'answer')).toEqual([one, other]);
    expect(conflictsOf(fold).map(headsOf)).toEqual([[one, other]]);
    expect(answerAt(fold, CLEAN)).toEqual({ value: 'yes' });
  });

  test('once what it keeps is there, it says what its author meant', () => {
    const late = at('answer', 'clean', { value: 'no' });
    const rival = at('answer', 'clean', { value: 'yes' });
    const replaces = [late.id, rival.id].sort();
    const settled = at('resolve', 'clean', { reason: 'x', replaces, value: { keep: late.id } });
    const fold = foldOf(FORM, [start(), rival, settled]);
    expect(answerAt(fold, CLEAN)).toEqual({ value: 'yes' });
    fold.feed(late);
    expect(answerAt(fold, CLEAN)).toEqual({ value: 'no' });
    expect(conflictsOf(fold)).toEqual([]);
  });
});

test('resolves that keep each other count as no answer and stop nobody', () => {
  const one = at('resolve', 'clean', { reason: 'x', value: { keep: uuid(2001) } });
  const other = at('resolve', 'clean', { reason: 'x', id: uuid(2001), value: { keep: one.id } });
  expect(answerAt(foldOf(FORM, [start(), one, other]), CLEAN)).toBeNull();
});

test.each([
  ['that was never added', { section: 'units', instance: uuid(77), question: 'full' }],
  ['of another section', { section: 'area', instance: UNIT, question: 'clean' }],
])('an instance %s has no slots', (_, place) => {
  const begun = start();
  const before = foldOf(FORM, [begun]);
  const answer = operation('answer', { ...place, value: 'yes' });
  const fold = foldOf(FORM, [begun, answer]);
  expect(fold.liveSlots()).toEqual([]);
  expect(fold.heads(place, 'answer')).toEqual([]);
  expect(stateHash(fold)).toBe(stateHash(before));
});

test('an instance that is added later has what was recorded for it, one removed has nothing', () => {
  const place = { section: 'units', instance: uuid(77), question: 'full' };
  const fold = foldOf(FORM, [start(), operation('answer', { ...place, value: 'yes' })]);
  fold.feed(operation('add', { section: 'units', instance: uuid(77) }));
  expect(environmentOf(fold, FORM).sec['units']?.[1]?.q).toEqual({ full: 'yes' });
  fold.feed(operation('remove', { section: 'units', instance: uuid(77) }));
  expect(fold.heads(place, 'answer')).toEqual([]);
});

test('a fold knows whether it is that of a record, read again', () => {
  const record = [start(), at('answer', 'clean', { value: 'yes' }), at('note', 'clean')];
  const fold = foldOf(FORM, record);
  expect(fold.isOf(record)).toBe(true);
  expect(fold.isOf(record.slice(0, 2))).toBe(false);
  expect(fold.isOf([...record].reverse())).toBe(false);
  expect(fold.isOf([...record, at('clear', 'clean')])).toBe(false);
});
