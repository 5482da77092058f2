import { expect, test } from 'vitest';
import { roomFor } from '../../src/app/storage';
import { RESERVE_BYTES } from '../../src/store/reserve';

const MB = 1_000_000;

test.each([
  ['plenty of room', 2_000, RESERVE_BYTES, false, { allowed: true, reduced: false }],
  ['little room', 150, RESERVE_BYTES, false, { allowed: true, reduced: true }],
  [
    'only the reserve, which lies there',
    5,
    RESERVE_BYTES,
    false,
    { allowed: false, reduced: true },
  ],
  ['only what the reserve would need', 55, 0, false, { allowed: false, reduced: true }],
  ['a little more than that', 70, 0, false, { allowed: true, reduced: true }],
  [
    'a browser that tells of room and refused a write',
    9_000,
    0,
    true,
    { allowed: false, reduced: true },
  ],
] as const)('the camera with %s', (_name, free, reserved, full, room) => {
  expect(roomFor({ freeBytes: free * MB, persisted: null, full }, reserved)).toEqual(room);
});

test('a browser that tells nothing of its room is believed until it refuses a write', () => {
  const state = { freeBytes: null, persisted: null, full: false };
  expect(roomFor(state, 0)).toEqual({ allowed: true, reduced: false });
  expect(roomFor({ ...state, full: true }, RESERVE_BYTES).allowed).toBe(false);
});
