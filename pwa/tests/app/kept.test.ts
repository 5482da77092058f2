import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Operation } from '../../src/domain';
import { type Kept, lostOf, recordedIn, tornIn } from '../browser/support/kept';

const PHOTO = 'a'.repeat(64);
const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** A device on which an answer, another one and a photo were recorded. */
function whole(): Kept {
  const drafts = [
    { kind: 'answer', question: 'q', value: 'yes' },
    { kind: 'answer', question: 'q', value: 'no' },
    { kind: 'attach', question: 'q', value: { file: PHOTO } },
  ];
  let prev: string | null = null;
  const rows = drafts.map((draft, index) => {
    const seq = index + 1;
    const text = JSON.stringify({ ...draft, id: `${seq}`, seq, prev });
    prev = hash(text);
    return { id: `${seq}`, chain: 'c', seq, own: true, text };
  });
  return {
    head: { chain: 'c', seq: rows.length, prev },
    rows,
    outbox: rows.map(({ id, seq, text }) => ({ id, seq, size: text.length })),
    files: [{ sha256: PHOTO, size: 3, found: PHOTO }],
    loose: [],
  };
}

test('what was kept whole is not called torn', () => {
  expect(tornIn(whole())).toEqual([]);
});

test.each<[string, (kept: Kept) => Kept]>([
  ['an operation without its row in the queue', (one) => ({ ...one, outbox: one.outbox.slice(1) })],
  ['a row in the queue without its operation', (one) => ({ ...one, rows: one.rows.slice(0, 2) })],
  [
    'an operation that is missing in the middle',
    (one) => ({ ...one, rows: one.rows.filter(({ seq }) => seq !== 2) }),
  ],
  ['a head that is behind', (one) => ({ ...one, head: { ...one.head, seq: 2 } })],
  [
    'a photo without its bytes',
    (one) => ({ ...one, files: [{ sha256: PHOTO, size: 3, found: null }] }),
  ],
  [
    'a photo of other bytes',
    (one) => ({ ...one, files: [{ sha256: PHOTO, size: 3, found: hash('x') }] }),
  ],
  ['an operation without its photo', (one) => ({ ...one, files: [] })],
  [
    'a photo that belongs to nothing',
    (one) => ({ ...one, files: [...one.files, { sha256: 'b', size: 1, found: 'b' }] }),
  ],
  ['bytes without a row', (one) => ({ ...one, loose: ['c'] })],
])('%s is found', (_, tear) => {
  expect(tornIn(tear(whole()))).not.toEqual([]);
});

test('what the screen called saved is looked for in the order in which it was called so', () => {
  const operations: Operation[] = recordedIn(whole());
  const yes = { question: 'q', choice: 'yes' };
  const no = { question: 'q', choice: 'no' };
  expect(lostOf([yes, no, { question: 'q', photos: 1 }], operations)).toEqual([]);
  expect(lostOf([no, yes], operations)).toEqual([yes]);
  expect(lostOf([yes, { question: 'q', photos: 2 }], operations)).toEqual([
    { question: 'q', photos: 2 },
  ]);
});
