import { expect, test } from 'vitest';
import { freeEnded, freeReceived, isOver, standingOf } from '../../src/store/files';
import { record } from '../../src/store/operations';
import { endTransfers } from '../../src/store/wanted';
import { Rig } from '../support/rig';
import { SUBJECT } from '../support/world';

const stateOf = async (rig: Rig, sha256: string) => (await rig.db.get('files', sha256))?.state;
const creates = (rig: Rig) => rig.asked.filter((step) => step === 'create').length;

/** A photo whose attach was refused while its transfer could not be made. */
async function refusedPhoto(): Promise<{ rig: Rig; sha256: string; attach: string }> {
  const rig = await Rig.signedIn();
  rig.model.refuse = (text) => (text.includes('"kind":"attach"') ? 'inspection_submitted' : null);
  const sha256 = await rig.photo(1);
  const attach = rig.operations[0]?.id ?? '';
  await rig.exchange();
  return { rig, sha256, attach };
}

test('a refused attach ends its transfer; what the person may free is kept until it is settled', async () => {
  const { rig, sha256, attach } = await refusedPhoto();
  expect(await stateOf(rig, sha256)).toBe('ended');
  expect(creates(rig)).toBe(0);
  expect(rig.sync.state()).toMatchObject({ files: 0, refused: 1 });
  expect(await freeEnded(rig.db)).toBe(0);
  rig.model.dismiss(attach);
  await rig.exchange();
  await rig.exchange();
  expect(rig.sync.state()).toMatchObject({ files: 0, refused: 0 });
  const row = await rig.db.get('files', sha256);
  expect(row && isOver(row)).toBe(true);
  expect(await freeEnded(rig.db)).toBe(1_000);
  expect(creates(rig)).toBe(0);
});

test('an attach that an officer admits begins its transfer again', async () => {
  const { rig, sha256, attach } = await refusedPhoto();
  rig.model.admit(attach);
  await rig.settle();
  expect(await stateOf(rig, sha256)).toBe('received');
  await rig.everythingIsThere();
});

test('a photo that was taken back before it went is not sent; brought back, it is', async () => {
  const rig = await Rig.signedIn();
  rig.online = false;
  const sha256 = await rig.photo(1);
  const [attach] = rig.operations;
  if (!attach) throw new Error('a photo was attached');
  const place = { about: 'inspection', subject: SUBJECT } as const;
  await record(rig.recorder, [{ ...place, kind: 'detach', replaces: [attach.id] }]);
  rig.online = true;
  await rig.exchange();
  expect(await stateOf(rig, sha256)).toBe('ended');
  expect(creates(rig)).toBe(0);
  expect(rig.sync.state()).toMatchObject({ waiting: 0, files: 0 });
  await record(rig.recorder, [{ ...place, kind: 'attach', value: attach.value ?? null }]);
  await rig.exchange();
  expect(await stateOf(rig, sha256)).toBe('received');
});

test('a photo that another record needs is sent, whatever became of the first', async () => {
  const { rig, sha256 } = await refusedPhoto();
  rig.model.refuse = () => null;
  const value = { event: 'submit', files: [sha256] };
  await record(rig.recorder, [{ about: 'action', subject: SUBJECT, kind: 'move', value }]);
  await rig.exchange();
  expect(await stateOf(rig, sha256)).toBe('received');
});

test('what was taken back and freed, and is needed after all, is asked for and named as lost', async () => {
  const rig = await Rig.signedIn();
  rig.online = false;
  const sha256 = await rig.photo(1);
  const [attach] = rig.operations;
  if (!attach) throw new Error('a photo was attached');
  const place = { about: 'inspection', subject: SUBJECT } as const;
  await record(rig.recorder, [{ ...place, kind: 'detach', replaces: [attach.id] }]);
  await endTransfers(rig.db);
  expect(await freeEnded(rig.db)).toBe(1_000);
  await record(rig.recorder, [{ ...place, kind: 'attach', value: attach.value ?? null }]);
  rig.online = true;
  await rig.exchange();
  await rig.exchange();
  expect(await stateOf(rig, sha256)).toBe('lost');
  expect(rig.sync.state()).toMatchObject({ filesLost: 1, files: 0 });
});

