import type { Clock } from '../ports';
import { durably, readMeta, writeMeta } from './database';
import type { Database, FileState, StoredFile, Writing } from './schema';

/** SHA-256 of bytes in hex; computed before any transaction, which it would end. */
export async function hashBytes(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A file ready to be stored beside its operation. */
export async function fileRow(blob: Blob, subject: string, clock: Clock): Promise<StoredFile> {
  const bytes = await blob.arrayBuffer();
  return {
    sha256: await hashBytes(bytes),
    type: blob.type || 'application/octet-stream',
    size: bytes.byteLength,
    subject,
    addedAt: clock.now(),
    state: 'waiting',
    bytes,
  };
}

/** Stores a file; what the server is known to have already does not wait again. */
export async function keepFile(tx: Writing, { bytes, ...file }: StoredFile): Promise<void> {
  const known = await tx.objectStore('files').get(file.sha256);
  const subjects = new Set([...(known ? subjectsOf(known) : []), file.subject]);
  const arrived = known?.state === 'received' || known?.state === 'claimed';
  const begun = known?.uploadUrl === undefined ? {} : { uploadUrl: known.uploadUrl };
  const row = arrived ? withoutBytes(known) : { ...file, ...begun };
  if (bytes) await tx.objectStore('blobs').put(bytes, file.sha256);
  await tx.objectStore('files').put({ ...row, subjects: [...subjects] });
}

/** The subjects that a file was recorded for. */
export function subjectsOf(file: StoredFile): readonly string[] {
  return file.subjects ?? [file.subject];
}

/** The bytes of a file, where this device still has them. */
export async function bytesOfFile(db: Database, sha256: string): Promise<ArrayBuffer | null> {
  const tx = db.transaction(['files', 'blobs']);
  const bytes = await tx.objectStore('blobs').get(sha256);
  return bytes ?? (await tx.objectStore('files').get(sha256))?.bytes ?? null;
}

/** Within a transaction: whether the bytes of a file are here. */
export async function isHeld(tx: Writing, file: StoredFile): Promise<boolean> {
  return Boolean(file.bytes) || (await tx.objectStore('blobs').getKey(file.sha256)) !== undefined;
}

/** Every file of this device with whether its bytes are here, row by row. */
export async function filesHeld(db: Database): Promise<{ file: StoredFile; held: boolean }[]> {
  const tx = db.transaction(['files', 'blobs']);
  const held = new Set(await tx.objectStore('blobs').getAllKeys());
  const found: { file: StoredFile; held: boolean }[] = [];
  // One at a time: rows of an older version carry their bytes with them.
  for await (const { value } of tx.objectStore('files').iterate()) {
    const file = withoutBytes(value);
    found.push({ file, held: Boolean(value.bytes) || held.has(file.sha256) });
  }
  return found;
}

/** The hashes of all files by how they stand in this era. */
export type Standing = Readonly<Record<FileState, readonly string[]>>;

/** How the files stand: what was received or lost in an earlier era is a claim. */
export async function standingOf(db: Database): Promise<Standing> {
  const tx = db.transaction(['meta', 'files']);
  const files = tx.objectStore('files');
  const era = ((await tx.objectStore('meta').get('era')) as number | undefined) ?? 0;
  const of = (state: FileState) => files.index('state').getAllKeys(state);
  const now = (state: FileState) => files.index('standing').getAllKeys([state, era]);
  const [waiting, ended, claimed] = await Promise.all([of('waiting'), of('ended'), of('claimed')]);
  const [received, lost] = await Promise.all([now('received'), now('lost')]);
  const earlier = [...(await of('received')), ...(await of('lost'))];
  const present = new Set([...received, ...lost]);
  const stale = earlier.filter((sha256) => !present.has(sha256));
  return { waiting, ended, received, lost, claimed: [...claimed, ...stale] };
}

/** What is to change in which files. */
export type FileChanges = ReadonlyMap<string, Partial<StoredFile>>;

/** Changes stored files together; nothing happens to those that are gone. */
export function patchFiles(db: Database, changes: FileChanges): Promise<void> {
  return durably(db, ['files', 'blobs'], async (tx) => {
    for (const [sha256, change] of changes) {
      const file = await tx.objectStore('files').get(sha256);
      if (file) await putFile(tx, { ...file, ...change });
    }
  });
}

/** Changes a stored file; nothing happens when it is gone. */
export function patchFile(
  db: Database,
  sha256: string,
  change: Partial<StoredFile>,
): Promise<void> {
  return patchFiles(db, new Map([[sha256, change]]));
}

/** Puts a row; bytes of an older version move to their own place, so that the next change is small. */
export async function putFile(tx: Writing, { bytes, ...row }: StoredFile): Promise<void> {
  if (bytes) await tx.objectStore('blobs').put(bytes, row.sha256);
  await tx.objectStore('files').put(row);
}

/** Of a file that is received: whether it is backed up too, where the server tells of backups. */
export function isBackedUp(file: StoredFile, through: number | null | undefined): boolean {
  if (through === undefined) return true;
  return through !== null && (file.receivedAt ?? Infinity) < through;
}

/**
 * Drops the bytes of received files; what the server has not received is never removed. `proved`
 * names those that it has, but which a full store could not yet be told of: this needs no room.
 */
export async function freeReceived(
  db: Database,
  proved: ReadonlySet<string> = new Set(),
): Promise<number> {
  const through = (await db.get('meta', 'backedUpThrough')) as number | null | undefined;
  const { received } = await standingOf(db);
  const isProved = ({ state, era, sha256 }: StoredFile, now: number) =>
    (state === 'received' && era === now) || proved.has(sha256);
  const may = (file: StoredFile, now: number) => isProved(file, now) && isBackedUp(file, through);
  return drop(db, [...received, ...proved], may);
}

/** Drops the bytes of files that nothing recorded needs, or can need again. */
export async function freeEnded(db: Database): Promise<number> {
  return drop(db, (await standingOf(db)).ended, isOver);
}

/** True for a file whose transfer has ended for good: what was only refused may be admitted yet. */
export function isOver({ state, endedBy }: StoredFile): boolean {
  return state === 'ended' && endedBy !== 'refused';
}

/** Moves the bytes that an older version kept in the rows, one row at a time; goes on later if need be. */
export async function moveBytes(db: Database): Promise<void> {
  if (await readMeta<boolean>(db, 'bytesMoved')) return;
  for (const sha256 of await db.getAllKeys('files')) {
    const work = async (tx: Writing): Promise<void> => {
      const file = await tx.objectStore('files').get(sha256);
      if (file?.bytes) await putFile(tx, file);
    };
    await durably(db, ['files', 'blobs'], work, 'pulled');
  }
  await writeMeta(db, { bytesMoved: true });
}

function withoutBytes({ bytes: _, ...row }: StoredFile): StoredFile {
  return row;
}

function drop(
  db: Database,
  hashes: readonly string[],
  may: (file: StoredFile, era: number) => boolean,
): Promise<number> {
  return durably(db, ['meta', 'files', 'blobs'], async (tx) => {
    let freed = 0;
    const era = ((await tx.objectStore('meta').get('era')) as number | undefined) ?? 0;
    for (const sha256 of hashes) {
      const file = await tx.objectStore('files').get(sha256);
      if (!file || !may(file, era) || !(await isHeld(tx, file))) continue;
      freed += file.size;
      await tx.objectStore('blobs').delete(sha256);
      if (file.bytes) await tx.objectStore('files').put(withoutBytes(file));
    }
    return freed;
  });
}
