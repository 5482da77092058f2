import { openDB } from 'idb';
import type { Database, Names, Schema, Writing } from './schema';

const VERSION = 2;

/** Opens one person's store; each person on a shared tablet has an own one. */
export function openStore(person: string): Promise<Database> {
  return openDB<Schema>(`fieldseal-${person}`, VERSION, {
    upgrade(db, before) {
      if (before < 1) createFirst(db);
      db.createObjectStore('typed').createIndex('subject', 'subject');
    },
  });
}

/**
 * Runs one durable transaction: all of it is on disk when the promise resolves, or none of it.
 *
 * The work must await nothing but this transaction's own requests.
 */
export async function durably<T>(
  db: Database,
  stores: Names,
  work: (tx: Writing) => Promise<T>,
): Promise<T> {
  const tx = db.transaction(stores, 'readwrite', { durability: 'strict' });
  try {
    const result = await work(tx);
    await tx.done;
    return result;
  } catch (error) {
    abandon(tx);
    throw error;
  }
}

/** Reads a value of the meta store. */
export async function readMeta<T>(db: Database, key: string): Promise<T | null> {
  return ((await db.get('meta', key)) as T | undefined) ?? null;
}

/** Writes values of the meta store together. */
export function writeMeta(db: Database, values: Readonly<Record<string, unknown>>): Promise<void> {
  return durably(db, ['meta'], async (tx) => {
    for (const [key, value] of Object.entries(values)) await tx.objectStore('meta').put(value, key);
  });
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
