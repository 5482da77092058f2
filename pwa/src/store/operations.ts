import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonical, isObject, type Json, type Operation } from '../domain';
import { type Clock, newId, newSalt, type RandomSource } from '../ports';
import { beside } from './beside';
import { durably } from './database';
import { keepFile } from './files';
import { NotStored } from './not_stored';
import type {
  ChainHead,
  Database,
  InspectionView,
  StoredFile,
  StoredOperation,
  Writing,
} from './schema';

export { NotStored } from './not_stored';

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

const TEXT = new TextDecoder('utf-8', { fatal: true });
/** Issued anew on another chain an operation may grow by a `prev` and some digits (64 KB in all). */
const OPERATION_BYTES_MAX = 64 * 1024 - 128;

/**
 * Serialises, chains and stores operations; with them the outbox rows, the photos and the view, in
 * one durable transaction. When the promise resolves, the taps survive a power cut.
 *
 * Raises: NotStored when the device refuses to store; then nothing of it is kept.
 */
export async function record(
  recorder: Recorder,
  drafts: readonly Draft[],
  { files = [], view }: Beside = {},
): Promise<Operation[]> {
  const { db } = recorder;
  const names = ['meta', 'operations', 'outbox', 'inspections', 'files', 'blobs'] as const;
  const plan = planner(recorder, drafts, view);
  const need = files.length > 0 ? 'photo' : 'words';
  try {
    return await alone(db.name, () =>
      durably(db, [...names], (tx) => writeAll(tx, plan, files), need),
    );
  } catch (error) {
    throw new NotStored(error);
  }
}

/** The operation of its stored bytes. Raises: Error when they are not readable. */
export function operationFrom(stored: StoredOperation): Operation {
  return JSON.parse(TEXT.decode(stored.bytes)) as Operation;
}

/** The operation of its stored bytes, or nothing when the device cannot read them any more. */
export function readable(stored: StoredOperation): Operation | null {
  try {
    const operation = operationFrom(stored);
    return isObject(operation) && operation.id === stored.id ? operation : null;
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
  const { placed, rest } = parted(stored);
  const read = (rows: readonly StoredOperation[]) => rows.flatMap((row) => readable(row) ?? []);
  return { accepted: read(placed), unsent: read(rest) };
}

/** Rows of one subject in the order in which they count; refused ones do not. */
export function inOrder(stored: readonly StoredOperation[]): StoredOperation[] {
  const { placed, rest } = parted(stored);
  return [...placed, ...rest];
}

function parted(stored: readonly StoredOperation[]) {
  const kept = stored.filter(({ receipt }) => receipt !== 'rejected');
  const placed = kept.filter(({ logSeq }) => logSeq !== null);
  placed.sort((a, b) => (a.logSeq ?? 0) - (b.logSeq ?? 0));
  const rest = kept.filter(({ logSeq }) => logSeq === null).sort((a, b) => a.seq - b.seq);
  return { placed, rest };
}

/** Runs the work while no other tab writes to the same store; where there are no tabs, at once. */
export function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (typeof document === 'undefined' || !('locks' in navigator)) return work();
  return navigator.locks.request(`${name}-writer`, work) as Promise<T>;
}

/** A row of an own operation that waits. */
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
 * Stores an own operation as waiting. The requests run in order by themselves; the result waits for
 * all of them at once, which spares a round trip for each.
 */
export function putWaiting(tx: Writing, row: StoredOperation): Promise<unknown> {
  const { chain, seq, id } = row;
  const stored = beside(tx.objectStore('operations').put(row));
  const queued = beside(tx.objectStore('outbox').put({ chain, seq, id, size: row.bytes.length }));
  return beside(Promise.all([stored, queued]));
}

/** The head of a chain after a row. */
export function headAfter({ chain, seq, bytes }: StoredOperation): ChainHead {
  return { chain, seq, prev: bytesToHex(sha256(bytes)) };
}

/** The exact bytes of an operation. */
export function bytesOf(operation: Operation): Uint8Array {
  return utf8ToBytes(canonical(operation as unknown as Json));
}

/** What a transaction is to write; made once for a head, also when the transaction runs again. */
interface Plan {
  readonly before: ChainHead;
  readonly after: ChainHead;
  readonly rows: readonly StoredOperation[];
  readonly operations: readonly Operation[];
  readonly view: InspectionView | null;
}

function planner(
  recorder: Recorder,
  drafts: readonly Draft[],
  view: Beside['view'],
): (head: ChainHead | undefined) => Plan {
  let plan: Plan | null = null;
  return (head) => {
    if (!head) throw new Error('this device has no chain for this person');
    plan ??= planOf(head, recorder, drafts, view);
    const { chain, seq } = plan.before;
    if (chain !== head.chain || seq !== head.seq) throw new Error('another tab wrote in between');
    return plan;
  };
}

function planOf(
  before: ChainHead,
  recorder: Recorder,
  drafts: readonly Draft[],
  view: Beside['view'],
): Plan {
  let after = before;
  const operations: Operation[] = [];
  const rows = drafts.map((draft) => {
    const operation = completed(draft, after, recorder);
    const bytes = bytesOf(operation);
    if (bytes.length > OPERATION_BYTES_MAX) throw new Error('an operation is larger than 64 KB');
    const row = ownRow(operation, bytes, recorder.clock.now());
    after = headAfter(row);
    operations.push(operation);
    return row;
  });
  return { before, after, rows, operations, view: view?.(operations) ?? null };
}

async function writeAll(
  tx: Writing,
  plan: (head: ChainHead | undefined) => Plan,
  files: readonly StoredFile[],
): Promise<Operation[]> {
  const head = (await tx.objectStore('meta').get('head')) as ChainHead | undefined;
  const { rows, operations, after, view } = plan(head);
  const writes = rows.map((row) => putWaiting(tx, row));
  writes.push(beside(tx.objectStore('meta').put(after, 'head')));
  if (view) writes.push(beside(tx.objectStore('inspections').put(view)));
  for (const file of files) writes.push(beside(keepFile(tx, file)));
  await Promise.all(writes);
  return [...operations];
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
