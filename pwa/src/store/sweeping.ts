import type { Item, StoredOperation, Writing } from './schema';

const AT_THEIR_END: Readonly<Record<string, ReadonlySet<unknown>>> = {
  action: new Set(['verified', 'effective', 'cancelled']),
  nonconformity: new Set(['closed', 'cancelled']),
  assignment: new Set(['started', 'done', 'missed']),
  inspection: new Set(['submitted']),
};

/**
 * Within a transaction, after the snapshot of a server that was put back: forgets what that server
 * would have named, were it there. Kept are own operations, with what others did beside them, and
 * what was at its end, which no snapshot names. Gives the inspections that are otherwise now.
 */
export async function sweep(tx: Writing, era: number): Promise<string[]> {
  const items = await tx.objectStore('items').getAll();
  const fresh = new Set(items.filter((item) => isInspection(item, era)).map(({ id }) => id));
  const rows = await tx.objectStore('operations').getAll();
  const own = new Set(rows.filter((row) => row.own).map(({ subject }) => subject));
  for (const item of items) {
    if (isGone(item, era, fresh)) await tx.objectStore('items').delete([item.kind, item.id]);
  }
  const known = new Set(items.filter(isEnded).map(({ id }) => id));
  const gone = (row: StoredOperation): boolean => {
    if (row.own || row.era === era) return false;
    if (fresh.has(row.subject)) return true;
    return !own.has(row.subject) && !known.has(row.subject);
  };
  const stale = rows.filter(gone);
  for (const { id } of stale) await tx.objectStore('operations').delete(id);
  return [...new Set(stale.map(({ subject }) => subject))];
}

function isInspection(item: Item, era: number): boolean {
  return item.kind === 'inspection' && item.era === era;
}

function isEnded({ kind, body }: Item): boolean {
  return AT_THEIR_END[kind]?.has(body['state']) ?? false;
}

function isGone(item: Item, era: number, fresh: ReadonlySet<string>): boolean {
  const { kind, body } = item;
  if (item.era === era) return false;
  if (kind === 'verdict') return fresh.has(String(body['inspection']));
  return kind in AT_THEIR_END && !isEnded(item);
}
