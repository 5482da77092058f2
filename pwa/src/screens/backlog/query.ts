import { type Backlog, listActions } from '../../api/actions';
import { browserPorts } from '../../ports';
import { itemsOf } from '../../store/items';
import type { Database } from '../../store/schema';

const KEYS = ['state', 'severity', 'site', 'owner', 'overdue', 'sort'] as const;
const PAGE = '100';
/** The value of `state` that also shows what is over. */
export const EVERY = 'all';
const LIVE = [
  'assigned',
  'accepted',
  'in_progress',
  'submitted',
  'returned',
  'declined',
  'ineffective',
];

/** The part of an address that filters the backlog; without a state, what is still to be done. */
export function filterQuery(query: URLSearchParams): string {
  const wanted = new URLSearchParams();
  for (const key of KEYS) {
    const value = query.get(key);
    if (value) wanted.set(key, value);
  }
  if (!wanted.has('state')) wanted.set('state', LIVE.join(','));
  if (wanted.get('state') === EVERY) wanted.delete('state');
  if (!wanted.has('sort')) wanted.set('sort', 'due');
  return wanted.toString();
}

/** One page after a key. */
export function readPage(filter: string, after: string | null): Promise<Backlog> {
  const query = new URLSearchParams(filter);
  query.set('limit', PAGE);
  if (after !== null) query.set('after', after);
  return listActions(browserPorts.net, query.toString());
}

/** The id of an action that an address names by its number; null when this device has not heard of it. */
export async function idOf(db: Database, named: string): Promise<string | null> {
  const items = await itemsOf(db, 'action');
  return items.find(({ id, body }) => id === named || body['code'] === named)?.id ?? null;
}
