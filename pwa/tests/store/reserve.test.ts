import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileRow } from '../../src/store/files';
import { NotStored, record } from '../../src/store/operations';
import { heldBytes, holdReserve, isRoom, onFull, releasePiece } from '../../src/store/reserve';
import type { Database } from '../../src/store/schema';
import { ENDINGS, FullDisk } from '../support/full_disk';
import { freshStore, note, recorderOf, SUBJECT, seededRandom } from '../support/world';

const REFUSALS = ENDINGS.filter((ending) => ending.startsWith('refused'));
let db: Database;
let disk: FullDisk | null = null;

beforeEach(async () => {
  db = await freshStore();
  expect(await holdReserve(seededRandom(1), 10_000)).toBe(true);
});

afterEach(() => disk?.end());

async function reserves(): Promise<number> {
  const all = await indexedDB.databases();
  return all.filter(({ name }) => name?.startsWith('fieldseal-reserve')).length;
}

test('the reserve lies in pieces of random bytes, and each is given up once', async () => {
  expect(await reserves()).toBe(10);
  expect(heldBytes()).toBe(10_000);
  expect(await releasePiece('words')).toBe(true);
  expect(await reserves()).toBe(9);
  while (await releasePiece('words'));
  expect(await reserves()).toBe(0);
  expect(await holdReserve(seededRandom(2), 10_000)).toBe(true);
  expect(await reserves()).toBe(10);
});

test.each(REFUSALS)(
  'an answer that is %s for want of room takes it from the reserve',
  async (how) => {
    const told: string[] = [];
    const end = onFull(() => told.push('full'));
    disk = new FullDisk(1, 1, how);
    const seen: string[] = [];
    const view = (made: readonly { id: string }[]) => {
      seen.push(...made.map(({ id }) => id));
      return null;
    };
    const [made] = await record(recorderOf(db), [note('an answer')], { view });
    end();
    expect(told).toEqual(['full']);
    // The screen was told of one operation, and that one is stored.
    expect(seen).toEqual([made?.id]);
    expect((await db.getAll('operations')).map(({ id }) => id)).toEqual(seen);
    expect(await reserves()).toBe(9);
  },
);

test('a photo takes only a little of it, and then the refusal is told whatever its message', async () => {
  const file = await fileRow(new Blob(['photo']), SUBJECT, recorderOf(db).clock);
  disk = new FullDisk(1, Infinity);
  const refused = record(recorderOf(db), [note('photo')], { files: [file] });
  await expect(refused).rejects.toMatchObject({ name: 'NotStored', kind: 'full' });
  await expect(refused).rejects.toBeInstanceOf(NotStored);
  expect(await reserves()).toBe(8);
  disk.end();
  expect(await db.count('operations')).toBe(0);
  expect(await db.count('blobs')).toBe(0);
  disk = new FullDisk(1, 3);
  await record(recorderOf(db), [note('words still fit')]);
  expect(await db.count('operations')).toBe(1);
});

test('room is what can be written beside the whole reserve, and that is taken away again', async () => {
  expect(await isRoom(seededRandom(3), 1_000)).toBe(true);
  expect(await reserves()).toBe(10);
  await releasePiece('words');
  disk = new FullDisk(2, Infinity);
  expect(await isRoom(seededRandom(3), 1_000)).toBe(false);
  disk.end();
  expect(await reserves()).toBe(10);
});

test('what fails for another reason is told as that', async () => {
  const broken = record(recorderOf(db), [note('x')], {
    view: () => {
      throw new Error('a bug');
    },
  });
  await expect(broken).rejects.toMatchObject({ kind: 'other', message: 'a bug' });
  expect(await reserves()).toBe(10);
});
