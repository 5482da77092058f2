import { describe, expect, test } from 'vitest';
import { freeReceived, standingOf } from '../../src/store/files';
import { pillOf } from '../../src/sync';
import { Rig } from '../support/rig';
import { SUBJECT } from '../support/world';

const [SECOND, THIRD] = ['2.0123456789abcdef', '2.fedcba9876543210'];

/** So many inspections' worth: a note and a photo each. */
async function work(rig: Rig, count: number): Promise<void> {
  const done = rig.photos.size;
  for (let one = 1; one <= count; one += 1) {
    await rig.note(`note ${done + one}`);
    await rig.photo(done + one);
  }
}

/** When the copy was taken, each with what had been done by then and after it. */
const AGES: Readonly<Record<string, (rig: Rig) => Promise<() => void>>> = {
  'before the sign-in': async (rig) => {
    const { chains } = rig.model;
    Object.assign(rig.model, { chains: [], session: false });
    const copy = rig.model.copy();
    Object.assign(rig.model, { chains, session: true });
    await work(rig, 3);
    await rig.settle();
    return copy;
  },
  'before anything was received': async (rig) => {
    const copy = rig.model.copy();
    await work(rig, 3);
    await rig.settle();
    return copy;
  },
  'before the photos': async (rig) => {
    await work(rig, 3);
    rig.lieAt('create', async () => Promise.reject(new TypeError('reset')), 1);
    await rig.exchange();
    const copy = rig.model.copy();
    rig.lies = null;
    await rig.settle();
    return copy;
  },
  'before the acknowledgement': async (rig) => {
    await work(rig, 3);
    const lost = async (pass: () => Promise<Response>) =>
      pass().then(() => Promise.reject(new TypeError('reset')));
    rig.lieAt('push', lost, 1);
    await rig.exchange();
    const copy = rig.model.copy();
    rig.lies = null;
    await rig.settle();
    return copy;
  },
  'in the middle': async (rig) => {
    await work(rig, 2);
    await rig.settle();
    const copy = rig.model.copy();
    await work(rig, 2);
    await rig.settle();
    return copy;
  },
  'after everything': async (rig) => {
    await work(rig, 3);
    await rig.settle();
    return rig.model.copy();
  },
};

/** Lets the device find its way; where the server does not know its chain, the person signs in. */
async function comesBack(rig: Rig): Promise<void> {
  await rig.exchange();
  if (rig.sync.state().stop === 'sign_in') await rig.signIn();
  else await rig.noFalseClaim();
  await rig.settle();
  await rig.everythingIsThere();
}

/** The server lacks no operation and says nothing: only the next start of the app asks for photos. */
const SILENT = new Set(['before the photos', 'before the acknowledgement']);

describe.each(Object.entries(AGES))('a copy from %s is put back', (age, prepare) => {
  test.each([
    ['with a new epoch', SECOND],
    ['without one', undefined],
  ])('%s: everything returns by itself, and nothing is claimed before', async (_how, epoch) => {
    const rig = await Rig.signedIn();
    rig.putBack(await prepare(rig), epoch);
    if (epoch === undefined && SILENT.has(age)) await rig.start();
    await comesBack(rig);
    expect((await standingOf(rig.db)).lost).toEqual([]);
    expect(rig.sync.state().checking).toBe(false);
  });

  test('twice, and with work that was recorded in between', async () => {
    const rig = await Rig.signedIn();
    const copy = await prepare(rig);
    rig.putBack(copy, SECOND);
    await rig.note('in between');
    await rig.exchange();
    rig.putBack(copy, THIRD);
    await rig.note('and after it');
    await comesBack(rig);
    rig.putBack(copy, SECOND);
    await comesBack(rig);
  });

  test('and the app dies at every request of the way back', async () => {
    const reference = await Rig.signedIn();
    reference.putBack(await prepare(reference), SECOND);
    reference.asked.length = 0;
    await comesBack(reference);
    for (let at = 1; at <= reference.asked.length; at += 1) await diesAt(at, prepare);
    expect(reference.asked.length, age).toBeGreaterThan(1);
  });
});

/** The app is killed while a request is on its way: the server took it, the device hears nothing. */
async function diesAt(request: number, prepare: (rig: Rig) => Promise<() => void>): Promise<void> {
  const rig = await Rig.signedIn();
  rig.putBack(await prepare(rig), SECOND);
  rig.diesAfter = request - 1;
  while (!rig.dead) {
    await rig.sync.tryNow();
    if (rig.sync.state().stop === 'sign_in') await rig.signIn();
  }
  await rig.start();
  await comesBack(rig);
}

