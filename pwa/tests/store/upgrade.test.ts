import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { canonical, type Json } from '../../src/domain';
import { openStore } from '../../src/store/database';
import { bytesOfFile, moveBytes, standingOf } from '../../src/store/files';
import { releasePiece } from '../../src/store/reserve';
import { FullDisk } from '../support/full_disk';
import { hashOf, Rig, TOKEN } from '../support/rig';
import { CHAIN, PERSON, SUBJECT } from '../support/world';

const OLD_CHAIN = '019fdaaf-6f68-7074-a610-000000000001';
const photo = (byte: number) => Buffer.alloc(1_000, byte);

interface Landed {
  readonly operations: object[];
  readonly outbox: object[];
  readonly files: object[];
  readonly meta: Readonly<Record<string, unknown>>;
}

/** Writes a store as the first version of the app laid it down. */
async function writeLanded(
  name: string,
  { operations, outbox, files, meta }: Landed,
): Promise<void> {
  const opening = indexedDB.open(`fieldseal-${name}`, 1);
  opening.onupgradeneeded = () => {
    const db = opening.result;
    db.createObjectStore('meta');
    const made = db.createObjectStore('operations', { keyPath: 'id' });
    made.createIndex('subject', 'subject');
    made.createIndex('receipt', 'receipt');
    db.createObjectStore('outbox', { keyPath: ['chain', 'seq'] });
    db.createObjectStore('files', { keyPath: 'sha256' }).createIndex('state', 'state');
    const items = db.createObjectStore('items', { keyPath: ['kind', 'id'] });
    items.createIndex('kind', 'kind');
    items.createIndex('site', 'site');
    db.createObjectStore('documents', { keyPath: 'sha256' });
    db.createObjectStore('inspections', { keyPath: 'id' }).createIndex('state', 'state');
  };
  const db = await new Promise<IDBDatabase>((resolve) => {
    opening.onsuccess = () => resolve(opening.result);
  });
  const tx = db.transaction(['meta', 'operations', 'outbox', 'files'], 'readwrite');
  for (const row of operations) tx.objectStore('operations').put(row);
  for (const row of outbox) tx.objectStore('outbox').put(row);
  for (const row of files) tx.objectStore('files').put(row);
  for (const [key, value] of Object.entries(meta)) tx.objectStore('meta').put(value, key);
  await new Promise((resolve) => {
    tx.oncomplete = resolve;
  });
  db.close();
}

/** Operations of a chain as they were stored: notes, then an attach of each photo. */
function chainOf(chain: string, contents: readonly Json[], receipt: string) {
  let prev: string | null = null;
  return contents.map((content, index) => {
    const id = `01a1f854-c338-7829-8ba9-${chain.slice(-4)}0000000${index}`;
    const operation = {
      v: 1,
      id,
      chain,
      seq: index + 1,
      prev,
      salt: 'AAAAAAAAAAAAAAAAAAAAAA',
      actor: PERSON,
      about: 'inspection',
      subject: SUBJECT,
      recorded_at: '2026-11-20T09:41:07.000Z',
      ...(content as object),
    };
    const bytes = new TextEncoder().encode(canonical(operation as unknown as Json));
    prev = hashOf(Buffer.from(bytes));
    const recordedAt = 1_700_000_000_000 + index;
    const row = { id, chain, seq: index + 1, subject: SUBJECT, bytes, own: true, recordedAt };
    return { operation, prev, row: { ...row, receipt, logSeq: receipt === 'ok' ? index : null } };
  });
}

function fileOf(content: Buffer, state: string, held: boolean): object {
  const bytes = held ? new Uint8Array(content).buffer : null;
  const row = { sha256: hashOf(content), type: 'image/jpeg', size: 1_000, subject: SUBJECT };
  return { ...row, addedAt: 1, state, bytes };
}

const attach = (content: Buffer): Json => ({
  kind: 'attach',
  value: { file: hashOf(content), bytes: 1_000, type: 'image/jpeg', source: 'camera' },
});

/**
 * A landed store: two operations received under a chain that was forked since, two under the present
 * one, one that waits; of three photos one is held, one freed, one waits.
 */
async function landed(name: string) {
  const old = chainOf(OLD_CHAIN, [{ kind: 'note', value: 'old' }, attach(photo(1))], 'ok');
  const now = chainOf(
    CHAIN,
    [{ kind: 'note', value: 'new' }, attach(photo(2)), attach(photo(3))],
    'ok',
  );
  const last = now[2];
  if (!last) throw new Error('three operations');
  const waiting = { ...last.row, receipt: 'waiting', logSeq: null };
  await writeLanded(name, {
    operations: [...old.map(({ row }) => row), ...now.slice(0, 2).map(({ row }) => row), waiting],
    outbox: [{ chain: CHAIN, seq: 3, id: waiting.id, size: waiting.bytes.length }],
    files: [
      fileOf(photo(1), 'received', true),
      fileOf(photo(2), 'received', false),
      fileOf(photo(3), 'waiting', true),
    ],
    meta: {
      head: { chain: CHAIN, seq: 3, prev: last.prev },
      chainToken: TOKEN,
      epoch: 1,
      cursor: 'of another form',
      exchangedAt: 1,
    },
  });
  return { old, now, operations: [...old, ...now].map(({ operation }) => operation) };
}

