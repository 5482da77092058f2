import { expect, test } from 'vitest';
import { bytesOfFile, fileRow, freeReceived, patchFile } from '../../src/store/files';
import { applyPage } from '../../src/store/items';
import { operationsOf, record } from '../../src/store/operations';
import { hashOfText } from '../support/server';
import { CHAIN, freshStore, note, recorderOf, SUBJECT } from '../support/world';

const TEXT = new TextDecoder();

test('operations are chained without gaps, each naming the hash of the one before', async () => {
  const db = await freshStore();
  const recorder = recorderOf(db);
  await record(recorder, [note('one'), note('two')]);
  await record(recorder, [note('three')]);
  const rows = (await db.getAll('operations')).sort((a, b) => a.seq - b.seq);
  expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  const texts = rows.map(({ bytes }) => TEXT.decode(bytes));
  expect(JSON.parse(texts[1] ?? '').prev).toBe(hashOfText(texts[0] ?? ''));
  expect(JSON.parse(texts[2] ?? '').prev).toBe(hashOfText(texts[1] ?? ''));
});

test('an operation, its outbox row and its view are stored together or not at all', async () => {
  const db = await freshStore();
  const failing = record(recorderOf(db), [note('lost')], {
    view: () => {
      throw new Error('the disk is full');
    },
  });
  await expect(failing).rejects.toThrow('the disk is full');
  expect(await db.count('operations')).toBe(0);
  expect(await db.count('outbox')).toBe(0);
  expect(await db.get('meta', 'head')).toEqual({ chain: CHAIN, seq: 0, prev: null });
});

test('an own operation that comes back from the server keeps its bytes and gains its place', async () => {
  const db = await freshStore();
  const [operation] = await record(recorderOf(db), [note('mine')]);
  const stored = await db.get('operations', operation?.id ?? '');
  const text = TEXT.decode(stored?.bytes);
  const item = {
    kind: 'operation',
    id: operation?.id,
    body: { inspection: SUBJECT, seq: 41, text },
  };
  const page = { epoch: '1', cursor: 'c', more: false, server_time: '2026-11-20T09:41:07.000Z' };
  await applyPage(db, { ...page, items: [item as never] }, 0);
  const back = await db.get('operations', operation?.id ?? '');
  expect(back).toMatchObject({ own: true, logSeq: 41 });
  expect(back?.bytes).toEqual(stored?.bytes);
  expect((await operationsOf(db, SUBJECT)).accepted).toHaveLength(1);
});

test('freeing space drops only what the server has received', async () => {
  const db = await freshStore();
  const clock = recorderOf(db).clock;
  const [sent, kept] = await Promise.all(
    ['sent', 'kept'].map((text) =>
      fileRow(new Blob([text], { type: 'image/jpeg' }), SUBJECT, clock),
    ),
  );
  if (!sent || !kept) throw new Error('two files were expected');
  await record(recorderOf(db), [note('photos')], { files: [sent, kept] });
  await patchFile(db, sent.sha256, { state: 'received', era: 0 });
  expect(await freeReceived(db)).toBe(4);
  expect(await bytesOfFile(db, sent.sha256)).toBeNull();
  expect((await bytesOfFile(db, kept.sha256))?.byteLength).toBe(4);
});

test('a withdrawn site takes foreign records away and leaves own operations', async () => {
  const db = await freshStore();
  await record(recorderOf(db), [note('mine')]);
  const page = { epoch: '1', cursor: 'c', more: false, server_time: '2026-11-20T09:41:07.000Z' };
  const inspection = { kind: 'inspection', id: SUBJECT, site: 's1', body: { state: 'open' } };
  await applyPage(db, { ...page, items: [inspection] }, 0);
  const withdraw = { kind: 'withdraw', id: 's1', body: { what: 'site', id: 's1' } };
  await applyPage(db, { ...page, items: [withdraw] }, 0);
  expect(await db.count('items')).toBe(0);
  expect(await db.count('operations')).toBe(1);
});
