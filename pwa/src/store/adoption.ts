import { issueRest, moveTo, placesFrom, requeue } from './chains';
import { beginEra, epochText, isOther, pointOf, raiseTold } from './claims';
import { durably, putMeta } from './database';
import { readable } from './operations';
import type { ChainHead, Checking, Database, Told, Writing } from './schema';

/** What a sign-in gave this device. */
export interface Granted {
  readonly chain: string;
  /** How much of the chain the server has, and the hash of the last operation of it. */
  readonly seq: number;
  readonly prev: string | null;
  readonly epoch: string | null;
  /** Who signed in, and with which token the work goes; kept together with the chain. */
  readonly values?: Readonly<Record<string, unknown>>;
}

/**
 * Goes on with the chain that a sign-in named, all of it or nothing. One that is new to a store which
 * had another: the server does not know that one, or it was forked; everything recorded is issued
 * anew. The same one under another epoch, or shorter than was told: the server was put back.
 */
export function adoptChain(db: Database, granted: Granted): Promise<void> {
  return durably(db, ['meta', 'operations', 'outbox'], async (tx) => {
    const meta = tx.objectStore('meta');
    const head = (await meta.get('head')) as ChainHead | undefined;
    await putMeta(tx, granted.values ?? {});
    if (head?.chain === granted.chain) return goOn(tx, head, granted);
    const { chain, seq, prev, epoch } = granted;
    if (head) await beginEra(tx, epoch);
    await moveTo(tx, { chain, seq, prev });
    await putMeta(tx, { told: { epoch, chain, seq } });
  });
}

/**
 * Takes over a store of a version that held nothing against an epoch: what it calls received is to
 * be asked for once, and what stands under another chain is issued anew. Does nothing a second time.
 */
export async function adoptStore(db: Database): Promise<void> {
  const { head, told } = await pointOf(db);
  if (!head || told) return;
  await durably(db, ['meta', 'operations', 'outbox'], async (tx) => {
    const meta = tx.objectStore('meta');
    const head = (await meta.get('head')) as ChainHead | undefined;
    if (!head || (await meta.get('told'))) return;
    const epoch = epochText(await meta.get('epoch'));
    const told: Told = { epoch, chain: head.chain, seq: await settledThrough(tx, head) };
    const checking: Checking = { epoch, snapshot: 'none' };
    await putMeta(tx, { told, checking });
    await unvoid(tx);
    await issueRest(tx, head);
  });
}

async function goOn(tx: Writing, head: ChainHead, { chain, seq, epoch }: Granted): Promise<void> {
  const told = (await tx.objectStore('meta').get('told')) as Told | undefined;
  if (!told) return putMeta(tx, { told: { epoch, chain, seq } });
  if (!isOther(told, epoch) && seq >= told.seq) return raiseTold(tx, { epoch, chain, seq });
  await beginEra(tx, epoch);
  await putMeta(tx, { told: { epoch, chain, seq } });
  await requeue(tx, head, seq);
}

/** Up to where a store of an older version had its receipts: its outbox went out in order. */
async function settledThrough(tx: Writing, head: ChainHead): Promise<number> {
  const [first] = await tx.objectStore('outbox').getAll(placesFrom(head.chain, 0), 1);
  return first ? first.seq - 1 : head.seq;
}

/** An older version voided after any refusal: what can be read and is not sent yet is tried again. */
async function unvoid(tx: Writing): Promise<void> {
  for (const { void: made, ...row } of await tx.objectStore('outbox').getAll()) {
    if (!made) continue;
    const stored = await tx.objectStore('operations').get(row.id);
    if (stored && readable(stored)) await tx.objectStore('outbox').put(row);
  }
}