test('a store of the landed app opens with everything in it, and its photos move row by row', async () => {
  await landed('landed-1');
  const db = await openStore('landed-1');
  expect(await db.count('operations')).toBe(5);
  expect(await db.count('outbox')).toBe(1);
  expect((await bytesOfFile(db, hashOf(photo(1))))?.byteLength).toBe(1_000);
  expect(await bytesOfFile(db, hashOf(photo(2)))).toBeNull();
  await moveBytes(db);
  expect((await db.getAllKeys('blobs')).sort()).toEqual(
    [hashOf(photo(1)), hashOf(photo(3))].sort(),
  );
  for (const file of await db.getAll('files')) expect(file.bytes ?? null).toBeNull();
  expect((await bytesOfFile(db, hashOf(photo(1))))?.byteLength).toBe(1_000);
  db.close();
});

test('what it calls received counts as nothing, also offline, until the server was asked', async () => {
  const rig = await Rig.landed('landed-2', () => landed('landed-2'));
  rig.online = false;
  await rig.sync.tryNow();
  expect(rig.sync.state()).toMatchObject({ filesReceived: 0, filesClaimed: 2, checking: true });
  expect((await standingOf(rig.db)).received).toEqual([]);
});

test('it asks once by hash, issues anew what stands under another chain, and names what is lost', async () => {
  const rig = await Rig.landed('landed-3', () => landed('landed-3'));
  // The server was put back: it knows neither the old chain nor any photo, and two operations.
  rig.takenBefore(2);
  await rig.settle(4);
  await rig.noFalseClaim();
  const ids = rig.operations.map(({ id }) => id).sort();
  expect(rig.model.log.map(({ id }) => id).sort()).toEqual(ids);
  const rows = await rig.db.getAll('operations');
  expect(new Set(rows.map(({ chain }) => chain))).toEqual(new Set([CHAIN]));
  const { received, lost } = await standingOf(rig.db);
  expect(received).toEqual([hashOf(photo(1)), hashOf(photo(3))].sort());
  expect(lost).toEqual([hashOf(photo(2))]);
  expect(rig.asked.filter((step) => step === 'known').length).toBeLessThan(4);
  expect(rig.sync.state().checking).toBe(false);
});

test('where the server has everything, nothing is sent twice', async () => {
  const rig = await Rig.landed('landed-4', () => landed('landed-4'));
  rig.takenBefore(2);
  for (const byte of [1, 2]) {
    rig.model.door.files.set(hashOf(photo(byte)), photo(byte));
    rig.photos.set(hashOf(photo(byte)), photo(byte));
  }
  await rig.settle(4);
  await rig.everythingIsThere();
  expect(rig.asked.filter((step) => step === 'create')).toHaveLength(1);
});

test('a full tablet sends from it before it can be taken over, and claims nothing until then', async () => {
  const rig = await Rig.landed('landed-7', () => landed('landed-7'));
  rig.takenBefore(2);
  while (await releasePiece('words'));
  const disk = new FullDisk(1, Infinity);
  await rig.exchange();
  disk.end();
  expect(rig.model.textsOf(CHAIN)).toHaveLength(3);
  expect(rig.model.door.files.has(hashOf(photo(3)))).toBe(true);
  expect(rig.sync.state()).toMatchObject({ checking: true, filesReceived: 0 });
  await rig.settle(4);
  expect(rig.sync.state()).toMatchObject({ checking: false, filesReceived: 2, filesLost: 1 });
});

test('a void that an older version chose after any refusal is tried as what it stands for', async () => {
  const made = await landed('landed-5');
  const rig = await Rig.landed('landed-5', async () => made);
  const [row] = await rig.db.getAll('outbox');
  if (!row) throw new Error('one waits');
  const sha256 = '0'.repeat(64);
  await rig.db.put('outbox', { ...row, void: { sha256, reason: 'too_large' } });
  rig.takenBefore(2);
  await rig.settle(4);
  expect(rig.model.log).toHaveLength(5);
});

test('an older version in another tab is told to let go, and the newer one opens when it has', async () => {
  await landed('landed-6');
  const old = indexedDB.open('fieldseal-landed-6', 1);
  const held = await new Promise<IDBDatabase>((resolve) => {
    old.onsuccess = () => resolve(old.result);
  });
  let blocked = 0;
  const opening = openStore('landed-6', {
    blocked: () => {
      blocked += 1;
      held.close();
    },
  });
  const db = await opening;
  expect(blocked).toBe(1);
  expect(await db.count('operations')).toBe(5);
  let outdated = 0;
  const again = await openStore('landed-6', { outdated: () => (outdated += 1) });
  db.close();
  const newer = indexedDB.open('fieldseal-landed-6', 99);
  await new Promise((resolve) => {
    newer.onsuccess = resolve;
  });
  expect(outdated).toBe(1);
  expect(() => again.transaction('meta')).toThrow();
});