test('a file without content is never sent, and is shown with the reason', async () => {
  const rig = await Rig.signedIn();
  const sha256 = await rig.photo(1, 0);
  await rig.exchange();
  await rig.exchange();
  expect(creates(rig)).toBe(0);
  expect(await rig.db.get('files', sha256)).toMatchObject({ state: 'waiting', refusal: 'empty' });
  expect(rig.sync.state()).toMatchObject({ files: 1, stop: null });
});

test('a file that is too large for the server is shown with the reason and tried ever less', async () => {
  const rig = await Rig.signedIn();
  const sha256 = await rig.photo(1, 25_000_001);
  await rig.photo(2);
  for (let minute = 0; minute < 60; minute += 1) {
    await rig.sync.tryNow();
    rig.time.pass(60_000);
  }
  expect(await rig.db.get('files', sha256)).toMatchObject({
    state: 'waiting',
    refusal: 'too_large',
  });
  expect(creates(rig)).toBeLessThan(8);
  expect(rig.sync.state()).toMatchObject({ files: 1, filesReceived: 1, stop: null });
});

test('wherever an answer says that a file goes, it goes to this server alone', async () => {
  const rig = await Rig.signedIn();
  await rig.photo(1);
  const elsewhere = async (pass: () => Promise<Response>) => {
    const { headers } = await pass();
    const place = `https://else.invalid${headers.get('Location')}`;
    return new Response(null, { status: 201, headers: { Location: place, 'Upload-Offset': '0' } });
  };
  rig.lieAt('create', elsewhere, 1);
  await rig.settle();
  await rig.everythingIsThere();
  expect([...rig.paths].filter((path) => !path.startsWith('/api/'))).toEqual([]);
});

test('where something on the way takes only small requests, the pieces get smaller', async () => {
  const rig = await Rig.signedIn();
  rig.model.door.patchMax = 300_000;
  await rig.photo(1, 2_000_000);
  await rig.settle();
  await rig.everythingIsThere();
});

test('bytes are freed only when a backup has them, where the server tells of backups', async () => {
  const rig = await Rig.signedIn();
  rig.model.backedUpThrough = null;
  await rig.photo(1);
  await rig.settle();
  expect((await standingOf(rig.db)).received).toHaveLength(1);
  expect(await freeReceived(rig.db)).toBe(0);
  rig.model.backedUpThrough = '2026-11-20T09:41:00.000Z';
  await rig.exchange();
  expect(await freeReceived(rig.db)).toBe(0);
  rig.model.backedUpThrough = '2026-11-20T09:42:00.000Z';
  await rig.exchange();
  expect(await freeReceived(rig.db)).toBe(1_000);
});

test('before bytes are freed the server is asked once more, and what it lacks stays', async () => {
  const rig = await Rig.signedIn();
  const kept = await rig.photo(1);
  await rig.photo(2);
  await rig.settle();
  rig.model.door.files.delete(kept);
  rig.unaware = true;
  rig.lieAt('create', async () => Promise.reject(new TypeError('reset')));
  expect(await rig.sync.free()).toBe(1_000);
  expect(await rig.db.getAllKeys('blobs')).toEqual([kept]);
});

test('once an hour the server is asked for all that it is said to have, and is sent what it lost', async () => {
  const rig = await Rig.signedIn();
  await rig.photo(1);
  await rig.photo(2);
  await rig.settle();
  const asks = () => rig.asked.filter((step) => step === 'known').length;
  const before = asks();
  const [sha256 = ''] = rig.photos.keys();
  rig.model.door.files.delete(sha256);
  rig.unaware = true;

  rig.time.now += 59 * 60_000;
  await rig.sync.tryNow();
  expect(asks()).toBe(before);
  expect(rig.sync.state().filesReceived).toBe(2);

  rig.time.now += 60_000;
  await rig.sync.tryNow();
  rig.unaware = false;
  expect(asks()).toBeGreaterThan(before);
  await rig.settle();
  await rig.everythingIsThere();
});
