import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonical, type Json, type Operation } from '../domain';
import { type Clock, newId, newSalt, type RandomSource } from '../ports';
import { durably } from './database';
import type {
  ChainHead,
  Database,
  InspectionView,
  StoredFile,
  StoredOperation,
  Writing,
} from './schema';

export type Draft = Omit<
  Operation,
  'v' | 'id' | 'chain' | 'seq' | 'prev' | 'salt' | 'actor' | 'recorded_at'
>;

/** Who records, by which clock and chance. */
export interface Recorder {
  readonly db: Database;
  readonly actor: string;
  readonly clock: Clock;
  readonly random: RandomSource;
}

/** What is written together with the operations. */
export interface Beside {
  readonly view?: (recorded: readonly Operation[]) => InspectionView | null;
  readonly files?: readonly StoredFile[];
}

const TEXT = new TextDecoder();
const OPERATION_BYTES_MAX = 64 * 1024;

/**
 * Serialises, chains and stores operations; with them the outbox rows, the photos and the view, in
 * one durable transaction. When the promise resolves, the taps survive a power cut.
 *
 * Raises: Error when the device refuses to store; then nothing of it is kept.
 */
export function record(
  recorder: Recorder,
  drafts: readonly Draft[],
  beside: Beside = {},
): Promise<Operation[]> {
  return alone(recorder.db.name, () =>
    durably(recorder.db, ['meta', 'operations', 'outbox', 'inspections', 'files'], async (tx) =>
      writeAll(tx, recorder, drafts, beside),
    ),
  );
}

/** The operation of its stored bytes. */
export function operationFrom(stored: StoredOperation): Operation {
  return JSON.parse(TEXT.decode(stored.bytes)) as Operation;
}

/** The operation of its stored bytes, or nothing when the device cannot read them any more. */
export function readable(stored: StoredOperation): Operation | null {
  try {
    return operationFrom(stored);
  } catch {
    return null;
  }
}

/** Stored operations of one subject: those with a place in the log first, then the own by seq. */
export async function operationsOf(
  db: Database,
  subject: string,
): Promise<{ accepted: Operation[]; unsent: Operation[] }> {
  const stored = await db.getAllFromIndex('operations', 'subject', subject);
  const kept = stored.filter(({ receipt }) => receipt !== 'rejected');
  const placed = kept.filter(({ logSeq }) => logSeq !== null);
  placed.sort((a, b) => (a.logSeq ?? 0) - (b.logSeq ?? 0));
  const rest = kept.filter(({ logSeq }) => logSeq === null).sort((a, b) => a.seq - b.seq);
  const read = (rows: readonly StoredOperation[]) => rows.flatMap((row) => readable(row) ?? []);
  return { accepted: read(placed), unsent: read(rest) };
}

/** Runs the work while no other tab writes to the same store. */
export function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (typeof navigator === 'undefined' || !('locks' in navigator)) return work();
  return navigator.locks.request(`${name}-writer`, work) as Promise<T>;
}

/** A row of an own operation. */
export function ownRow(
  operation: Operation,
  bytes: Uint8Array,
  recordedAt: number,
): StoredOperation {
  const { id, chain, seq, subject } = operation;
  return {
    id,
    chain,
    seq,
    subject,
    bytes,
    own: true,
    receipt: 'waiting',
    logSeq: null,
    recordedAt,
  };
}

/**
 * Stores an own operation as waiting and moves the head of its chain. The requests run in order by
 * themselves; `written` waits for all of them at once, which spares a round trip for each.
 */
export function putWaiting(
  tx: Writing,
  row: StoredOperation,
): { head: ChainHead; written: Promise<unknown> } {
  const head = { chain: row.chain, seq: row.seq, prev: bytesToHex(sha256(row.bytes)) };
  const { chain, seq, id } = row;
  const written = Promise.all([
    tx.objectStore('operations').put(row),
    tx.objectStore('outbox').put({ chain, seq, id, size: row.bytes.length }),
    tx.objectStore('meta').put(head, 'head'),
  ]);
  return { head, written };
}

/** The exact bytes of an operation. */
export function bytesOf(operation: Operation): Uint8Array {
  return utf8ToBytes(canonical(operation as unknown as Json));
}

async function writeAll(
  tx: Writing,
  recorder: Recorder,
  drafts: readonly Draft[],
  beside: Beside,
): Promise<Operation[]> {
  let head = (await tx.objectStore('meta').get('head')) as ChainHead | undefined;
  if (!head) throw new Error('this device has no chain for this person');
  const recorded: Operation[] = [];
  const writes: Promise<unknown>[] = [];
  for (const draft of drafts) {
    const operation = completed(draft, head, recorder);
    const bytes = bytesOf(operation);
    if (bytes.length > OPERATION_BYTES_MAX) throw new Error('an operation is larger than 64 KB');
    const put = putWaiting(tx, ownRow(operation, bytes, recorder.clock.now()));
    head = put.head;
    // Should the view fail, the transaction ends and these with it; the view's error is the one told.
    put.written.catch(() => undefined);
    writes.push(put.written);
    recorded.push(operation);
  }
  for (const file of beside.files ?? []) writes.push(tx.objectStore('files').put(file));
  const view = beside.view?.(recorded) ?? null;
  if (view) writes.push(tx.objectStore('inspections').put(view));
  await Promise.all(writes);
  return recorded;
}

function completed(draft: Draft, head: ChainHead, recorder: Recorder): Operation {
  return {
    ...draft,
    v: 1,
    id: newId(recorder.clock, recorder.random),
    chain: head.chain,
    seq: head.seq + 1,
    prev: head.prev,
    salt: newSalt(recorder.random),
    actor: recorder.actor,
    recorded_at: new Date(recorder.clock.now()).toISOString(),
  };
}
