import { createHash } from 'node:crypto';
import type { Page } from '@playwright/test';
import type { Operation } from '../../../src/domain';
import type { Claim } from './hand';

interface Row {
  readonly id: string;
  readonly chain: string;
  readonly seq: number;
  readonly own: boolean;
  readonly text: string;
}

interface FileKept {
  readonly sha256: string;
  readonly size: number;
  /** SHA-256 of the bytes that lie here; null: there are none. */
  readonly found: string | null;
}

/** Everything that a device holds of its one person's work. */
export interface Kept {
  readonly head: { readonly chain: string; readonly seq: number; readonly prev: string | null };
  readonly rows: readonly Row[];
  readonly outbox: readonly { readonly id: string; readonly seq: number; readonly size: number }[];
  readonly files: readonly FileKept[];
  readonly loose: readonly string[];
}

/** Reads a device's store as it lies there. */
export function keptOn(page: Page): Promise<Kept> {
  return page.evaluate(async () => {
    const known = (await indexedDB.databases()).map((one) => one.name ?? '');
    const open = indexedDB.open(known.find((one) => /^fieldseal-[0-9a-f-]{36}$/.test(one)) ?? '');
    const done = <R>(request: IDBRequest<R>) =>
      new Promise<R>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const db = await done(open);
    const tx = db.transaction(['meta', 'operations', 'outbox', 'files', 'blobs']);
    const all = (name: string) => done(tx.objectStore(name).getAll());
    const [operations, outbox, files] = [all('operations'), all('outbox'), all('files')];
    const [blobs, keys] = [all('blobs'), done(tx.objectStore('blobs').getAllKeys())];
    const head = await done(tx.objectStore('meta').get('head'));
    const hexOf = async (bytes: ArrayBuffer) => {
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
      return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    };
    const held = new Map<unknown, string>();
    for (const [index, bytes] of (await blobs).entries())
      held.set((await keys)[index], await hexOf(bytes));
    const decoder = new TextDecoder();
    const kept = {
      head,
      rows: (await operations).map(({ bytes, ...row }) => ({
        ...row,
        text: decoder.decode(bytes),
      })),
      outbox: await outbox,
      files: (await files).map((file) => ({ ...file, found: held.get(file.sha256) ?? null })),
      loose: [] as string[],
    };
    const named = new Set(kept.files.map(({ sha256 }) => sha256));
    kept.loose = [...held.keys()].map(String).filter((sha256) => !named.has(sha256));
    db.close();
    return kept;
  });
}

/** The own operations of a device, in the order of recording. */
export function recordedIn({ rows }: Kept): Operation[] {
  const own = rows.filter((row) => row.own).sort((a, b) => a.seq - b.seq);
  return own.map(({ text }) => JSON.parse(text) as Operation);
}

/** What is torn: an operation without its place in the queue or its photo, a broken chain, loose bytes. */
export function tornIn(kept: Kept): string[] {
  const own = kept.rows.filter((row) => row.own).sort((a, b) => a.seq - b.seq);
  const torn: string[] = [];
  let prev: string | null = null;
  for (const [index, { seq, text }] of own.entries()) {
    const operation = JSON.parse(text) as Operation;
    if (seq !== index + 1 || operation.seq !== seq) torn.push(`place ${index + 1} has seq ${seq}`);
    if (operation.prev !== prev) torn.push(`the chain breaks before seq ${seq}`);
    prev = createHash('sha256').update(text).digest('hex');
  }
  if (kept.head.seq !== own.length || kept.head.prev !== prev) torn.push('the head is another');
  const queued = kept.outbox.map(({ id, seq }) => `${seq} ${id}`).sort();
  if (`${queued}` !== `${own.map(({ id, seq }) => `${seq} ${id}`).sort()}`)
    torn.push('the queue is not what was recorded');
  const attached = new Set(
    recordedIn(kept)
      .filter(({ kind }) => kind === 'attach')
      .map(({ value }) => (value as { file: string }).file),
  );
  for (const { sha256, found } of kept.files) {
    if (found !== sha256) torn.push(`photo ${sha256} has ${found ?? 'no bytes'}`);
    if (!attached.delete(sha256)) torn.push(`photo ${sha256} belongs to nothing`);
  }
  for (const sha256 of attached) torn.push(`photo ${sha256} is named and not here`);
  return [...torn, ...kept.loose.map((sha256) => `bytes ${sha256} without a row`)];
}

/**
 * What the screen called saved and the device does not hold, of one inspection and beyond what was
 * recorded before. Claims about a question come in the order of its operations.
 */
export function lostOf(claims: readonly Claim[], operations: readonly Operation[]): Claim[] {
  const answers = operations.filter(({ kind }) => kind === 'answer');
  const photos = operations.filter(({ kind }) => kind === 'attach');
  const reached = new Map<string, number>();
  return claims.filter((claim) => {
    const { question } = claim;
    if ('photos' in claim)
      return photos.filter((one) => one.question === question).length < claim.photos;
    const from = reached.get(question) ?? 0;
    const at = answers.findIndex(
      (one, index) => index >= from && one.question === question && one.value === claim.choice,
    );
    reached.set(question, at + 1);
    return at < 0;
  });
}
