import { expect, test } from 'vitest';
import { EMPTY_STATE, pillOf } from '../../src/sync';

test.each([
  ['refused before all else', { refused: 1, differs: 2, stop: 'sign_in', waiting: 3 }, 'refused'],
  ['no room left', { freeBytes: 1e8, differs: 2, waiting: 3 }, 'full_red'],
  ['answers that differ', { differs: 2, waiting: 3, sending: true }, 'differs'],
  ['an ended sign-in', { stop: 'sign_in', waiting: 3 }, 'sign_in'],
  ['no network', { stop: 'offline', waiting: 3 }, 'waiting'],
  ['a photo that broke off', { stop: 'unreachable', files: 1, uploadPercent: 46 }, 'paused'],
  ['sending', { sending: true, waiting: 3 }, 'sending'],
  ['little room', { freeBytes: 1e9 }, 'full'],
  ['kept here, not yet tried', { waiting: 1 }, 'saved'],
  ['a write that met a full store', { full: true, freeBytes: 1e10 }, 'full_red'],
  ['nothing claimed before it was counted', { counted: false }, 'saved'],
  ['nothing claimed while claims are checked', { checking: true }, 'saved'],
  ['a photo that is lost', { filesReceived: 3, filesLost: 1 }, 'unproved'],
  ['everything received', {}, 'received'],
] as const)('the pill shows %s', (_name, change, pill) => {
  expect(pillOf({ ...EMPTY_STATE, counted: true, ...change })).toBe(pill);
});
