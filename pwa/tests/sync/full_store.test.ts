import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { NotStored } from '../../src/store/operations';
import { releasePiece } from '../../src/store/reserve';
import { ENDINGS, FullDisk } from '../support/full_disk';
import { Rig } from '../support/rig';

/** A whole life of a device for every write in it. */
const SLOW_MS = 60_000;
let disk: FullDisk | null = null;

beforeAll(async () => {
  // Without a reserve every refusal is felt.
  while (await releasePiece('words'));
});

afterEach(() => disk?.end());

/** Everything that writes: words, photos, sending, transfers, pulling, documents, and a restore. */
const STEPS: readonly ((rig: Rig) => Promise<unknown>)[] = [
  (rig) => rig.note('one'),
  (rig) => rig.photo(1),
  (rig) => rig.exchange(),
  (rig) => rig.note('two'),
  (rig) => rig.photo(2),
  async (rig) => rig.publish(`{"format":${rig.photos.size}}`),
  (rig) => rig.exchange(),
  async (rig) => rig.putBack(empty(rig), '2.0123456789abcdef'),
  (rig) => rig.exchange(),
  (rig) => rig.exchange(),
];

const UNTIL_PUT_BACK = 7;

/** The server of this device as it was when the device had just signed in. */
function empty({ model }: Rig): () => void {
  return () => {
    for (const { rows } of model.chains) rows.length = 0;
    model.log = [];
    model.door.files.clear();
    model.door.uploads.clear();
  };
}

/** Goes through the steps; what the device refuses to store is told and is not there. */
async function through(rig: Rig, steps = STEPS): Promise<void> {
  for (const step of steps) {
    try {
      await step(rig);
    } catch (error) {
      if (!rig.dead) expect(error).toBeInstanceOf(NotStored);
    }
    if (rig.dead) return;
    await rig.noFalseClaim();
    expect(await rig.db.count('operations')).toBe(rig.operations.length);
  }
}

async function writesOf(steps = STEPS): Promise<number> {
  const rig = await Rig.signedIn();
  disk = new FullDisk(Infinity, Infinity);
  await through(rig, steps);
  disk.end();
  return disk.writes;
}

describe.each(ENDINGS)('a write that is %s', (ending) => {
  test(
    'once, wherever: nothing is claimed, nothing is lost, and it goes on',
    async () => {
      const writes = await writesOf();
      expect(writes).toBeGreaterThan(30);
      for (let at = 1; at <= writes; at += 1) {
        const rig = await Rig.signedIn();
        disk = new FullDisk(at, at, ending, () => rig.ends());
        await through(rig);
        disk.end();
        if (rig.dead) await rig.start();
        await rig.settle();
        await rig.everythingIsThere();
      }
    },
    SLOW_MS,
  );
});

test(
  'no write any more, wherever it begins: everything that is stored is sent all the same',
  async () => {
    const steps = STEPS.slice(0, UNTIL_PUT_BACK);
    const writes = await writesOf(steps);
    for (let at = 1; at <= writes; at += 1) {
      const rig = await Rig.signedIn();
      disk = new FullDisk(at, Infinity);
      await through(rig, steps);
      await rig.exchange();
      const there = rig.model.textsOf(rig.model.chains[0]?.id ?? '').length;
      expect(there, `from ${at} on`).toBe(rig.operations.length);
      expect(rig.arrived, `from ${at} on`).toHaveLength(rig.photos.size);
      await rig.noFalseClaim();
      const pushes = rig.asked.length;
      await rig.exchange();
      expect(rig.asked.slice(pushes)).not.toContain('push');
      disk.end();
      await rig.settle();
      await rig.everythingIsThere();
    }
  },
  SLOW_MS,
);

test('a store that is full to the last byte can free the photos that were only just proved', async () => {
  const rig = await Rig.signedIn();
  await rig.photo(1);
  await rig.photo(2);
  disk = new FullDisk(1, Infinity);
  await rig.exchange();
  expect(rig.arrived).toHaveLength(2);
  expect(rig.sync.state().filesReceived).toBe(0);
  expect(await rig.sync.free()).toBe(2_000);
  expect(await rig.db.count('blobs')).toBe(0);
  disk.end();
  await rig.start();
  await rig.settle();
  await rig.everythingIsThere();
});

test('a server that was put back is told of by a full store too, once there is room', async () => {
  const rig = await Rig.signedIn();
  const copy = rig.model.copy();
  await rig.photo(1);
  await rig.note('one');
  await rig.settle();
  disk = new FullDisk(1, Infinity);
  rig.putBack(copy, '2.0123456789abcdef');
  await rig.exchange();
  await rig.exchange();
  expect(rig.sync.state()).toMatchObject({ checking: true, filesReceived: 0, stop: 'full' });
  disk.end();
  await rig.settle();
  await rig.everythingIsThere();
});

test('a stranger who speaks of a gap while the store is full casts no doubt that stays', async () => {
  const rig = await Rig.signedIn();
  await rig.note('one');
  await rig.settle();
  await rig.note('two');
  disk = new FullDisk(1, Infinity);
  const gap = JSON.stringify({ code: 'gap', expected: 1 });
  rig.lieAt('push', async () => new Response(gap, { status: 409 }), 1);
  await rig.sync.tryNow();
  expect(rig.lies?.told).toBe(1);
  disk.end();
  await rig.settle();
  expect(rig.sync.state().checking).toBe(false);
  await rig.everythingIsThere();
});
