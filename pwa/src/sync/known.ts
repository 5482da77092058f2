import { PROTOCOL_HEADER } from '../api/client';
import { pointOf } from '../store/claims';
import { readMeta } from '../store/database';
import { bytesOfFile, standingOf } from '../store/files';
import type { FileState, StoredFile } from '../store/schema';
import { changeFiles, type Exchange } from './memory';
import { Halt, objectOf, reach } from './world';

const HASHES_MAX = 1_000;
/** Rows of an older version carry their bytes: not too many of them at once. */
const WRITTEN_TOGETHER = 50;

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
    for (let from = 0; from < page.length; from += WRITTEN_TOGETHER)
      waiting.push(
        ...(await note(exchange, page.slice(from, from + WRITTEN_TOGETHER), missing, era)),
      );
  }
  return waiting;
}

/** Notes what was answered about some files; gives those that wait again. */
async function note(
  exchange: Exchange,
  hashes: readonly string[],
  missing: ReadonlySet<string>,
  era: number,
): Promise<string[]> {
  const changes = new Map<string, Partial<StoredFile>>();
  for (const sha256 of hashes) {
    const file = await exchange.db.get('files', sha256);
    if (!file || (!missing.has(sha256) && file.state === 'received' && file.era === era)) continue;
    changes.set(sha256, missing.has(sha256) ? await absent(exchange, sha256, era) : arrived(era));
  }
  await changeFiles(exchange, changes);
  const of = (state: FileState) =>
    [...changes].filter(([, change]) => change.state === state).map(([sha256]) => sha256);
  exchange.memory.proved.push(...of('received'));
  return of('waiting');
}

function arrived(era: number): Partial<StoredFile> {
  const over = { lastError: '', uploadUrl: undefined, refusal: undefined, receivedAt: undefined };
  return { state: 'received', era, ...over } as Partial<StoredFile>;
}

async function absent({ db }: Exchange, sha256: string, era: number): Promise<Partial<StoredFile>> {
  if ((await bytesOfFile(db, sha256)) === null) return { state: 'lost', era };
  return { state: 'waiting', uploadUrl: undefined } as Partial<StoredFile>;
}

async function claimedFiles({ db, memory }: Exchange, all: boolean): Promise<string[]> {
  const { claimed, received } = await standingOf(db);
  const stored = all ? [...claimed, ...received] : claimed;
  const others = stored.filter((sha256) => memory.stateOf(sha256) === undefined);
  return [...others, ...memory.filesIn('claimed')].sort();
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
