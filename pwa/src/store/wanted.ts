import { isObject, type Operation } from '../domain';
import { durably } from './database';
import { isHeld, putFile, standingOf, subjectsOf } from './files';
import { readable } from './operations';
import type { Database, StoredFile, StoredOperation } from './schema';

type Ending = NonNullable<StoredFile['endedBy']>;

/**
 * Ends the transfers that nothing recorded needs: the operation that named the file was refused or
 * dismissed, or taken back. Begins those again that are needed after all, and gives how many these
 * are. Bytes are never dropped.
 */
export async function endTransfers(db: Database): Promise<number> {
  let begun = 0;
  const { waiting, ended } = await standingOf(db);
  const read = new Map<string, Promise<Known[]>>();
  for (const sha256 of [...waiting, ...ended]) {
    const file = await db.get('files', sha256);
    if (!file) continue;
    const known: Known[] = [];
    for (const subject of subjectsOf(file)) {
      const reading = read.get(subject) ?? knownOf(db, subject);
      read.set(subject, reading);
      known.push(...(await reading));
    }
    const endedBy = endingOf(sha256, known);
    if (endedBy === (file.endedBy ?? null)) continue;
    await change(db, sha256, endedBy);
    if (endedBy === null) begun += 1;
  }
  return begun;
}

interface Known {
  readonly row: StoredOperation;
  readonly operation: Operation;
}

async function knownOf(db: Database, subject: string): Promise<Known[]> {
  const rows = await db.getAllFromIndex('operations', 'subject', subject);
  return rows.flatMap((row) => {
    const operation = readable(row);
    return operation ? [{ row, operation }] : [];
  });
}

/** Why nothing needs a file any more; null while something does, or while nothing ever named it. */
function endingOf(sha256: string, known: readonly Known[]): Ending | null {
  const naming = known.filter(({ operation }) => names(operation, sha256));
  const taken = new Set(
    known
      .filter(({ row, operation }) => row.receipt !== 'rejected' && operation.kind === 'detach')
      .flatMap(({ operation }) => operation.replaces ?? []),
  );
  const endings = naming.map(({ row, operation }): Ending | null => {
    if (row.receipt === 'rejected') return row.dismissed ? 'dismissed' : 'refused';
    return taken.has(operation.id) ? 'detached' : null;
  });
  if (endings.length === 0 || endings.includes(null)) return null;
  // What was only refused may be admitted yet; that reason keeps the bytes.
  return endings.find((ending) => ending === 'refused') ?? endings[0] ?? null;
}

function names({ kind, value }: Operation, sha256: string): boolean {
  if ((kind !== 'attach' && kind !== 'move') || !isObject(value)) return false;
  const { file, files } = value;
  return file === sha256 || (Array.isArray(files) && files.includes(sha256));
}

function change(db: Database, sha256: string, endedBy: Ending | null): Promise<void> {
  return durably(db, ['files', 'blobs'], async (tx) => {
    const file = await tx.objectStore('files').get(sha256);
    if (!file || (file.state !== 'waiting' && file.state !== 'ended')) return;
    const { endedBy: _endedBy, ...rest } = file;
    if (endedBy) return putFile(tx, { ...rest, state: 'ended', endedBy });
    // Without its bytes it cannot be sent: the server is asked whether it has it.
    await putFile(tx, { ...rest, state: (await isHeld(tx, file)) ? 'waiting' : 'claimed' });
  });
}
