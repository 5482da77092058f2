import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/database';
import { standingOf } from '../../src/store/files';
import { record } from '../../src/store/operations';
import type { Database } from '../../src/store/schema';
import { createSync, type Sync } from '../../src/sync';
import type { Step } from '../support/liar';
import { Rig } from '../support/rig';
import { note, seededRandom } from '../support/world';

const SECOND = '2.0123456789abcdef';
const reset = async () => Promise.reject(new TypeError('reset'));

let rig: Rig;
let db: Database;
let second: Sync;

beforeEach(async () => {
  rig = await Rig.signedIn();
  db = await openStore(rig.name);
  second = createSync({ ...rig.world(), db, random: seededRandom(3) });
});

afterEach(() => db.close());

test.each([1, 2, 3])(
  'two tabs exchange at once: everything counts once, and nothing is lost (%i)',
  async (seed) => {
    second = createSync({ ...rig.world(), db, random: seededRandom(seed) });
    for (let one = 0; one < 3; one += 1) {
      await rig.note(`note ${one}`);
      await rig.photo(one + 1);
    }
    await Promise.all([rig.sync.tryNow(), second.tryNow(), second.tryNow()]);
    await rig.noFalseClaim();
    await second.tryNow();
    await rig.settle();
    await rig.everythingIsThere();
  },
);

/** The first tab asks, the old server answers, and the answer is under way until it is let go. */
async function underWay(step: Step): Promise<() => Promise<void>> {
  let letGo: (value: Response) => void = () => undefined;
  const answer = new Promise<Response>((resolve) => {
    letGo = resolve;
  });
  const held: Response[] = [];
  rig.hangs = true;
  rig.lieAt(
    step,
    async (pass) => {
      held.push(await pass());
      return answer;
    },
    1,
  );
  const first = rig.sync.tryNow();
  while (held.length === 0) await new Promise((resolve) => setImmediate(resolve));
  rig.lies = null;
  return async () => {
    rig.hangs = false;
    for (const one of held) letGo(one);
    await first;
  };
}

describe('an answer of the old server that arrives after the new one was met', () => {
  test('takes nothing out of the outbox', async () => {
    const copy = rig.model.copy();
    await rig.note('one');
    const arrive = await underWay('push');
    const [made] = await record({ ...rig.recorder, db }, [note('two')]);
    if (made) rig.operations.push(made);
    await second.tryNow();
    rig.putBack(copy, SECOND);
    // The second tab hears of the new server, but cannot send to it again yet.
    rig.lieAt('push', reset);
    await second.tryNow();
    expect(await db.count('outbox')).toBe(2);
    await arrive();
    expect(await db.count('outbox')).toBe(2);
    rig.lies = null;
    rig.unaware = false;
    await rig.settle();
    await rig.everythingIsThere();
  });

  test('proves no photo', async () => {
    const copy = rig.model.copy();
    await rig.photo(1);
    const arrive = await underWay('known');
    rig.putBack(copy, SECOND);
    rig.lieAt('known', reset);
    await second.tryNow();
    await arrive();
    expect((await standingOf(db)).received).toEqual([]);
    rig.lies = null;
    rig.unaware = false;
    await rig.settle();
    await rig.everythingIsThere();
  });

  test('brings no page and no cursor', async () => {
    await rig.settle();
    const copy = rig.model.copy();
    const arrive = await underWay('pull');
    rig.putBack(copy, SECOND);
    await second.tryNow();
    const cursor = await db.get('meta', 'cursor');
    expect(String(cursor)).toContain(SECOND);
    await arrive();
    expect(await db.get('meta', 'era')).toBe(1);
    expect(String(await db.get('meta', 'cursor'))).toContain(SECOND);
  });
});
