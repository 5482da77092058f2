import type { Clock } from '../ports';
import type { Database, StoredFile } from './schema';

/** SHA-256 of bytes in hex; computed before any transaction, which it would end. */
export async function hashBytes(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A file row ready to be stored beside its operation. */
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

/** Changes a stored file; nothing happens when it is gone. */
export async function patchFile(
  db: Database,
  sha256: string,
  change: Partial<StoredFile>,
): Promise<void> {
  const tx = db.transaction('files', 'readwrite', { durability: 'strict' });
  const file = await tx.store.get(sha256);
  if (file) await tx.store.put({ ...file, ...change });
  await tx.done;
}

/** Drops the bytes of received files; what the server has not received is never removed. */
export async function freeReceived(db: Database): Promise<number> {
  const tx = db.transaction('files', 'readwrite', { durability: 'strict' });
  let freed = 0;
  for (const file of await tx.store.index('state').getAll('received')) {
    if (!file.bytes) continue;
    freed += file.size;
    await tx.store.put({ ...file, bytes: null });
  }
  await tx.done;
  return freed;
}
