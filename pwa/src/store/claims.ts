import { requeue } from './chains';
import { durably, putMeta, readMeta } from './database';
import { standingOf } from './files';
import type { ChainHead, Checking, Database, Told, Writing } from './schema';

/**
 * What the server told is a claim about one epoch of one server (docs/protocol.md, section 8). When
 * it may no longer hold, a new era begins here: nothing counts as received until it is asked for.
 */

/** An epoch as it goes over the wire; older servers named a whole number. Null: it is none. */
export function epochText(value: unknown): string | null {
  const text = Number.isSafeInteger(value) ? String(value) : value;
  return typeof text === 'string' && /^[0-9A-Za-z._-]{1,64}$/.test(text) ? text : null;
}

/** Where a store stands: its chain, what the server told of it, and the count of its eras. */
export interface Point {
  readonly head: ChainHead | null;
  readonly told: Told | null;
  readonly era: number;
}

/** Where a store stands at one moment. */
export async function pointOf(db: Database): Promise<Point> {
  const meta = db.transaction('meta').store;
  const [head, told, era] = await Promise.all([
    meta.get('head'),
    meta.get('told'),
    meta.get('era'),
  ]);
  return {
    head: (head as ChainHead | undefined) ?? null,
    told: (told as Told | undefined) ?? null,
    era: (era as number | undefined) ?? 0,
  };
}

/** True when another epoch is named than the one that something was told in. */
export function isOther(told: Told, epoch: string | null): boolean {
  return told.epoch !== null && epoch !== null && told.epoch !== epoch;
}

/** What was found to be otherwise than it had been told. */
export interface Finding {
  /** The epoch that was named. */
  readonly epoch: string | null;
  /** Up to where the server has the chain; null: it did not say. */
  readonly through: number | null;
  /** What had been told when it was asked: an answer to an older question changes nothing. */
  readonly told: Told | null;
}

/** Opens every claim again, in one transaction; false when another tab has done so meanwhile. */
export function openClaims(db: Database, finding: Finding): Promise<boolean> {
  return durably(db, ['meta', 'operations', 'outbox'], async (tx) => {
    const meta = tx.objectStore('meta');
    const told = (await meta.get('told')) as Told | undefined;
    const head = (await meta.get('head')) as ChainHead | undefined;
    if (!head || !sameTold(told ?? null, finding.told)) return false;
    const seq = finding.through ?? told?.seq ?? 0;
    await beginEra(tx, finding.epoch);
    await putMeta(tx, { told: { epoch: finding.epoch, chain: head.chain, seq } });
    if (finding.through !== null) await requeue(tx, head, finding.through);
    return true;
  });
}

/**
 * Another epoch was named by an answer that says nothing of the chain: what it has is asked for as
 * soon as it can be, and nothing counts as received until then.
 */
export function suspect(db: Database, epoch: string | null): Promise<void> {
  return durably(db, ['meta'], async (tx) => {
    const meta = tx.objectStore('meta');
    const told = (await meta.get('told')) as Told | undefined;
    const checking = (await meta.get('checking')) as Checking | undefined;
    if (!told || !isOther(told, epoch) || checking?.epoch === epoch) return;
    await beginEra(tx, epoch);
  });
}

/** Within a transaction: a new era, whose snapshot is to be taken. */
export async function beginEra(tx: Writing, epoch: string | null): Promise<void> {
  const meta = tx.objectStore('meta');
  const era = ((await meta.get('era')) as number | undefined) ?? 0;
  const checking: Checking = { epoch, snapshot: 'wanted' };
  await putMeta(tx, { era: era + 1, checking });
  await meta.delete('cursor');
}

/** Ends the check when nothing is left of it. */
export async function endCheck(db: Database): Promise<void> {
  const checking = await readMeta<Checking>(db, 'checking');
  if (checking?.snapshot !== 'none' || (await standingOf(db)).claimed.length > 0) return;
  const { era } = await pointOf(db);
  await durably(db, ['meta'], async (tx) => {
    if (((await tx.objectStore('meta').get('era')) ?? 0) !== era) return;
    await tx.objectStore('meta').delete('checking');
  });
}

/** Within a transaction: raises what was told of the chain; an answer of another era changes nothing. */
export async function raiseTold(tx: Writing, next: Told): Promise<void> {
  const meta = tx.objectStore('meta');
  const told = (await meta.get('told')) as Told | undefined;
  if (told?.chain !== next.chain || isOther(told, next.epoch)) return;
  if (told.epoch === next.epoch && told.seq >= next.seq) return;
  const epoch = next.epoch ?? told.epoch;
  await meta.put({ epoch, chain: told.chain, seq: Math.max(told.seq, next.seq) }, 'told');
}

function sameTold(one: Told | null, other: Told | null): boolean {
  if (!one || !other) return one === other;
  return one.epoch === other.epoch && one.chain === other.chain && one.seq === other.seq;
}
