import { expect, test } from 'vitest';
import { openStore } from '../../src/store/database';
import { record } from '../../src/store/operations';
import { createSync } from '../../src/sync';
import { Rig } from '../support/rig';
import { note, seededRandom } from '../support/world';

test('two tabs of one store exchange at once: everything counts once, and nothing is lost', async () => {
  for (let round = 0; round < 4; round += 1) {
    const rig = await Rig.signedIn();
    const db = await openStore(rig.name);
    const second = createSync({ ...rig.world(), db, random: seededRandom(round) });
    for (let one = 0; one < 3; one += 1) {
      await rig.note(`note ${one}`);
      await rig.photo(one + 1);
    }
    await Promise.all([rig.sync.tryNow(), second.tryNow(), second.tryNow()]);
    await rig.noFalseClaim();
    await second.tryNow();
    await rig.settle();
    await rig.everythingIsThere();
    db.close();
  }
});

test('an answer of the old server that arrives after the new one was met takes nothing out', async () => {
  const rig = await Rig.signedIn();
  const copy = rig.model.copy();
  await rig.note('one');
  const db = await openStore(rig.name);
  const second = createSync({ ...rig.world(), db, random: seededRandom(3) });
  let answered: (value: Response) => void = () => undefined;
  const old = new Promise<Response>((resolve) => {
    answered = resolve;
  });
  // The first tab's push was taken by the old server; its answer is still under way.
  let held: Response | null = null;
  rig.lieAt(
    'push',
    async (pass) => {
      held = await pass();
      return old;
    },
    1,
  );
  rig.hangs = true;
  const first = rig.sync.tryNow();
  while (held === null) await new Promise((resolve) => setImmediate(resolve));
  await record({ ...rig.recorder, db }, [note('two')]).then((made) => rig.operations.push(...made));
  await second.tryNow();
  rig.putBack(copy, '2.0123456789abcdef');
  // The second one hears of the new server, but cannot send to it again yet.
  rig.lieAt('push', async () => Promise.reject(new TypeError('reset')));
  await second.tryNow();
  expect(await db.count('outbox')).toBe(2);
  rig.hangs = false;
  answered(held);
  await first;
  expect(await db.count('outbox')).toBe(2);
  rig.lies = null;
  rig.unaware = false;
  await rig.settle();
  await rig.everythingIsThere();
  db.close();
});
