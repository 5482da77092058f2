import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepSession } from '../../src/api/session';
import { fileRow } from '../../src/store/files';
import { record } from '../../src/store/operations';
import { moveToChain } from '../../src/store/receipts';
import type { Database } from '../../src/store/schema';
import { createSync, pillOf, type Sync } from '../../src/sync';
import { hashOfText, json, ScriptedServer } from '../support/server';
import { freshStore, note, PERSON, recorderOf, SUBJECT, worldOf } from '../support/world';

let server: ScriptedServer;
let origin: string;
let db: Database;
let sync: Sync;

beforeEach(async () => {
  server = new ScriptedServer();
  origin = await server.start();
  db = await freshStore();
  sync = createSync(worldOf(db, origin));
});

afterEach(() => server.stop());

function notes(count: number) {
  return Array.from({ length: count }, (_, index) => note(`note ${index}`));
}

test('everything recorded reaches the server in its order and only then leaves the outbox', async () => {
  await record(recorderOf(db), notes(450));
  expect(await db.count('outbox')).toBe(450);
  await sync.tryNow();
  expect(server.operations).toHaveLength(450);
  expect(server.requests.filter((line) => line.endsWith('push'))).toHaveLength(3);
  expect(await db.count('outbox')).toBe(0);
  expect(pillOf(sync.state())).toBe('received');
});

test('the bytes that arrive are the bytes that were stored', async () => {
  await record(recorderOf(db), [note('写真 "é" \\ 😀')]);
  const [row] = await db.getAll('operations');
  await sync.tryNow();
  expect(hashOfText(server.operations[0] ?? '')).toBe(
    hashOfText(new TextDecoder().decode(row?.bytes)),
  );
});

test('a batch that is too large is sent in halves', async () => {
  await record(recorderOf(db), notes(8));
  server.script.push((_request, response) => json(response, 413, { code: 'batch_too_large' }));
  await sync.tryNow();
  expect(server.operations).toHaveLength(8);
  expect(server.requests.filter((line) => line.endsWith('push'))).toHaveLength(3);
});

test('what the server cannot read is replaced by its hash, kept here, and the queue goes on', async () => {
  await record(recorderOf(db), notes(5));
  const stored = (await db.getAll('operations')).sort((a, b) => a.seq - b.seq);
  server.script.push((_request, response) =>
    json(response, 400, { code: 'operation_unplaceable', at: 2 }),
  );
  await sync.tryNow();
  const third = stored[2];
  expect(server.operations).toHaveLength(5);
  expect(JSON.parse(server.operations[2] ?? '')).toEqual({
    reason: 'unreadable',
    seq: 3,
    void: hashOfText(new TextDecoder().decode(third?.bytes)),
  });
  expect(await db.count('outbox')).toBe(0);
  expect(await db.get('operations', third?.id ?? '')).toMatchObject({
    receipt: 'rejected',
    code: 'void',
    bytes: third?.bytes,
  });
});

test.each([
  ['in the middle', 1],
  ['at the end', 2],
])('an operation lost %s leaves its place in the chain to its hash', async (_where, place) => {
  await record(recorderOf(db), notes(3));
  const stored = (await db.getAll('operations')).sort((a, b) => a.seq - b.seq);
  await db.delete('operations', stored[place]?.id ?? '');
  await sync.tryNow();
  const hash = hashOfText(new TextDecoder().decode(stored[place]?.bytes));
  expect(server.operations).toHaveLength(3);
  expect(JSON.parse(server.operations[place] ?? '')).toEqual({
    reason: 'lost',
    seq: place + 1,
    void: hash,
  });
  expect(await db.count('outbox')).toBe(0);
});

test('when a hash is lost too, a new chain is asked for and what can be read is issued anew', async () => {
  await record(recorderOf(db), notes(3));
  const stored = (await db.getAll('operations')).sort((a, b) => a.seq - b.seq);
  for (const place of [1, 2]) await db.delete('operations', stored[place]?.id ?? '');
  await sync.tryNow();
  expect(sync.state().stop).toBe('forked');
  expect(server.operations).toHaveLength(0);
  await moveToChain(db, { chain: '019fdaaf-6f68-7074-a610-2dd763e85fff', seq: 0, prev: null });
  await sync.tryNow();
  expect(server.operations).toHaveLength(1);
  expect(await db.count('outbox')).toBe(0);
});

test('one operation that is too large for the server alone does not stop those behind it', async () => {
  await record(recorderOf(db), notes(2));
  for (const _ of [2, 1])
    server.script.push((_request, response) => json(response, 413, { code: 'batch_too_large' }));
  await sync.tryNow();
  expect(JSON.parse(server.operations[0] ?? '')).toMatchObject({ reason: 'too_large', seq: 1 });
  expect(server.operations).toHaveLength(2);
  expect(await db.count('outbox')).toBe(0);
});

test('a gap is filled from the place the server names', async () => {
  const recorder = recorderOf(db);
  await record(recorder, notes(3));
  await sync.tryNow();
  server.operations.length = 1;
  await record(recorder, [note('later')]);
  await sync.tryNow();
  expect(server.operations).toHaveLength(4);
  expect(await db.count('outbox')).toBe(0);
});

