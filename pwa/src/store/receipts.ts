import type { Json, JsonObject, Operation } from '../domain';
import { durably } from './database';
import { bytesOf, ownRow, putWaiting, readable } from './operations';
import type { ChainHead, Database, OutboxRow, StoredOperation, Writing } from './schema';

export interface Status {
  readonly id: string | null;
  readonly status: 'ok' | 'rejected';
  readonly code?: string;
  readonly message?: Json;
}

const RESEND_MS = 90 * 86_400_000;

/** What waits; without `stored` the device cannot read the operation any more. */
export interface Waiting {
  readonly row: OutboxRow;
  readonly stored: StoredOperation | null;
}

/** Waiting operations of a chain, oldest first. */
export async function waitingFrom(db: Database, chain: string, limit: number): Promise<Waiting[]> {
  const range = IDBKeyRange.bound([chain, 0], [chain, Number.MAX_SAFE_INTEGER]);
  const tx = db.transaction(['outbox', 'operations']);
  const rows = await tx.objectStore('outbox').getAll(range, limit);
  const found = await Promise.all(rows.map((row) => tx.objectStore('operations').get(row.id)));
  await tx.done;
  return rows.map((row, index) => ({ row, stored: found[index] ?? null }));
}

/**
 * Lets a void go out in the place of an operation that cannot (protocol.md, section 6). Its hash is the
 * `prev` of the next one, which holds even where the bytes have changed. False when it is nowhere.
 */
export function voidWaiting(db: Database, row: OutboxRow, reason: string): Promise<boolean> {
  return durably(db, ['meta', 'operations', 'outbox'], async (tx) => {
    const sha256 = await hashInChain(tx, row);
    if (sha256 === null) return false;
    await tx.objectStore('outbox').put({ ...row, void: { sha256, reason } });
    return true;
  });
}

async function hashInChain(tx: Writing, row: OutboxRow): Promise<string | null> {
  const head = (await tx.objectStore('meta').get('head')) as ChainHead | undefined;
  if (head?.chain === row.chain && head.seq === row.seq) return head.prev;
  const after = (await tx.objectStore('operations').getAll()).find(
    ({ chain, seq, own }) => own && chain === row.chain && seq === row.seq + 1,
  );
  return after ? (readable(after)?.prev ?? null) : null;
}

/** Notes the server's receipt for exactly these rows; only now they leave the outbox. */
export function settle(
  db: Database,
  sent: readonly Waiting[],
  statuses: readonly Status[],
): Promise<void> {
  return durably(db, ['operations', 'outbox'], async (tx) => {
    for (const [index, { row, stored }] of sent.entries()) {
      const status = statuses[index];
      if (!status || (status.id !== null && status.id !== row.id)) continue;
      const { code, message } = status;
      await tx.objectStore('outbox').delete([row.chain, row.seq]);
      if (!stored) continue;
      await tx.objectStore('operations').put({
        ...stored,
        receipt: status.status,
        ...(code === undefined ? {} : { code }),
        ...(message === undefined ? {} : { message }),
      });
    }
  });
}

/** Puts own operations from a seq on back into the outbox: the server lacks them. */
export function sendAgainFrom(db: Database, chain: string, seq: number): Promise<number> {
  return requeue(db, (row) => row.chain === chain && row.seq >= seq);
}

/** After a restore of the server: own operations of the last 90 days are sent again. */
export async function sendAgainRecent(db: Database, now: number): Promise<number> {
  const count = await requeue(db, (row) => row.recordedAt >= now - RESEND_MS);
  await durably(db, ['operations'], async (tx) => {
    for (const row of await tx.objectStore('operations').getAll()) {
      if (row.own) await tx.objectStore('operations').put({ ...row, logSeq: null });
      else await tx.objectStore('operations').delete(row.id);
    }
  });
  return count;
}

/** Issues the unsent operations of a forked chain anew on a fresh one, in their order. */
export function moveToChain(db: Database, fresh: ChainHead): Promise<number> {
  return durably(db, ['meta', 'operations', 'outbox'], async (tx) => {
    const rows = await tx.objectStore('outbox').getAll();
    let head = fresh;
    await tx.objectStore('meta').put(head, 'head');
    for (const row of rows.filter(({ chain }) => chain !== fresh.chain)) {
      const stored = await tx.objectStore('operations').get(row.id);
      await tx.objectStore('outbox').delete([row.chain, row.seq]);
      const old = stored && !row.void ? readable(stored) : null;
      if (stored && !old)
        await tx.objectStore('operations').put({ ...stored, receipt: 'rejected', code: 'void' });
      if (!stored || !old) continue;
      const { chain, prev } = head;
      const operation: Operation = { ...old, chain, seq: head.seq + 1, prev };
      const put = putWaiting(tx, ownRow(operation, bytesOf(operation), stored.recordedAt));
      head = put.head;
      await put.written;
    }
    return rows.length;
  });
}

/** Own operations that the server keeps in quarantine, newest first. */
export async function refusedOf(db: Database): Promise<StoredOperation[]> {
  const refused = await db.getAllFromIndex('operations', 'receipt', 'rejected');
  return refused.sort((a, b) => b.recordedAt - a.recordedAt);
}

/** The message of a refusal in a language. */
export function messageOf(row: StoredOperation, language: string): string {
  const message = row.message as JsonObject | undefined;
  return String(message?.[language] ?? message?.['en'] ?? row.code ?? '');
}

function requeue(db: Database, wanted: (row: StoredOperation) => boolean): Promise<number> {
  return durably(db, ['operations', 'outbox'], async (tx) => {
    let count = 0;
    for (const row of await tx.objectStore('operations').getAll()) {
      if (!row.own || !wanted(row)) continue;
      const { chain, seq, id } = row;
      await tx.objectStore('outbox').put({ chain, seq, id, size: row.bytes.length });
      count += 1;
    }
    return count;
  });
}
