import type { Operation } from '../domain';
import { beside } from './beside';
import { putMeta } from './database';
import { bytesOf, headAfter, ownRow, putWaiting, readable } from './operations';
import type { ChainHead, OutboxRow, StoredOperation, Writing } from './schema';

const NOWHERE = { chain: '', seq: 0 } as const;

/** The keys of a chain's rows from a seq on. */
export function placesFrom(chain: string, seq: number): IDBKeyRange {
  return IDBKeyRange.bound([chain, seq], [chain, Number.MAX_SAFE_INTEGER]);
}

/**
 * Within a transaction: the server has this chain up to `through` only. What lies behind waits again,
 * whatever its age. Asked again is also the last one that it has, which shows whether its chain is
 * ours, and what was ever refused: how that stands may be otherwise now.
 */
export async function requeue(tx: Writing, head: ChainHead, through: number): Promise<void> {
  const range = placesFrom(head.chain, 0);
  const rows = await tx.objectStore('operations').index('place').getAll(range);
  const queued = new Set((await tx.objectStore('outbox').getAllKeys(range)).map(([, seq]) => seq));
  const written: Promise<unknown>[] = [];
  for (const row of rows.filter(({ own }) => own)) {
    const asked = row.seq === through || row.code !== undefined;
    if (row.seq <= through && !asked) continue;
    const again = row.seq > through ? waitingAgain(row) : undismissed(row);
    written.push(beside(tx.objectStore('operations').put(again)));
    if (!queued.has(row.seq)) written.push(beside(tx.objectStore('outbox').put(outboxRow(row))));
    queued.add(row.seq);
  }
  // What is no longer on this device still has its place in the chain.
  for (let seq = through + 1; seq <= head.seq; seq += 1) {
    if (queued.has(seq)) continue;
    const hole: OutboxRow = { chain: head.chain, seq, id: '', size: 0 };
    written.push(beside(tx.objectStore('outbox').put(hole)));
  }
  await Promise.all(written);
}

/** Within a transaction: everything recorded here is issued anew on a fresh chain, in its old order. */
export async function moveTo(tx: Writing, fresh: ChainHead): Promise<void> {
  const own = await ownOf(tx);
  await tx.objectStore('outbox').clear();
  await issueAnew(tx, fresh, await inOrder(tx, own));
}

/** Within a transaction: what stands under another chain than the present one is issued anew on it. */
export async function issueRest(tx: Writing, head: ChainHead): Promise<void> {
  const rest = (await ownOf(tx)).filter(({ chain }) => chain !== head.chain);
  for (const { chain, seq } of rest) await tx.objectStore('outbox').delete([chain, seq]);
  await issueAnew(tx, head, await inOrder(tx, rest));
}

/** Within a transaction: notes that this store goes on with a chain; old ones keep their order. */
export async function noteChain(tx: Writing, chain: string): Promise<void> {
  const chains = ((await tx.objectStore('meta').get('chains')) as string[] | undefined) ?? [];
  await putMeta(tx, { chains: [...chains.filter((one) => one !== chain), chain] });
}

/**
 * The same operations with another chain, seq and prev: ids and salts stay, so that the server knows
 * them again and `replaces`, `keep`, `covers` and `state` go on to hold.
 */
async function issueAnew(
  tx: Writing,
  base: ChainHead,
  rows: readonly StoredOperation[],
): Promise<void> {
  let head = base;
  const written: Promise<unknown>[] = [];
  for (const stored of rows) {
    const old = stored.voided === undefined ? readable(stored) : null;
    if (!old) {
      written.push(beside(tx.objectStore('operations').put(leftBehind(stored))));
      continue;
    }
    const { chain, prev } = head;
    const operation: Operation = { ...old, chain, seq: head.seq + 1, prev };
    const row = ownRow(operation, bytesOf(operation), stored.recordedAt);
    head = headAfter(row);
    written.push(putWaiting(tx, row));
  }
  await Promise.all(written);
  await putMeta(tx, { head });
  await noteChain(tx, head.chain);
}

/** Everything that this person recorded here and that has, or had, a place in a chain. */
async function ownOf(tx: Writing): Promise<StoredOperation[]> {
  const rows = await tx.objectStore('operations').getAll();
  return rows.filter(({ own, chain }) => own && chain !== NOWHERE.chain);
}

/** The order of recording: chain after chain as this store went on with them, each by its seq. */
async function inOrder(
  tx: Writing,
  rows: readonly StoredOperation[],
): Promise<readonly StoredOperation[]> {
  const noted = ((await tx.objectStore('meta').get('chains')) as string[] | undefined) ?? [];
  const first = new Map<string, number>();
  for (const { chain, recordedAt } of rows)
    first.set(chain, Math.min(recordedAt, first.get(chain) ?? Infinity));
  // Chains from before this was noted stand first, by when they were begun.
  const unnoted = [...first.keys()].filter((chain) => !noted.includes(chain));
  unnoted.sort((a, b) => (first.get(a) ?? 0) - (first.get(b) ?? 0));
  const rank = new Map([...unnoted, ...noted].map((chain, index) => [chain, index]));
  const rankOf = ({ chain }: StoredOperation) => rank.get(chain) ?? 0;
  return [...rows].sort((a, b) => rankOf(a) - rankOf(b) || a.seq - b.seq);
}

/** Kept and shown as not sent; it has no place in the present chain. */
function leftBehind(stored: StoredOperation): StoredOperation {
  const voided = stored.voided ?? { sha256: '', reason: 'unreadable' };
  return { ...stored, ...NOWHERE, receipt: 'rejected', code: 'void', voided, logSeq: null };
}

function waitingAgain(row: StoredOperation): StoredOperation {
  if (row.voided !== undefined) return row;
  const { code: _code, message: _message, ...rest } = undismissed(row);
  return { ...rest, receipt: 'waiting', logSeq: null };
}

function undismissed({ dismissed: _, ...row }: StoredOperation): StoredOperation {
  return row;
}

function outboxRow({ chain, seq, id, bytes, voided }: StoredOperation): OutboxRow {
  const row = { chain, seq, id, size: bytes.length };
  if (voided === undefined) return row;
  return { ...row, void: voided };
}