test('a refused operation is kept with its reason and the queue goes on behind it', async () => {
  server.refuse = (text) => (text.includes('note 1') ? 'not_permitted' : null);
  await record(recorderOf(db), notes(3));
  await sync.tryNow();
  const refused = await db.getAllFromIndex('operations', 'receipt', 'rejected');
  expect(refused.map(({ code }) => code)).toEqual(['not_permitted']);
  expect(await db.count('outbox')).toBe(0);
  expect(pillOf(sync.state())).toBe('refused');
});

test('a busy server is tried again when it says', async () => {
  const world = worldOf(db, origin);
  const busy = createSync(world);
  server.script.push((_request, response) => json(response, 503, {}, { 'Retry-After': '7' }));
  busy.start();
  await busy.tryNow();
  busy.stop();
  expect(busy.state().stop).toBe('busy');
  expect(world.waits.at(-1)).toBe(7000);
});

test('an ended session asks to sign in and loses nothing', async () => {
  await record(recorderOf(db), notes(2));
  server.script.push((_request, response) => json(response, 401, { code: 'unauthorised' }));
  await sync.tryNow();
  expect(pillOf(sync.state())).toBe('sign_in');
  expect(await db.count('outbox')).toBe(2);
  await sync.tryNow();
  expect(await db.count('outbox')).toBe(0);
});

test('a photo that broke off goes on at the byte where it stopped', async () => {
  const blob = new Blob([new Uint8Array(6_000_000)], { type: 'image/jpeg' });
  const file = await fileRow(blob, SUBJECT, recorderOf(db).clock);
  await record(recorderOf(db), [note('photo')], { files: [file] });
  let patches = 0;
  const world = worldOf(db, origin);
  const { net } = world;
  const shaky = createSync({
    ...world,
    net: {
      ...net,
      fetch: (path, init) => {
        if (init?.method === 'PATCH') patches += 1;
        return init?.method === 'PATCH' && patches === 2
          ? Promise.reject(new TypeError('connection broke off'))
          : net.fetch(path, init);
      },
    },
  });
  await shaky.tryNow();
  expect(pillOf(shaky.state())).toBe('paused');
  await shaky.tryNow();
  expect(server.files.get(file.sha256)?.length).toBe(6_000_000);
  expect(server.requests.filter((line) => line === 'POST /api/files')).toHaveLength(1);
  expect((await db.get('files', file.sha256))?.state).toBe('received');
});

test('a photo the server does not take holds up neither the next one nor what others did', async () => {
  const [refused, taken] = await Promise.all(
    [1, 2].map((byte) => {
      const blob = new Blob([new Uint8Array(1_000).fill(byte)], { type: 'image/jpeg' });
      return fileRow(blob, SUBJECT, recorderOf(db).clock);
    }),
  );
  if (!refused || !taken) throw new Error('two photos were made');
  await record(recorderOf(db), [note('photos')], { files: [refused, taken] });
  const world = worldOf(db, origin);
  let hashWrong = 0;
  const picky = createSync({
    ...world,
    net: {
      ...world.net,
      fetch: async (path, init) => {
        const body = init?.body instanceof ArrayBuffer ? new Uint8Array(init.body) : null;
        if (init?.method !== 'PATCH' || body?.[0] !== 1) return world.net.fetch(path, init);
        hashWrong += 1;
        return new Response('{}', { status: 460 });
      },
    },
  });
  await picky.tryNow();
  expect([...server.files.keys()]).toEqual([taken.sha256]);
  expect(hashWrong).toBe(3);
  expect(server.requests.some((line) => line.startsWith('GET /api/sync/pull'))).toBe(true);
  expect((await db.get('files', refused.sha256))?.lastError).toBe('broken');
  expect(picky.state().stop).toBe('broken');
  expect(pillOf(picky.state())).toBe('paused');
});

test('after a restore of the server the own work goes out again', async () => {
  await record(recorderOf(db), notes(3));
  await sync.tryNow();
  server.operations.length = 0;
  server.epoch = '2';
  await sync.tryNow();
  expect(await db.count('outbox')).toBe(3);
  await sync.tryNow();
  expect(server.operations).toHaveLength(3);
});

test('a forked chain asks for a new one, on which the unsent work is issued anew', async () => {
  await record(recorderOf(db), notes(2));
  server.script.push((_request, response) => json(response, 409, { code: 'chain_forked' }));
  await sync.tryNow();
  expect(sync.state().stop).toBe('forked');
  const person = { id: PERSON, name: { en: 'Chen Wei' }, language: 'en', email: '', roles: [] };
  const organisation = { id: 'o', key: 'o', name: { en: 'O' } };
  const fresh = { chain: '019fdaaf-6f68-7074-a610-2dd763e85fff', chain_token: 't2', next_seq: 1 };
  const times = { server_time: '2026-11-20T09:41:07.000Z', epoch: '1' };
  await keepSession(db, { person, organisation, ...fresh, prev: null, ...times });
  await sync.tryNow();
  expect(server.operations).toHaveLength(2);
  const [first = '', second = ''] = server.operations;
  expect(JSON.parse(second)).toMatchObject({ chain: fresh.chain, prev: hashOfText(first) });
});

test('without a network the words say so and nothing is tried', async () => {
  const world = worldOf(db, origin);
  const offline = createSync({ ...world, net: { ...world.net, isOnline: () => false } });
  await record(recorderOf(db), notes(1));
  await offline.tryNow();
  expect(offline.state().stop).toBe('offline');
  expect(pillOf(offline.state())).toBe('waiting');
  expect(server.requests).toEqual([]);
});
