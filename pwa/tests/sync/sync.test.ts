import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepSession } from '../../src/api/session';
import { adoptChain } from '../../src/store/adoption';
import { fileRow } from '../../src/store/files';
import { record } from '../../src/store/operations';
import type { Database } from '../../src/store/schema';
import { createSync, pillOf, type Sync } from '../../src/sync';
import { hashOfText, json, ScriptedServer } from '../support/server';
import { CHAIN, freshStore, note, PERSON, recorderOf, SUBJECT, worldOf } from '../support/world';

let server: ScriptedServer;
let origin: string;
let db: Database;
let sync: Sync;

beforeEach(async () => {
  server = new ScriptedServer();
  server.open(CHAIN, 'token');
  origin = await server.start();
  db = await freshStore();
  sync = createSync(worldOf(db, origin));
});

afterEach(() => server.stop());

/** What the server holds of the chain. */
const texts = () => server.textsOf(CHAIN);

function notes(count: number) {
  return Array.from({ length: count }, (_, index) => note(`note ${index}`));
}

test('everything recorded reaches the server in its order and only then leaves the outbox', async () => {
  await record(recorderOf(db), notes(450));
  expect(await db.count('outbox')).toBe(450);
  await sync.tryNow();
  expect(texts()).toHaveLength(450);
  expect(server.requests.filter((line) => line.endsWith('push'))).toHaveLength(3);
  expect(await db.count('outbox')).toBe(0);
  expect(pillOf(sync.state())).toBe('received');
});

test('the bytes that arrive are the bytes that were stored', async () => {
  await record(recorderOf(db), [note('写真 "é" \\ 😀')]);
  const [row] = await db.getAll('operations');
  await sync.tryNow();
  expect(hashOfText(texts()[0] ?? '')).toBe(hashOfText(new TextDecoder().decode(row?.bytes)));
});

test('a batch that is too large is sent in halves', async () => {
  await record(recorderOf(db), notes(8));
  server.script.push((_request, response) => json(response, 413, { code: 'batch_too_large' }));
  await sync.tryNow();
  expect(texts()).toHaveLength(8);
  expect(server.requests.filter((line) => line.endsWith('push'))).toHaveLength(3);
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
  expect(texts()).toHaveLength(3);
  expect(JSON.parse(texts()[place] ?? '')).toEqual({
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
  expect(texts()).toHaveLength(0);
  const fresh = { chain: '019fdaaf-6f68-7074-a610-2dd763e85fff', seq: 0, prev: null };
  server.open(fresh.chain, 't2');
  await adoptChain(db, { ...fresh, epoch: '1', values: { chainToken: 't2' } });
  await sync.tryNow();
  expect(server.textsOf(fresh.chain)).toHaveLength(1);
  expect(await db.count('outbox')).toBe(0);
});

test('a gap is filled from the place the server names', async () => {
  const recorder = recorderOf(db);
  await record(recorder, notes(3));
  await sync.tryNow();
  server.chains[0]?.rows.splice(1);
  await record(recorder, [note('later')]);
  await sync.tryNow();
  expect(texts()).toHaveLength(4);
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

test('a way that leads to another server is not gone: nothing is sent there, nor believed of it', async () => {
  const elsewhere = new ScriptedServer();
  elsewhere.open(CHAIN, 'token');
  const other = await elsewhere.start();
  await record(recorderOf(db), notes(2));
  // A 307 would take the operations and the token along.
  server.script.push((request, response) =>
    response.writeHead(307, { Location: `${other}${request.url}` }).end(),
  );
  await sync.tryNow();
  await elsewhere.stop();
  expect(elsewhere.requests).toEqual([]);
  expect(await db.count('outbox')).toBe(2);
  expect(sync.state().stop).toBe('unreachable');
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

test('work goes by the session where a full store could not keep the new token', async () => {
  await record(recorderOf(db), notes(1));
  server.cookie = CHAIN;
  server.script.push((request, response) => {
    expect(request.headers.authorization).toBeDefined();
    json(response, 401, { code: 'unauthorised' });
  });
  await sync.tryNow();
  expect(texts()).toHaveLength(1);
  expect(pillOf(sync.state())).toBe('received');
});

test('an ended session asks to sign in and loses nothing', async () => {
  await record(recorderOf(db), notes(2));
  for (let answers = 0; answers < 2; answers += 1)
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
  expect(server.door.files.get(file.sha256)?.length).toBe(6_000_000);
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
  expect([...server.door.files.keys()]).toEqual([taken.sha256]);
  expect(hashWrong).toBe(3);
  expect(server.requests.some((line) => line.startsWith('GET /api/sync/pull'))).toBe(true);
  expect((await db.get('files', refused.sha256))?.lastError).toBe('broken');
  expect(picky.state().stop).toBe('broken');
  expect(pillOf(picky.state())).toBe('paused');
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
  server.open(fresh.chain, fresh.chain_token);
  await keepSession(db, { person, organisation, ...fresh, prev: null, ...times });
  await sync.tryNow();
  expect(server.textsOf(fresh.chain)).toHaveLength(2);
  const [first = '', second = ''] = server.textsOf(fresh.chain);
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

test('a session that names another epoch makes every claim one to be checked', async () => {
  await record(recorderOf(db), notes(1));
  await sync.tryNow();
  const person = { id: PERSON, name: { en: 'Chen Wei' }, language: 'en', email: '', roles: [] };
  const organisation = { id: 'o', key: 'o', name: { en: 'O' } };
  const session = { person, organisation, server_time: '2026-11-20T09:41:07.000Z' };
  await keepSession(db, { ...session, epoch: '1' });
  expect(await db.get('meta', 'checking')).toBeUndefined();
  for (let boot = 0; boot < 2; boot += 1)
    await keepSession(db, { ...session, epoch: '2.0123456789abcdef' });
  expect(await db.get('meta', 'era')).toBe(1);
  await sync.recorded();
  expect(pillOf(sync.state())).toBe('saved');
  server.epoch = '2.0123456789abcdef';
  await sync.tryNow();
  expect(pillOf(sync.state())).toBe('received');
});
