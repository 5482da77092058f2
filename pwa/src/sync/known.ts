import { PROTOCOL_HEADER } from '../api/client';
import { pointOf } from '../store/claims';
import { readMeta } from '../store/database';
import { bytesOfFile, standingOf } from '../store/files';
import { changeFile, type Exchange } from './memory';
import { Halt, objectOf, reach } from './world';

const HASHES_MAX = 1_000;

/**
 * Asks by hash for every file that is only claimed to be there; only an answer to exactly this makes
 * one received. What the server lacks waits again; without its bytes here it is lost, and told so.
 * With `all`, also for those received in this era: a server that was put back may not say so.
 *
 * Gives those that wait again.
 */
export async function askKnown(exchange: Exchange, all = false): Promise<string[]> {
  const waiting: string[] = [];
  const { era } = await pointOf(exchange.db);
  exchange.memory.enter(era);
  const claimed = await claimedFiles(exchange, all);
  for (let at = 0; at < claimed.length; at += HASHES_MAX) {
    const page = claimed.slice(at, at + HASHES_MAX);
    const missing = await ask(exchange, page);
    // An answer of an era that is over says nothing about this one.
    if ((await pointOf(exchange.db)).era !== era) return waiting;
    for (const sha256 of page) {
      if (missing.has(sha256)) await goneMissing(exchange, sha256, era, waiting);
      else await arrived(exchange, sha256, era);
    }
  }
  return waiting;
}

async function arrived(exchange: Exchange, sha256: string, era: number): Promise<void> {
  const file = await exchange.db.get('files', sha256);
  if (file?.state === 'received' && file.era === era) return;
  const over = { lastError: '', uploadUrl: undefined, refusal: undefined, receivedAt: undefined };
  await changeFile(exchange, sha256, { state: 'received', era, ...over });
  exchange.memory.proved.push(sha256);
}

async function claimedFiles({ db, memory }: Exchange, all: boolean): Promise<string[]> {
  const { claimed, received } = await standingOf(db);
  const stored = all ? [...claimed, ...received] : claimed;
  const others = stored.filter((sha256) => memory.stateOf(sha256) === undefined);
  return [...others, ...memory.filesIn('claimed')].sort();
}

async function goneMissing(
  exchange: Exchange,
  sha256: string,
  era: number,
  waiting: string[],
): Promise<void> {
  if ((await bytesOfFile(exchange.db, sha256)) === null) {
    await changeFile(exchange, sha256, { state: 'lost', era });
    return;
  }
  await changeFile(exchange, sha256, { state: 'waiting', uploadUrl: undefined });
  waiting.push(sha256);
}

async function ask(exchange: Exchange, hashes: readonly string[]): Promise<ReadonlySet<string>> {
  const token = await readMeta<string>(exchange.db, 'chainToken');
  if (token === null) throw new Halt('sign_in');
  const headers = {
    ...PROTOCOL_HEADER,
    'Content-Type': 'application/json',
    Accept: 'application/json',
    Authorization: `Bearer ${token}`,
  };
  const body = JSON.stringify({ sha256: hashes });
  const answer = await reach(exchange, '/api/files/known', { method: 'POST', headers, body });
  const missing = answer.status === 200 ? objectOf(answer)?.['missing'] : undefined;
  const asked = new Set<unknown>(hashes);
  if (!Array.isArray(missing) || !missing.every((sha256) => asked.has(sha256)))
    throw new Halt('broken');
  return new Set(missing as string[]);
}
