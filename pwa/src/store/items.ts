import { utf8ToBytes } from '@noble/hashes/utils.js';
import { isObject, type JsonObject, type Operation } from '../domain';
import { raiseTold } from './claims';
import { durably } from './database';
import type { Checking, Database, Item, StoredOperation, Told, Writing } from './schema';
import { sweep } from './sweeping';

/** A page of the pull feed. */
export interface Page {
  readonly epoch: string;
  readonly cursor: string;
  readonly more: boolean;
  readonly server_time: string;
  readonly items: readonly JsonObject[];
  /** Up to when everything received is in a backup; null: there is none; absent: not told. */
  readonly backed_up_through?: string | null;
  /** What rescue files are encrypted to. */
  readonly rescue_key?: string;
}

/** In which era a page was asked for, what it tells of the chain, and what was proved before it. */
export interface Asked {
  readonly era: number;
  readonly told: Told | null;
  readonly proved: readonly string[];
}

const STORES = ['meta', 'items', 'operations', 'files', 'blobs'] as const;

/**
 * Takes in a page and its cursor together; own operations are never forgotten. Null: a new era has
 * begun since it was asked for, and nothing of it was taken.
 */
export function applyPage(
  db: Database,
  page: Page,
  now: number,
  asked?: Asked,
): Promise<string[] | null> {
  const work = async (tx: Writing): Promise<string[] | null> => {
    const meta = tx.objectStore('meta');
    const era = ((await meta.get('era')) as number | undefined) ?? 0;
    if (asked && asked.era !== era) return null;
    const touched = new Set<string>();
    for (const item of page.items) {
      const subject = await applyItem(tx, item, era);
      if (subject !== null) touched.add(subject);
    }
    if (!page.more) for (const subject of await endSnapshot(tx, era)) touched.add(subject);
    if (asked?.told) await raiseTold(tx, asked.told);
    await noteTimes(tx, page, now);
    await noteBackup(tx, page, asked?.proved ?? []);
    return [...touched];
  };
  return durably(db, [...STORES], work, 'pulled');
}

/** Items of a kind. */
export function itemsOf(db: Database, kind: string): Promise<Item[]> {
  return db.getAllFromIndex('items', 'kind', kind);
}

async function noteTimes(tx: Writing, page: Page, now: number): Promise<void> {
  const meta = tx.objectStore('meta');
  const server = Date.parse(page.server_time);
  await meta.put(page.cursor, 'cursor');
  await meta.put(page.epoch, 'epoch');
  await meta.put(now, 'exchangedAt');
  await meta.put({ ms: server - now, at: now }, 'clock');
  if (page.rescue_key !== undefined) await meta.put(page.rescue_key, 'rescueKey');
}

/** What is proved by now was received before now, by the server's own clock. */
async function noteBackup(tx: Writing, page: Page, proved: readonly string[]): Promise<void> {
  const told = page.backed_up_through;
  if (told === undefined) return;
  const through = told === null ? null : Date.parse(told);
  const before = await tx.objectStore('meta').get('backedUpThrough');
  await tx.objectStore('meta').put(through, 'backedUpThrough');
  const files = tx.objectStore('files');
  // All of them only when a backup was made: there may be thousands.
  const all = before === through ? [] : await files.index('state').getAllKeys('received');
  for (const sha256 of new Set([...proved, ...all])) {
    const file = await files.get(sha256);
    if (file?.state !== 'received' || file.receivedAt !== undefined) continue;
    await files.put({ ...file, receivedAt: Date.parse(page.server_time) });
  }
}

/** The last page of a snapshot of this era: what it did not name is not there any more. */
async function endSnapshot(tx: Writing, era: number): Promise<string[]> {
  const checking = (await tx.objectStore('meta').get('checking')) as Checking | undefined;
  if (checking?.snapshot !== 'wanted') return [];
  await tx.objectStore('meta').put({ ...checking, snapshot: 'none' }, 'checking');
  return sweep(tx, era);
}

async function applyItem(tx: Writing, raw: JsonObject, era: number): Promise<string | null> {
  const kind = String(raw['kind']);
  const id = String(raw['id']);
  const body = isObject(raw['body']) ? raw['body'] : {};
  if (kind === 'withdraw') return withdraw(tx, id, body);
  if (kind === 'operation') return putOperation(tx, id, body, era);
  const site = typeof raw['site'] === 'string' ? raw['site'] : null;
  await tx.objectStore('items').put({ kind, id, site, body, era });
  if (kind === 'inspection') await forgetEarlier(tx, id, era);
  if (kind === 'file') await markReceived(tx, id, era);
  if (kind === 'quarantine') return settleRefused(tx, id, body);
  return kind === 'inspection' ? id : null;
}

async function putOperation(
  tx: Writing,
  id: string,
  body: JsonObject,
  era: number,
): Promise<string> {
  const text = String(body['text']);
  const operation = JSON.parse(text) as Operation;
  const known = await tx.objectStore('operations').get(id);
  const logSeq = Number(body['seq']);
  const row: StoredOperation = known?.own
    ? { ...withoutVoid(known), logSeq, receipt: 'ok' }
    : { ...foreignRow(operation, utf8ToBytes(text)), logSeq, era };
  await tx.objectStore('operations').put(row);
  return row.subject;
}

/** A voided operation that is in the record after all was brought there on another way. */
function withoutVoid(known: StoredOperation): StoredOperation {
  if (known.voided === undefined) return known;
  const { voided: _voided, code: _code, message: _message, ...rest } = known;
  return rest;
}

function foreignRow(operation: Operation, bytes: Uint8Array): StoredOperation {
  const { id, chain, seq, subject } = operation;
  const recordedAt = Date.parse(operation.recorded_at);
  return { id, chain, seq, subject, bytes, own: false, receipt: 'ok', logSeq: null, recordedAt };
}

async function markReceived(tx: Writing, sha256: string, era: number): Promise<void> {
  const file = await tx.objectStore('files').get(sha256);
  if (file) await tx.objectStore('files').put({ ...file, state: 'received', era });
}

/** An officer left a refused operation out for good: nothing of it is to be sent any more. */
async function settleRefused(tx: Writing, id: string, body: JsonObject): Promise<string | null> {
  const stored = await tx.objectStore('operations').get(id);
  if (!stored?.own || body['state'] !== 'dismissed' || stored.receipt !== 'rejected') return null;
  await tx.objectStore('operations').put({ ...stored, dismissed: true });
  return stored.subject;
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

async function forgetForeign(tx: Writing, subject: string, era?: number): Promise<void> {
  for (const row of await tx.objectStore('operations').index('subject').getAll(subject)) {
    const earlier = era === undefined || row.era !== era;
    if (!row.own && earlier) await tx.objectStore('operations').delete(row.id);
  }
}

/**
 * What others did in an earlier era was kept beside own work only as long as the server did not know
 * the inspection; of one that comes back to it after the snapshot, it names all that it has.
 */
async function forgetEarlier(tx: Writing, subject: string, era: number): Promise<void> {
  const checking = (await tx.objectStore('meta').get('checking')) as Checking | undefined;
  if (era > 0 && checking?.snapshot !== 'wanted') await forgetForeign(tx, subject, era);
}