test('a photo that was freed here and that the server lacks is named as lost, until it is there again', async () => {
  const rig = await Rig.signedIn();
  const copy = rig.model.copy();
  await work(rig, 2);
  await rig.settle();
  const [first] = [...rig.photos.keys()];
  expect(await freeReceived(rig.db)).toBe(2_000);
  await rig.photo(9);
  await rig.settle();
  rig.putBack(copy, SECOND);
  await rig.settle(3);
  await rig.noFalseClaim();
  expect(rig.sync.state()).toMatchObject({ filesLost: 2, filesReceived: 1, waiting: 0 });
  expect(pillOf(rig.sync.state())).toBe('unproved');
  await rig.photo(1);
  await rig.settle(3);
  expect((await standingOf(rig.db)).received).toContain(first);
  expect(rig.sync.state()).toMatchObject({ filesLost: 1, filesReceived: 2 });
});

test('what is lost is asked for again when a newer copy comes back', async () => {
  const rig = await Rig.signedIn();
  const older = rig.model.copy();
  await work(rig, 1);
  await rig.settle();
  const newer = rig.model.copy();
  await freeReceived(rig.db);
  rig.putBack(older, SECOND);
  await rig.settle(3);
  expect(rig.sync.state().filesLost).toBe(1);
  rig.putBack(newer, THIRD);
  await comesBack(rig);
});

test('until the server is asked, offline too, nothing counts as proved in a new era', async () => {
  const rig = await Rig.signedIn();
  const copy = rig.model.copy();
  await work(rig, 3);
  await rig.settle();
  rig.putBack(copy, SECOND);
  rig.lieAt('known', async () => Promise.reject(new TypeError('reset')));
  await rig.exchange();
  expect(await rig.db.get('meta', 'cursor')).toBeUndefined();
  expect(rig.sync.state()).toMatchObject({ filesReceived: 0, checking: true, filesClaimed: 3 });
  expect(await rig.db.get('meta', 'told')).toMatchObject({ epoch: SECOND });
  await rig.start();
  rig.online = false;
  await rig.sync.tryNow();
  expect(rig.sync.state()).toMatchObject({ filesReceived: 0, checking: true });
  expect(pillOf(rig.sync.state())).not.toBe('received');
});

test('a receipt of another epoch is enough to count nothing as proved', async () => {
  const rig = await Rig.signedIn();
  const copy = rig.model.copy();
  await rig.photo(1);
  await rig.settle();
  rig.putBack(copy, SECOND);
  await rig.note('after it');
  rig.lieAt('pull', async () => Promise.reject(new TypeError('reset')));
  // Nothing but the push hears of it: the gap it is told of has no epoch, the receipt after it has.
  rig.lieAt('known', async () => Promise.reject(new TypeError('reset')));
  await rig.exchange();
  expect(rig.sync.state()).toMatchObject({ filesReceived: 0, checking: true });
  const told = (await rig.db.get('meta', 'told')) as { epoch: string };
  expect(told.epoch).toBe(SECOND);
  rig.lies = null;
  await comesBack(rig);
});

test('where the server does not know the chain, nothing counts as proved until it has a new one', async () => {
  const rig = await Rig.signedIn();
  await work(rig, 2);
  await rig.settle();
  rig.model.chains.length = 0;
  rig.model.log.length = 0;
  rig.model.door.files.clear();
  rig.unaware = true;
  await rig.sync.tryNow();
  expect(rig.sync.state()).toMatchObject({ filesReceived: 0, checking: true, stop: 'sign_in' });
  rig.unaware = false;
  await rig.signIn();
  await rig.settle();
  await rig.everythingIsThere();
});

test('an answer that names other photos than were asked for proves none', async () => {
  const rig = await Rig.signedIn();
  const copy = rig.model.copy();
  await work(rig, 2);
  await rig.settle();
  rig.putBack(copy, SECOND);
  const others = async () => new Response(JSON.stringify({ missing: ['0'.repeat(64)] }));
  rig.lieAt('known', others, 1);
  await rig.exchange();
  expect(rig.lies?.told).toBe(1);
  await rig.noFalseClaim();
  expect(rig.sync.state().filesReceived).toBe(0);
  await comesBack(rig);
});

test('what was refused is sent again, and counts as it is refused or admitted then', async () => {
  const rig = await Rig.signedIn();
  const copy = rig.model.copy();
  rig.model.refuse = (text) => (text.includes('late') ? 'inspection_submitted' : null);
  const late = await rig.note('late');
  await rig.note('in time');
  await rig.exchange();
  const refused = rig.model.copy();
  rig.model.admit(late.id);
  await rig.exchange();
  expect((await rig.db.get('operations', late.id))?.receipt).toBe('ok');
  rig.putBack(refused, SECOND);
  await rig.settle(3);
  expect(await rig.db.get('operations', late.id)).toMatchObject({
    receipt: 'rejected',
    code: 'inspection_submitted',
  });
  rig.putBack(copy, THIRD);
  rig.model.refuse = () => null;
  await comesBack(rig);
});

