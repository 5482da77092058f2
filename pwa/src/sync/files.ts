import { bytesOfFile, standingOf } from '../store/files';
import { isFull } from '../store/not_stored';
import type { StoredFile } from '../store/schema';
import { askKnown } from './known';
import { changeFile, type Exchange } from './memory';
import { TooLarge, transfer } from './transfer';
import { Halt } from './world';

/** So many files are sent before the server is asked whether it has them. */
const ASKED_TOGETHER = 8;
/** What the server does not take as it is may be taken under other settings: it is tried ever less. */
const FIRST_AGAIN_MS = 60_000;
const LONGEST_AGAIN_MS = 86_400_000;

/**
 * Sends every waiting file, resuming where the last try broke off; tells the percent of each. What
 * was sent is only claimed until the server names its hash. A file that the server does not take
 * stays waiting and holds up no other: the halt of the first such one is returned.
 *
 * Raises: Halt when nothing can be sent at all.
 */
export async function uploadAll(
  exchange: Exchange,
  told: (percent: number | null) => void,
): Promise<Halt | null> {
  let stuck: Halt | null = null;
  let sent = 0;
  let unasked = 0;
  const waiting = await waitingFiles(exchange);
  for (const file of waiting) {
    const halt = await unlessStuck(async () => {
      if (await sendOne(exchange, file, told)) unasked += 1;
      sent += 1;
    });
    stuck ??= halt;
    if (unasked === 0 || (unasked < ASKED_TOGETHER && file !== waiting.at(-1))) continue;
    unasked = 0;
    // What was sent and is not there is no success, whoever said so: it waits for the next exchange.
    const missing = await unlessStuck(async () => {
      if ((await askKnown(exchange)).length > 0) throw new Halt('broken');
    });
    stuck ??= missing;
  }
  told(stuck ? Math.floor((sent * 100) / waiting.length) : null);
  return stuck;
}

/** The halt of work that met an answer nobody can use, or a full store; other halts end the exchange. */
export async function unlessStuck(work: () => Promise<void>): Promise<Halt | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (isFull(error)) return new Halt('full');
    if (error instanceof Halt && (error.stop === 'broken' || error.stop === 'full')) return error;
    throw error;
  }
}

/** What is to be sent now, oldest first. */
async function waitingFiles({ db, memory, clock }: Exchange): Promise<StoredFile[]> {
  const { waiting } = await standingOf(db);
  const found: StoredFile[] = [];
  for (const sha256 of waiting) {
    const row = await db.get('files', sha256);
    if (!row) continue;
    const { bytes: _, ...file } = { ...row, ...memory.changeOf(sha256) };
    if (file.state === 'waiting' && !isLater(file, clock.now())) found.push(file);
  }
  return found.sort((a, b) => a.addedAt - b.addedAt);
}

/** True for a refused file whose next try is not due yet. */
function isLater({ refusal, tries = 0, lastTriedAt = 0 }: StoredFile, now: number): boolean {
  const wait = Math.min(FIRST_AGAIN_MS * 2 ** tries, LONGEST_AGAIN_MS);
  return refusal !== undefined && now >= lastTriedAt && now - lastTriedAt < wait;
}

/** Sends one file; false when there is nothing that could be sent. */
async function sendOne(
  exchange: Exchange,
  file: StoredFile,
  told: (percent: number) => void,
): Promise<boolean> {
  const { sha256, size } = file;
  const lastTriedAt = exchange.clock.now();
  const tries = (file.tries ?? 0) + 1;
  const note = (change: Partial<StoredFile>) =>
    changeFile(exchange, sha256, { lastTriedAt, ...change });
  const bytes = await bytesOfFile(exchange.db, sha256);
  if (bytes !== null && size === 0) {
    await note({ refusal: 'empty', tries });
    return false;
  }
  try {
    // Without its bytes nothing can be sent: the server is asked whether it has them.
    if (bytes !== null) await transfer(exchange, file, bytes, told);
    await note({ state: 'claimed', lastError: '', refusal: undefined });
    return true;
  } catch (error) {
    if (!(error instanceof TooLarge)) {
      await note({ tries, lastError: error instanceof Halt ? error.stop : 'broken' });
      throw error;
    }
    await note({ refusal: 'too_large', tries });
    return false;
  }
}
