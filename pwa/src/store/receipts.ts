import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Json, JsonObject, Operation } from '../domain';
import { placesFrom, requeue } from './chains';
import { raiseTold } from './claims';
import { durably } from './database';
import { readable } from './operations';
import type {
  ChainHead,
  Database,
  OutboxRow,
  StoredOperation,
  Told,
  Void,
  Writing,
} from './schema';

export interface Status {
  readonly id: string | null;
  readonly status: 'ok' | 'rejected';
  readonly code?: string;
  readonly message?: Json;
}

/** What waits; without an operation the device cannot read it any more. */
export interface Waiting {
  readonly row: OutboxRow;
  readonly stored: StoredOperation | null;
  readonly operation: Operation | null;
}

/** Between the two proofs that an operation cannot be taken. */
export const PROOFS_APART_MS = 60_000;

/** Waiting operations of a chain, oldest first. */
export async function waitingFrom(db: Database, chain: string, limit: number): Promise<Waiting[]> {
  const tx = db.transaction(['outbox', 'operations']);
  const rows = await tx.objectStore('outbox').getAll(placesFrom(chain, 0), limit);
  const found = await Promise.all(rows.map((row) => tx.objectStore('operations').get(row.id)));
  await tx.done;
  return rows.map((row, index) => {
    const stored = found[index] ?? null;
    const here = stored?.chain === row.chain && stored.seq === row.seq ? stored : null;
    const operation = here && readable(here);
    const placed = operation?.chain === row.chain && operation.seq === row.seq;
    return { row, stored: here, operation: placed ? operation : null };
  });
}

/**
 * Lets a void go out in the place of what this device cannot read any more (docs/protocol.md,
 * section 6). Its hash is the `prev` of the next one, which holds even where the bytes have changed.
 * False when that is nowhere.
 */
export function voidUnreadable(db: Database, row: OutboxRow, reason: string): Promise<boolean> {
  return durably(db, ['meta', 'operations', 'outbox'], async (tx) => {
    const sha256 = await hashInChain(tx, row);
    if (sha256 === null) return false;
    await tx.objectStore('outbox').put({ ...row, void: { sha256, reason } });
    return true;
  });
}

/**
 * Notes that the server proved to have read exactly what was sent and cannot take this operation. The
 * second proof, long enough after the first, lets a void go out in its place.
 */
export function noteProof(
  db: Database,
  { row, stored }: Waiting,
  reason: string,
  now: number,
): Promise<void> {
  return durably(db, ['outbox'], async (tx) => {
    const outbox = tx.objectStore('outbox');
    const present = await outbox.get([row.chain, row.seq]);
    if (!present || present.id !== row.id || !stored) return;
    const first = present.proof;
    if (first && now - first.at >= PROOFS_APART_MS) {
      const made: Void = { sha256: bytesToHex(sha256(stored.bytes)), reason };
      await outbox.put({ ...present, void: made });
    } else if (!first || now < first.at) {
      await outbox.put({ ...present, proof: { at: now, reason } });
    }
  });
}

/** What the server answered to a batch, and in which era of this device it was asked. */
export interface Receipt {
  readonly statuses: readonly Status[];
  readonly told: Told;
  readonly era: number;
}

/** Notes the server's receipt for exactly these rows; only now they leave the outbox. */
export function settle(
  db: Database,
  sent: readonly Waiting[],
  { statuses, told, era }: Receipt,
): Promise<void> {
  return durably(db, ['meta', 'operations', 'outbox'], async (tx) => {
    // A new era has put back what an answer of the old one would take out.
    if (((await tx.objectStore('meta').get('era')) ?? 0) !== era) return;
    for (const [index, { row }] of sent.entries()) {
      const status = statuses[index];
      const present = await tx.objectStore('outbox').get([row.chain, row.seq]);
      // Another tab may have settled it, or a new chain taken it over, while the answer was under way.
      if (!status || present?.id !== row.id) continue;
      await tx.objectStore('outbox').delete([row.chain, row.seq]);
      await settleOne(tx, row, status);
    }
    await raiseTold(tx, told);
  });
}

/** Puts own operations from a seq on back into the outbox: they are missing in it. */
export function sendAgainFrom(db: Database, chain: string, seq: number): Promise<void> {
  return durably(db, ['meta', 'operations', 'outbox'], async (tx) => {
    const head = (await tx.objectStore('meta').get('head')) as ChainHead | undefined;
    if (head?.chain === chain) await requeue(tx, head, seq - 1);
  });
}

/** Own operations that are not in the record and that nobody settled for good, newest first. */
export async function refusedOf(db: Database): Promise<StoredOperation[]> {
  const refused = await db.getAllFromIndex('operations', 'receipt', 'rejected');
  return refused.filter(({ dismissed }) => !dismissed).sort((a, b) => b.recordedAt - a.recordedAt);
}

/** The message of a refusal in a language. */
export function messageOf(row: StoredOperation, language: string): string {
  const message = row.message as JsonObject | undefined;
  return String(message?.[language] ?? message?.['en'] ?? row.code ?? '');
}

async function settleOne(tx: Writing, row: OutboxRow, status: Status): Promise<void> {
  const stored = row.id === '' ? undefined : await tx.objectStore('operations').get(row.id);
  if (!stored) return;
  const { code: _code, message: _message, voided: _voided, ...rest } = stored;
  const { code, message } = status;
  await tx.objectStore('operations').put({
    ...rest,
    receipt: status.status,
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
    ...(row.void && status.id === null ? { voided: row.void } : {}),
  });
}

async function hashInChain(tx: Writing, row: OutboxRow): Promise<string | null> {
  const head = (await tx.objectStore('meta').get('head')) as ChainHead | undefined;
  if (head?.chain === row.chain && head.seq === row.seq) return head.prev;
  const next = tx
    .objectStore('operations')
    .index('place')
    .get([row.chain, row.seq + 1]);
  const after = await next;
  return after ? (readable(after)?.prev ?? null) : null;
}