test('after the chain was issued anew, the server may know the older one again', async () => {
  const rig = await Rig.signedIn();
  const unknown = await AGES['before the sign-in']?.(rig);
  const known = rig.model.copy();
  if (!unknown) throw new Error('no copy');
  rig.putBack(unknown, SECOND);
  await comesBack(rig);
  await rig.note('under the new chain');
  await rig.settle();
  rig.putBack(known, THIRD);
  await comesBack(rig);
  const [chain] = rig.model.chains;
  const head = (await rig.db.get('meta', 'head')) as { chain: string };
  expect(head.chain).toBe(chain?.id);
});

test('a forked chain: everything is issued anew, received or not, and counts once', async () => {
  const rig = await Rig.signedIn();
  await work(rig, 2);
  await rig.settle();
  await rig.note('after the fork');
  rig.model.chains[0]?.rows.push({
    ...(rig.model.chains[0].rows[0] as NonNullable<(typeof rig.model.chains)[0]['rows'][0]>),
    id: 'of-the-clone',
    seq: 5,
    hash: '0'.repeat(64),
  });
  await rig.exchange();
  expect(rig.sync.state().stop).toBe('forked');
  await rig.signIn('another device');
  await rig.settle();
  await rig.everythingIsThere();
  const order = rig.model.chains[1]?.rows.map(({ id }) => id);
  expect(order).toEqual(rig.operations.map(({ id }) => id));
});

test('a server that was put back and went on with a clone of this chain is found out, though nothing waits', async () => {
  const rig = await Rig.signedIn();
  await work(rig, 2);
  await rig.settle();
  rig.putBack(rig.model.copy(), SECOND);
  const last = rig.model.chains[0]?.rows.at(-1);
  if (!last) throw new Error('something was received');
  rig.model.log.pop();
  Object.assign(last, { id: 'of-the-clone', hash: '0'.repeat(64) });
  await rig.exchange();
  expect(rig.sync.state()).toMatchObject({ stop: 'forked', checking: true });
  await rig.signIn('another device');
  await rig.settle();
  await rig.everythingIsThere();
});

test('what others did stays readable until the snapshot says how it is', async () => {
  const rig = await Rig.signedIn();
  const subject = '01a09b36-883c-799f-a449-000000000001';
  const operation = { v: 1, id: 'theirs', chain: 'theirs', seq: 1, subject, recorded_at: NOW_TEXT };
  const empty = rig.model.copy();
  rig.model.log.push({ id: 'theirs', text: JSON.stringify(operation) });
  await rig.settle();
  expect(await rig.db.count('operations')).toBe(1);
  rig.putBack(empty, SECOND);
  rig.lieAt('pull', async (pass) => {
    // The first answer tells of the new epoch; the snapshot after it is cut off.
    rig.lies = {
      step: 'pull',
      lie: async () => Promise.reject(new TypeError('reset')),
      left: 9,
      told: 0,
    };
    return pass();
  });
  await rig.exchange();
  expect(rig.sync.state().checking).toBe(true);
  expect(await rig.db.count('operations')).toBe(1);
  rig.lies = null;
  await rig.settle();
  expect(await rig.db.count('operations')).toBe(0);
});

test('beside own work it stays until the server knows the inspection again, as it has it', async () => {
  const rig = await Rig.signedIn();
  const empty = rig.model.copy();
  const theirs = { v: 1, chain: 'theirs', subject: SUBJECT, recorded_at: NOW_TEXT };
  for (const [index, id] of ['start', 'refused later'].entries())
    rig.model.log.push({ id, text: JSON.stringify({ ...theirs, id, seq: index + 1 }) });
  await rig.note('on their inspection');
  await rig.exchange();
  rig.putBack(empty, SECOND);
  await rig.settle(3);
  const ids = async () => (await rig.db.getAll('operations')).map(({ id }) => id).sort();
  const own = rig.operations.map(({ id }) => id);
  expect(await ids()).toEqual([...own, 'refused later', 'start'].sort());
  rig.model.log.push({ id: 'start', text: JSON.stringify({ ...theirs, id: 'start', seq: 1 }) });
  rig.model.events.push({ kind: 'inspection', id: SUBJECT, body: { state: 'open' } });
  await rig.exchange();
  expect(await ids()).toEqual([...own, 'start'].sort());
});

const NOW_TEXT = '2026-11-20T09:41:07.000Z';
