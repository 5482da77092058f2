import { openDB } from 'idb';
import { isFull } from './not_stored';
import { releasePiece, storeIsFull } from './reserve';
import type { Database, Names, Schema, Writing } from './schema';

const VERSION = 3;

/** What happens to an open store from outside. */
export interface StoreWatch {
  /** Another tab holds an older version open: this one waits until that is closed. */
  blocked?: () => void;
  /** A newer version waits for this connection; it is closed already, the page has to load again. */
  outdated?: () => void;
  /** The browser ended the connection; the page has to load again. */
  ended?: () => void;
}

/** Opens one person's store; each person on a shared tablet has an own one. */
export function openStore(person: string, watch: StoreWatch = {}): Promise<Database> {
  return openDB<Schema>(`fieldseal-${person}`, VERSION, {
    upgrade(made, before, _now, tx) {
      // Should it fail, the opening does, and that is told.
      tx.done.catch(() => undefined);
      if (before < 1) createFirst(made);
      if (before < 2) made.createObjectStore('typed').createIndex('subject', 'subject');
      // Only places are made: rewriting rows would ask a full tablet for room that it has not.
      made.createObjectStore('blobs');
      tx.objectStore('operations').createIndex('place', ['chain', 'seq']);
      tx.objectStore('files').createIndex('standing', ['state', 'era']);
    },
    blocked: () => watch.blocked?.(),
    blocking(_now, _wanted, event) {
      (event.target as IDBDatabase).close();
      watch.outdated?.();
    },
    terminated: () => watch.ended?.(),
  });
}

/** Whose need the reserve serves: words always, photos only a little, what is pulled never. */
export type Need = 'words' | 'photo' | 'pulled';

/**
 * Runs one durable transaction: all of it is on disk when the promise resolves, or none of it. On a
 * full store the reserve is given up piece by piece and the work runs again.
 *
 * The work must await nothing but this transaction's own requests.
 */
export async function durably<T>(
  db: Database,
  stores: Names,
  work: (tx: Writing) => Promise<T>,
  need: Need = 'words',
): Promise<T> {
  for (;;) {
    try {
      return await once(db, stores, work);
    } catch (error) {
      if (!isFull(error)) throw error;
      storeIsFull();
      if (need === 'pulled' || !(await releasePiece(need))) throw error;
    }
  }
}

/** Reads a value of the meta store. */
export async function readMeta<T>(db: Database, key: string): Promise<T | null> {
  return ((await db.get('meta', key)) as T | undefined) ?? null;
}

/** Writes values of the meta store together. */
export function writeMeta(db: Database, values: Readonly<Record<string, unknown>>): Promise<void> {
  return durably(db, ['meta'], (tx) => putMeta(tx, values));
}

/** Writes values of the meta store in a transaction that is under way. */
export async function putMeta(
  tx: Writing,
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  for (const [key, value] of Object.entries(values)) await tx.objectStore('meta').put(value, key);
}

async function once<T>(db: Database, stores: Names, work: (tx: Writing) => Promise<T>): Promise<T> {
  const tx = db.transaction(stores, 'readwrite', { durability: 'strict' });
  try {
    const result = await work(tx);
    await tx.done;
    return result;
  } catch (error) {
    // An abort by the engine hides its reason behind the requests that it ended.
    const reason = tx.error;
    abandon(tx);
    throw isFull(reason) ? reason : error;
  }
}

function abandon(tx: Writing): void {
  tx.done.catch(() => undefined);
  try {
    tx.abort();
  } catch {
    // It ended already by itself; the first error is the one that counts.
  }
}

function createFirst(db: Database): void {
  db.createObjectStore('meta');
  const operations = db.createObjectStore('operations', { keyPath: 'id' });
  operations.createIndex('subject', 'subject');
  operations.createIndex('receipt', 'receipt');
  db.createObjectStore('outbox', { keyPath: ['chain', 'seq'] });
  db.createObjectStore('files', { keyPath: 'sha256' }).createIndex('state', 'state');
  const items = db.createObjectStore('items', { keyPath: ['kind', 'id'] });
  items.createIndex('kind', 'kind');
  items.createIndex('site', 'site');
  db.createObjectStore('documents', { keyPath: 'sha256' });
  db.createObjectStore('inspections', { keyPath: 'id' }).createIndex('state', 'state');
}
