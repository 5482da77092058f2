import { expect, test } from 'vitest';
import { PROOFS_APART_MS } from '../../src/store/receipts';
import { pillOf } from '../../src/sync';
import type { Lie } from '../support/liar';
import { hashOf, Rig } from '../support/rig';
import { CHAIN } from '../support/world';

/** Five notes, of which the server proves to be unable to place the third. */
async function poisoned(): Promise<Rig> {
  const rig = await Rig.signedIn();
  rig.model.unplaceable = (text) => text.includes('poison');
  for (const text of ['one', 'two', 'poison', 'four', 'five']) await rig.note(text);
  return rig;
}

const voided = async (rig: Rig) =>
  (await rig.db.getAll('operations')).filter((row) => row.voided).map(({ id }) => id);

test('what the server proves twice to be unable to take leaves its place to its hash; the queue goes on', async () => {
  const rig = await poisoned();
  const poison = rig.operations[2];
  await rig.sync.tryNow();
  expect(rig.model.textsOf(CHAIN)).toHaveLength(2);
  expect(rig.sync.state()).toMatchObject({ stop: 'broken', waiting: 3 });
  expect(await voided(rig)).toEqual([]);

  rig.time.pass(PROOFS_APART_MS - 1_000);
  const asked = rig.asked.filter((step) => step === 'push').length;
  await rig.sync.tryNow();
  expect(rig.asked.filter((step) => step === 'push')).toHaveLength(asked);

  rig.time.pass(1_000);
  await rig.sync.tryNow();
  const stored = await rig.db.get('operations', poison?.id ?? '');
  expect(rig.model.textsOf(CHAIN)).toHaveLength(5);
  expect(JSON.parse(rig.model.textsOf(CHAIN)[2] ?? '')).toEqual({
    reason: 'unreadable',
    seq: 3,
    void: hashOf(Buffer.from(stored?.bytes ?? [])),
  });
  expect(stored).toMatchObject({ receipt: 'rejected', code: 'void' });
  expect(await rig.db.count('outbox')).toBe(0);
  expect(pillOf(rig.sync.state())).toBe('refused');
});

test('the first proof outlives the app, and a clock that was put back only asks for another', async () => {
  const rig = await poisoned();
  await rig.sync.tryNow();
  await rig.start();
  rig.time.now -= 86_400_000;
  await rig.sync.tryNow();
  expect(await voided(rig)).toEqual([]);
  rig.time.pass(PROOFS_APART_MS);
  await rig.sync.tryNow();
  expect(await voided(rig)).toEqual([rig.operations[2]?.id]);
});

test('one operation that is too large for the server is proved alone, the others go in halves', async () => {
  const rig = await Rig.signedIn();
  const large = 'x'.repeat(3_000);
  for (const text of ['one', large, 'three', 'four']) await rig.note(text);
  const limited: Lie = async (pass, { body }) => {
    const text = String(body);
    if (text.length < 3_000) return pass();
    const said = { code: 'batch_too_large', body_sha256: hashOf(Buffer.from(text)) };
    return new Response(JSON.stringify(said), { status: 413 });
  };
  rig.lieAt('push', limited);
  await rig.sync.tryNow();
  expect(rig.model.textsOf(CHAIN)).toHaveLength(1);
  expect(await voided(rig)).toEqual([]);
  rig.time.pass(PROOFS_APART_MS);
  await rig.sync.tryNow();
  expect(await voided(rig)).toEqual([rig.operations[1]?.id]);
  expect(JSON.parse(rig.model.textsOf(CHAIN)[1] ?? '')).toMatchObject({ reason: 'too_large' });
  expect(rig.model.textsOf(CHAIN)).toHaveLength(4);
});

test('no number of answers without the hash of what was sent voids anything', async () => {
  const rig = await Rig.signedIn();
  await rig.note('one');
  const said = [
    { code: 'batch_too_large' },
    { code: 'batch_too_large', body_sha256: '0'.repeat(64) },
    { code: 'operation_unplaceable', at: 0 },
    { code: 'batch_unreadable', body_sha256: 'nonsense' },
  ];
  for (const [index, body] of [...said, ...said].entries()) {
    const status = body.code === 'batch_too_large' ? 413 : 400;
    rig.lieAt('push', async () => new Response(JSON.stringify(body), { status }), 1);
    await rig.sync.tryNow();
    rig.time.pass(PROOFS_APART_MS * 2);
    expect(rig.lies?.told, String(index)).toBe(1);
  }
  await rig.settle();
  await rig.everythingIsThere();
});

test('a proof about one body proves nothing about another', async () => {
  const rig = await Rig.signedIn();
  await rig.note('one');
  let first = '';
  const replay: Lie = async (_pass, { body }) => {
    first ||= hashOf(Buffer.from(String(body)));
    const said = { code: 'batch_unreadable', body_sha256: first };
    return new Response(JSON.stringify(said), { status: 400 });
  };
  await rig.note('two');
  rig.lieAt('push', replay);
  for (let round = 0; round < 4; round += 1) {
    await rig.sync.tryNow();
    rig.time.pass(PROOFS_APART_MS);
  }
  expect(await voided(rig)).toEqual([]);
  rig.lies = null;
  await rig.settle();
  await rig.everythingIsThere();
});

test('an operation that this device cannot read any more needs no proof', async () => {
  const rig = await Rig.signedIn();
  for (const text of ['one', 'two', 'three']) await rig.note(text);
  const second = await rig.db.get('operations', rig.operations[1]?.id ?? '');
  if (!second) throw new Error('it was stored');
  await rig.db.put('operations', { ...second, bytes: new Uint8Array([0xff, 0xfe, 0x7b]) });
  await rig.sync.tryNow();
  expect(rig.model.textsOf(CHAIN)).toHaveLength(3);
  expect(JSON.parse(rig.model.textsOf(CHAIN)[1] ?? '')).toMatchObject({ reason: 'unreadable' });
  expect(await rig.db.get('operations', second.id)).toMatchObject({ code: 'void' });
});

test('a void of what the server has already is answered by that, and counts as received', async () => {
  const rig = await Rig.signedIn();
  const one = await rig.note('one');
  await rig.note('two');
  const lost: Lie = async (pass) => pass().then(() => Promise.reject(new TypeError('reset')));
  rig.lieAt('push', lost, 1);
  await rig.sync.tryNow();
  const stored = await rig.db.get('operations', one.id);
  if (!stored) throw new Error('it was stored');
  await rig.db.put('operations', { ...stored, bytes: new Uint8Array([0xff]) });
  await rig.sync.tryNow();
  expect(rig.model.textsOf(CHAIN)).toHaveLength(2);
  expect(await rig.db.count('outbox')).toBe(0);
  expect((await rig.db.get('operations', one.id))?.receipt).toBe('ok');
  expect(await voided(rig)).toEqual([]);
});

test('a void goes again to a server that was put back, and stays behind on a fresh chain', async () => {
  const rig = await poisoned();
  const copy = rig.model.copy();
  await rig.sync.tryNow();
  rig.time.pass(PROOFS_APART_MS);
  await rig.sync.tryNow();
  rig.putBack(copy, '2.0123456789abcdef');
  await rig.exchange();
  expect(rig.model.textsOf(CHAIN)).toHaveLength(5);
  await rig.signIn('another device');
  await rig.exchange();
  expect(rig.model.chains[1]?.rows).toHaveLength(4);
  expect(rig.sync.state()).toMatchObject({ waiting: 0, refused: 1 });
});
