import 'fake-indexeddb/auto';
import { openStore, writeMeta } from '../../src/store/database';
import type { Draft, Recorder } from '../../src/store/operations';
import type { Database } from '../../src/store/schema';
import type { World } from '../../src/sync';

export const CHAIN = '019fdaaf-6f68-7074-a610-2dd763e8540e';
export const PERSON = '01a0c270-d78d-72f5-a062-0f087e5fe381';
export const SUBJECT = '01a09b36-883c-799f-a449-8d7d7c213c12';

let stores = 0;

/** A person's fresh store with a chain of its own. */
export async function freshStore(): Promise<Database> {
  stores += 1;
  const db = await openStore(`test-${stores}`);
  const head = { chain: CHAIN, seq: 0, prev: null };
  await writeMeta(db, { head, chainToken: 'token' });
  return db;
}

/** Random bytes that repeat with the seed. */
export function seededRandom(seed: number): { bytes(count: number): Uint8Array } {
  let state = seed;
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return (state >> 16) & 0xff;
  };
  return { bytes: (count) => Uint8Array.from({ length: count }, next) };
}

/** A recorder of the test person. */
export function recorderOf(db: Database): Recorder {
  const clock = { now: () => Date.parse('2026-11-20T09:41:07.000Z') };
  return { db, actor: PERSON, clock, random: seededRandom(7) };
}

/** A world whose network is a loopback address and whose timer is wound by hand. */
export function worldOf(
  db: Database,
  origin: string,
): World & { due: (() => void)[]; waits: number[] } {
  const due: (() => void)[] = [];
  const waits: number[] = [];
  return {
    db,
    due,
    waits,
    clock: { now: () => Date.parse('2026-11-20T09:41:07.000Z') },
    random: seededRandom(11),
    timer: {
      after: (ms, call) => {
        waits.push(ms);
        due.push(call);
        return () => undefined;
      },
    },
    net: {
      isOnline: () => true,
      fetch: (path, init) => fetch(new URL(path, origin), init),
    },
  };
}

/** A note on the test inspection. */
export function note(text: string): Draft {
  return { about: 'inspection', subject: SUBJECT, kind: 'note', value: text };
}
