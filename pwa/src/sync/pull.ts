import { PROTOCOL_HEADER } from '../api/client';
import { isOther, type Point, pointOf } from '../store/claims';
import { readMeta } from '../store/database';
import { standingOf } from '../store/files';
import { applyPage } from '../store/items';
import type { Told } from '../store/schema';
import { doubt, type Exchange } from './memory';
import { type PulledPage, readPage } from './pull_answer';
import { Halt, reach } from './world';

/**
 * Fetches everything new; gives the inspections that changed. `again`: the server is not the one that
 * told what it had; everything is to be sent and asked for again first.
 */
export async function pullAll(exchange: Exchange): Promise<Set<string> | 'again'> {
  const touched = new Set<string>();
  for (;;) {
    const point = await pointOf(exchange.db);
    const cursor = await readMeta<string>(exchange.db, 'cursor');
    const { page, through } = await pull(exchange, point, cursor);
    if (page.more && page.cursor === cursor) throw new Halt('broken');
    if (await isPutBack(exchange, point, { page, through })) return 'again';
    const { proved } = exchange.memory;
    const asked = { era: point.era, told: toldBy(point, { page, through }), proved };
    const changed = await applyPage(exchange.db, page, exchange.clock.now(), asked);
    if (changed === null) return 'again';
    exchange.memory.proved = [];
    for (const id of changed) touched.add(id);
    if (!page.more) return touched;
  }
}

async function pull(
  exchange: Exchange,
  { told }: Point,
  cursor: string | null,
): Promise<PulledPage> {
  const query = cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`;
  const headers = {
    ...PROTOCOL_HEADER,
    Accept: 'application/json',
    ...(told && told.epoch !== null ? { 'Fieldseal-Told': await tellingOf(exchange, told) } : {}),
  };
  const answer = await reach(exchange, `/api/sync/pull${query}`, { headers });
  if (answer.status !== 200) throw new Halt('broken');
  return readPage(answer, told?.chain ?? null);
}

/** What this device was last told, and how much waits on it. */
async function tellingOf({ db }: Exchange, { epoch, chain, seq }: Told): Promise<string> {
  const { waiting, claimed } = await standingOf(db);
  const operations = await db.count('outbox');
  return `${epoch} ${chain} ${seq} ${operations} ${waiting.length + claimed.length}`;
}

/** Another epoch, or less of the chain than was told: the server was put back, and all is in doubt. */
async function isPutBack(
  exchange: Exchange,
  { told }: Point,
  { page, through }: PulledPage,
): Promise<boolean> {
  if (!told) return false;
  const { epoch } = page;
  const other = isOther(told, epoch);
  if (through === null) {
    if (other || told.seq > 0) await doubt(exchange, { epoch, through: 0, told });
    // Only a sign-in gives a chain that this server knows; everything is issued anew on it.
    throw new Halt('sign_in');
  }
  if (!other && (through === undefined || through >= told.seq)) {
    // What a full store could not note was the lie of a stranger, or is over: it has all it told.
    if (through !== undefined) exchange.memory.doubt = false;
    return false;
  }
  await doubt(exchange, { epoch, through: through ?? null, told });
  return true;
}

function toldBy({ told }: Point, { page, through }: PulledPage): Told | null {
  if (!told) return null;
  return { epoch: page.epoch, chain: told.chain, seq: Math.max(told.seq, through ?? 0) };
}
