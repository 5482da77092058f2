import { type Operation, type Place, placeOf, slotOf } from '../domain';
import { type Draft, operationsOf, readable } from '../store/operations';
import type { Database, StoredOperation } from '../store/schema';

/** One list for all who have none: nobody looks again at what has not changed. */
const NONE: readonly Refused[] = [];

/** An own operation that the server refused and nothing has settled since. */
export interface Refused {
  readonly place: Place;
  readonly slot: string | null;
  readonly operation: Operation;
  readonly stored: StoredOperation;
}

/**
 * What is recorded of an inspection: what has a place in the log, then one's own. Where the server
 * refused the start itself, one's own refused operations are read too: what was recorded stays to be seen.
 */
export async function recordOf(
  db: Database,
  subject: string,
): Promise<{ accepted: Operation[]; unsent: Operation[] }> {
  const record = await operationsOf(db, subject);
  const all = [...record.accepted, ...record.unsent];
  if (all.some(({ kind }) => kind === 'start')) return record;
  const rows = await db.getAllFromIndex('operations', 'subject', subject);
  const own = rows.filter(isOwn).flatMap((row) => readable(row) ?? []);
  return { accepted: record.accepted, unsent: own };
}

/** Own refused operations among the rows of an inspection that nobody has settled, oldest first. */
export async function refusedIn(
  db: Database,
  rows: readonly StoredOperation[],
): Promise<readonly Refused[]> {
  if (!rows.some(({ receipt }) => receipt === 'rejected')) return NONE;
  const found = standing(rows.filter(isOwn));
  const settled = await Promise.all(found.map(({ stored }) => isSettled(db, stored.id)));
  return found.filter((_, index) => !settled[index]);
}

/**
 * Refused operations that the person has not recorded anew. In a register the last one counts; photos
 * and signatures stand one by one.
 */
export function standing(rows: readonly StoredOperation[]): Refused[] {
  const own = rows.flatMap((stored) => {
    const operation = readable(stored);
    if (!operation) return [];
    return [{ stored, operation, place: placeOf(operation), slot: slotOf(operation) }];
  });
  own.sort((a, b) => a.stored.recordedAt - b.stored.recordedAt || a.stored.seq - b.stored.seq);
  const last = new Map(own.map((one) => [registerOf(one), one]));
  return own.filter(
    (one) => one.stored.receipt === 'rejected' && last.get(registerOf(one)) === one,
  );
}

/** Refused ones without what has just been recorded anew; without a change it is the same list. */
export function withoutRecorded(refused: readonly Refused[], draft: Draft): readonly Refused[] {
  const register = registerAt(slotOf(draft), placeOf(draft));
  const left = refused.filter((one) => register === null || registerOf(one) !== register);
  return left.length === refused.length ? refused : left;
}

function registerOf({ place, slot, operation }: Omit<Refused, 'stored'>): string {
  return registerAt(slot, place) ?? operation.id;
}

function registerAt(slot: string | null, place: Place): string | null {
  if (slot !== 'answer' && slot !== 'note') return null;
  return [slot, place.section, place.instance, place.question].join('\n');
}

function isOwn({ own }: StoredOperation): boolean {
  return own;
}

/** True when an officer admitted it, or dismissed it for good. */
async function isSettled(db: Database, id: string): Promise<boolean> {
  const item = await db.get('items', ['quarantine', id]);
  return Boolean(item?.body['state']);
}
