import fc from 'fast-check';
import { expect, test } from 'vitest';
import { m } from '../../src/paraglide/messages.js';
import { headlineOf, joined, provedOf, titleOf } from '../../src/screens/sync/sentences';
import { EMPTY_STATE, pillOf, type SyncState } from '../../src/sync';

const count = fc.constantFrom(0, 0, 1, 2, 10);
const states: fc.Arbitrary<SyncState> = fc
  .record({
    counted: fc.boolean(),
    waiting: count,
    filesClaimed: count,
    more: count,
    filesReceived: count,
    filesLost: count,
    filesKept: count,
    checking: fc.boolean(),
    refused: count,
    full: fc.boolean(),
    sending: fc.boolean(),
    stop: fc.constantFrom(null, 'offline', 'unreachable', 'broken', 'full', 'sign_in'),
  })
  .map(({ more, ...state }) => ({ ...EMPTY_STATE, ...state, files: state.filesClaimed + more }));

test('no words say that everything is received unless it is', () => {
  fc.assert(
    fc.property(states, (state) => {
      const missing = state.waiting + state.files + state.filesLost + state.filesKept;
      const known = state.counted && !state.checking && missing === 0;
      if (known) return;
      expect(headlineOf(state)).not.toContain(m.everything_received());
      expect(pillOf(state)).not.toBe('received');
    }),
    { numRuns: 2_000 },
  );
});

test('all of the photos are only proved when none waits, is claimed, lost or kept here alone', () => {
  fc.assert(
    fc.property(states, (state) => {
      const total = state.files + state.filesReceived + state.filesLost + state.filesKept;
      const words = m.photos_proved({ done: state.filesReceived, total });
      expect(provedOf(state)).toBe(total === 0 ? '' : words);
    }),
  );
});

test.each([
  [{}, 'Everything is received.'],
  [
    { checking: true },
    'Asking the server again what it has. Only what it confirms counts as received.',
  ],
  [
    { waiting: 2, files: 3, filesClaimed: 1 },
    '2 changes and 2 photos wait to be sent. 1 photo was sent before; the server has not yet confirmed that it has it.',
  ],
])('with %j the screen says what the server has', (change, words) => {
  expect(headlineOf({ ...EMPTY_STATE, counted: true, ...change })).toBe(words);
});

test.each([
  [{}, 'Everything is saved on this tablet'],
  [{ full: true }, 'What is shown as saved is safe on this tablet'],
  [{ filesLost: 2, full: true }, '2 photos are lost'],
])('with %j the screen says what this tablet has', (change, words) => {
  expect(titleOf({ ...EMPTY_STATE, counted: true, ...change })).toBe(words);
});

test('sentences follow each other with a space, but not after a full stop of full width', () => {
  expect(joined(['One.', '', 'Two.'])).toBe('One. Two.');
  expect(joined(['一。', '二。'])).toBe('一。二。');
});
