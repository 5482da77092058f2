import { readMeta } from '../store/database';
import { isOver, standingOf } from '../store/files';
import { refusedOf } from '../store/receipts';
import { conflictCount } from './conflicts';
import type { Exchange } from './memory';
import type { SyncState } from './state';

type Counts = Pick<
  SyncState,
  | 'counted'
  | 'waiting'
  | 'files'
  | 'filesClaimed'
  | 'filesReceived'
  | 'filesLost'
  | 'filesKept'
  | 'checking'
  | 'refused'
  | 'differs'
  | 'exchangedAt'
>;

/** What the store says of itself; what only this page knows is not counted as received. */
export async function countsOf({ db, memory }: Exchange): Promise<Counts> {
  const [waiting, standing, ended, checking, exchangedAt, differs, refused] = await Promise.all([
    db.count('outbox'),
    standingOf(db),
    db.getAllFromIndex('files', 'state', 'ended'),
    readMeta(db, 'checking'),
    readMeta<number>(db, 'exchangedAt'),
    conflictCount(db),
    openRefusals(db),
  ]);
  const doubtful = memory.doubt || memory.foreign;
  return {
    counted: true,
    waiting,
    files: standing.waiting.length + standing.claimed.length,
    filesClaimed: standing.claimed.length,
    filesReceived: doubtful ? 0 : standing.received.length,
    filesLost: standing.lost.length,
    filesKept: ended.filter((file) => !isOver(file)).length,
    checking: checking !== null || doubtful,
    refused: refused.length,
    differs,
    exchangedAt,
  };
}

/** What was refused and is not yet settled by the person; what was voided is nowhere but here. */
async function openRefusals(db: Exchange['db']) {
  const settled = (await readMeta<string[]>(db, 'settledRefusals')) ?? [];
  const refused = await refusedOf(db);
  return refused.filter(({ id, code }) => code === 'void' || !settled.includes(id));
}
