import { utf8ToBytes } from '@noble/hashes/utils.js';
import { isObject, type JsonObject, type Operation } from '../domain';
import { durably } from './database';
import type { Database, Item, StoredOperation, Writing } from './schema';

/** A page of the pull feed. */
export interface Page {
  readonly epoch: string | number;
  readonly cursor: string;
  readonly more: boolean;
  readonly server_time: string;
  readonly items: readonly JsonObject[];
}

/** Takes in a page and its cursor together; own operations are never forgotten. */
export function applyPage(db: Database, page: Page, now: number): Promise<string[]> {
  const { cursor, epoch } = page;
  return durably(
    db,
    ['meta', 'items', 'operations', 'outbox', 'inspections', 'files'],
    async (tx) => {
      const touched = new Set<string>();
      for (const item of page.items) {
        const subject = await applyItem(tx, item);
        if (subject !== null) touched.add(subject);
      }
      await tx.objectStore('meta').put(cursor, 'cursor');
      await tx.objectStore('meta').put(epoch, 'epoch');
      await tx.objectStore('meta').put(now, 'exchangedAt');
      const server = Date.parse(page.server_time);
      await tx.objectStore('meta').put({ ms: server - now, at: now }, 'clock');
      return [...touched];
    },
  );
}

/** Items of a kind. */
export function itemsOf(db: Database, kind: string): Promise<Item[]> {
  return db.getAllFromIndex('items', 'kind', kind);
}

async function applyItem(tx: Writing, raw: JsonObject): Promise<string | null> {
  const kind = String(raw['kind']);
  const id = String(raw['id']);
  const body = isObject(raw['body']) ? raw['body'] : {};
  if (kind === 'withdraw') return withdraw(tx, id, body);
  if (kind === 'operation') return putOperation(tx, id, body);
  const site = typeof raw['site'] === 'string' ? raw['site'] : null;
  await tx.objectStore('items').put({ kind, id, site, body });
  if (kind === 'file') await markReceived(tx, id);
  return kind === 'inspection' ? id : null;
}

async function putOperation(tx: Writing, id: string, body: JsonObject): Promise<string> {
  const text = String(body['text']);
  const operation = JSON.parse(text) as Operation;
  const known = await tx.objectStore('operations').get(id);
  const logSeq = Number(body['seq']);
  const row: StoredOperation = known
    ? { ...known, logSeq, receipt: 'ok' }
    : { ...foreignRow(operation, utf8ToBytes(text)), logSeq };
  await tx.objectStore('operations').put(row);
  return row.subject;
}

function foreignRow(operation: Operation, bytes: Uint8Array): StoredOperation {
  const { id, chain, seq, subject } = operation;
  const recordedAt = Date.parse(operation.recorded_at);
  return { id, chain, seq, subject, bytes, own: false, receipt: 'ok', logSeq: null, recordedAt };
}

async function markReceived(tx: Writing, sha256: string): Promise<void> {
  const file = await tx.objectStore('files').get(sha256);
  if (file) await tx.objectStore('files').put({ ...file, state: 'received' });
}

async function withdraw(tx: Writing, id: string, body: JsonObject): Promise<null> {
  const site = String(body['id'] ?? id);
  const lost = await tx.objectStore('items').index('site').getAll(site);
  for (const item of lost) {
    await tx.objectStore('items').delete([item.kind, item.id]);
    if (item.kind === 'inspection') await forgetForeign(tx, item.id);
  }
  await tx.objectStore('items').delete(['site', site]);
  return null;
}

async function forgetForeign(tx: Writing, subject: string): Promise<void> {
  for (const row of await tx.objectStore('operations').index('subject').getAll(subject)) {
    if (!row.own) await tx.objectStore('operations').delete(row.id);
  }
}
