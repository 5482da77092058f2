import { type Finding, openClaims } from '../store/claims';
import { type FileChanges, patchFile, patchFiles } from '../store/files';
import { isFull } from '../store/not_stored';
import { type Receipt, type Status, settle, type Waiting } from '../store/receipts';
import type { FileState, StoredFile, Told } from '../store/schema';
import { Halt, type World } from './world';

/** Bytes of a file in one request; halved where something on the way takes no more. */
export const CHUNK_BYTES = 5_000_000;

interface Kept {
  readonly waiting: Waiting;
  readonly status: Status;
  readonly told: Told;
}

/**
 * Progress of this page that a full store could not take: sending goes on without a free byte. It is
 * lost with the page, which only sends the same again, and it ends with its era.
 */
export class Memory {
  /** The server was seen to be another one, and the store could not yet be told. */
  doubt = false;
  /** A store of an older version could not yet be taken over. */
  foreign = false;
  chunkBytes = CHUNK_BYTES;
  /** Files that were proved since the last page was pulled. */
  proved: string[] = [];
  private era = 0;
  private readonly settled = new Map<string, Kept>();
  private readonly files = new Map<string, Partial<StoredFile>>();

  /** Forgets what was told in an earlier era. */
  enter(era: number): void {
    if (this.era !== era) this.forget();
    this.era = era;
  }

  /** Forgets what the server is known to have. */
  forget(): void {
    this.settled.clear();
    this.files.clear();
  }

  get settledCount(): number {
    return this.settled.size;
  }

  isSettled({ row }: Waiting): boolean {
    return this.settled.has(keyOf(row));
  }

  /** What is known of a file beyond its row. */
  changeOf(sha256: string): Partial<StoredFile> {
    return this.files.get(sha256) ?? {};
  }

  stateOf(sha256: string): FileState | undefined {
    return this.files.get(sha256)?.state;
  }

  /** The files in a state by what only this page knows. */
  filesIn(state: FileState): string[] {
    return [...this.files].filter(([, file]) => file.state === state).map(([sha256]) => sha256);
  }

  keep(sent: readonly Waiting[], { statuses, told }: Receipt): void {
    for (const [index, waiting] of sent.entries()) {
      const status = statuses[index];
      if (status) this.settled.set(keyOf(waiting.row), { waiting, status, told });
    }
  }

  keepFile(sha256: string, change: Partial<StoredFile>): void {
    this.files.set(sha256, { ...this.files.get(sha256), ...change });
  }

  /** Writes what can be written now; what cannot stays here. */
  async flush({ db }: World): Promise<void> {
    const { era } = this;
    for (const [key, { waiting, status, told }] of this.settled) {
      if (!(await tried(settle(db, [waiting], { statuses: [status], told, era })))) return;
      this.settled.delete(key);
    }
    for (const [sha256, change] of this.files) {
      if (!(await tried(patchFile(db, sha256, change)))) return;
      this.files.delete(sha256);
    }
  }
}

function keyOf({ chain, seq, id }: Waiting['row']): string {
  return `${chain} ${seq} ${id}`;
}

/** True when a write was kept; sending needs no room, so that a refused one is no reason to stop. */
export async function tried(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch {
    return false;
  }
}

/** What the parts of an exchange work with. */
export interface Exchange extends World {
  readonly memory: Memory;
}

/** Notes the server's receipt, in memory where the store takes nothing more. */
export async function settleIn(
  { db, memory }: Exchange,
  sent: readonly Waiting[],
  receipt: Receipt,
): Promise<void> {
  if (!(await tried(settle(db, sent, receipt)))) memory.keep(sent, receipt);
}

/** Changes files together, in memory where the store takes nothing more. */
export async function changeFiles({ db, memory }: Exchange, changes: FileChanges): Promise<void> {
  if (await tried(patchFiles(db, changes))) return;
  for (const [sha256, change] of changes) memory.keepFile(sha256, change);
}

/** Changes a file, in memory where the store takes nothing more. */
export function changeFile(
  exchange: Exchange,
  sha256: string,
  change: Partial<StoredFile>,
): Promise<void> {
  return changeFiles(exchange, new Map([[sha256, change]]));
}

/**
 * Opens every claim again; false when another tab has done so meanwhile. Raises: Halt when the store
 * cannot take that; until it can, everything is in doubt.
 */
export async function doubt({ db, memory }: Exchange, finding: Finding): Promise<boolean> {
  memory.doubt = true;
  memory.forget();
  const opened = await openClaims(db, finding).catch((error: unknown) => {
    throw isFull(error) ? new Halt('full') : error;
  });
  memory.doubt = false;
  return opened;
}
