import { expect, test } from 'vitest';
import { standing, withoutRecorded } from '../../src/app/refused_here';
import { keyOfPiece, type Unsaved, withFailed, withoutStored } from '../../src/app/unsaved';
import type { Draft } from '../../src/store/operations';
import { bytesOf } from '../../src/store/operations';
import type { StoredOperation } from '../../src/store/schema';
import { at, SUBJECT } from '../domain/builders';

function failed(draft: Partial<Draft>): Unsaved {
  const piece = {
    draft: { about: 'inspection', subject: SUBJECT, kind: 'answer', ...draft } as Draft,
  };
  const failure = { kind: 'full', code: null, detail: '' } as const;
  return { key: keyOfPiece(piece), piece, failure, again: () => piece };
}

const YES = failed({ section: 'area', question: 'clean', value: 'yes' });
const NO = failed({ section: 'area', question: 'clean', value: 'no' });
const HEAT = failed({ section: 'area', question: 'heat', value: '3' });
const PHOTOS = ['a', 'b'].map((file) =>
  failed({ kind: 'attach', section: 'area', value: { file } }),
);
const SUBMIT = failed({ kind: 'submit', value: { state: 'x' } });
const SUBMIT_LATER = failed({ kind: 'submit', value: { state: 'y' } });

test('of one answer the last try waits, of photos every one', () => {
  const list = [YES, HEAT, NO, ...PHOTOS].reduce(withFailed, [] as readonly Unsaved[]);
  expect(list).toEqual([HEAT, NO, ...PHOTOS]);
});

test('a submit waits once, whatever it would have sealed, and not beyond the next answer', () => {
  const list = [SUBMIT, SUBMIT_LATER].reduce(withFailed, [HEAT]);
  expect(list).toEqual([HEAT, SUBMIT_LATER]);
  expect(withoutStored(list, YES.key)).toEqual([HEAT]);
});

test('an answer that is stored later settles the one that failed', () => {
  expect(withoutStored([YES, HEAT], NO.key)).toEqual([HEAT]);
});

function row(operation: ReturnType<typeof at>, receipt: StoredOperation['receipt']) {
  const { id, chain, seq, subject } = operation;
  const more = { own: true, receipt, logSeq: null, recordedAt: seq };
  return { id, chain, seq, subject, bytes: bytesOf(operation), ...more };
}

test('what the server refused stands until it is recorded anew', () => {
  const [old, refused, other] = [
    at('answer', 'clean', { value: 'yes' }),
    at('answer', 'clean', { value: 'no' }),
    at('note', 'clean', { value: 'x' }),
  ];
  const photos = [at('attach', 'seen', { value: {} }), at('attach', 'seen', { value: {} })];
  const rows = [
    row(old, 'ok'),
    row(refused, 'rejected'),
    row(other, 'rejected'),
    ...photos.map((one) => row(one, 'rejected')),
  ];
  const stands = (list: StoredOperation[]) => standing(list).map(({ operation }) => operation.id);
  expect(stands(rows)).toEqual([refused, other, ...photos].map(({ id }) => id));

  const anew = at('answer', 'clean', { value: 'no' });
  expect(stands([...rows, row(anew, 'waiting')])).not.toContain(refused.id);
  const draft = { ...anew } as Draft;
  const left = withoutRecorded(standing(rows), draft).map(({ operation }) => operation.id);
  expect(left).toEqual([other, ...photos].map(({ id }) => id));
});
