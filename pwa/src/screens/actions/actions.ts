import { type Action, type ActionView, readAction } from '../../api/actions';
import { app } from '../../app/app.svelte';
import { namesOf } from '../../app/attached_file';
import { demandTaken } from '../../app/checked';
import type { Evidence } from '../../app/inspection.svelte';
import { once } from '../../app/once';
import { isObject, type Json } from '../../domain';
import { browserPorts } from '../../ports';
import { fileRow } from '../../store/files';
import { itemsOf } from '../../store/items';
import { operationsOf, readable, record } from '../../store/operations';
import type { Database, StoredFile } from '../../store/schema';

export interface ActionRow extends Action {
  /** A move made on this device that the server has not yet confirmed. */
  readonly waiting: boolean;
}

const CLOSED = new Set(['verified', 'effective', 'cancelled']);

/** Actions on this device, open ones first, by deadline. */
export async function readActions(db: Database): Promise<ActionRow[]> {
  const [items, outbox] = await Promise.all([itemsOf(db, 'action'), db.getAll('outbox')]);
  const stored = await Promise.all(outbox.map(({ id }) => db.get('operations', id)));
  const waiting = new Set(stored.map((row) => row?.subject));
  const rows = items.map(({ id, body }) => ({
    ...(body as unknown as Action),
    id,
    waiting: waiting.has(id),
  }));
  return rows.sort((a, b) => rank(a) - rank(b) || (a.due ?? '9').localeCompare(b.due ?? '9'));
}

/** An action with all the server says of it, or what the device kept of that. */
export async function readDetail(
  db: Database,
  id: string,
): Promise<{ detail: ActionView | null; fresh: boolean }> {
  try {
    const detail = await readAction(browserPorts.net, id);
    await db.put('meta', detail, `action:${id}`);
    return { detail, fresh: true };
  } catch {
    const kept = (await db.get('meta', `action:${id}`)) as ActionView | undefined;
    return { detail: kept ?? (await fromItem(db, id)), fresh: false };
  }
}

/** Moves of the device on an action that the server has not confirmed. */
export async function waitingMoves(
  db: Database,
  id: string,
): Promise<{ event: string; at: number }[]> {
  const { unsent } = await operationsOf(db, id);
  const waiting = await Promise.all(
    unsent.map((operation) => db.get('outbox', [operation.chain, operation.seq])),
  );
  return unsent.flatMap((operation, index) =>
    waiting[index] && isObject(operation.value)
      ? [{ event: String(operation.value['event']), at: Date.parse(operation.recorded_at) }]
      : [],
  );
}

/** Refusals of this action's moves, newest first. */
export async function refusedMoves(db: Database, id: string) {
  const rows = await db.getAllFromIndex('operations', 'subject', id);
  const refused = rows.filter(({ own, receipt }) => own && receipt === 'rejected');
  return refused.flatMap((stored) => {
    const operation = readable(stored);
    return operation ? [{ stored, operation }] : [];
  });
}

/** A file that is ready to be stored beside a move, under the name it was chosen by. */
export interface Proof {
  readonly file: StoredFile;
  readonly name: string | null;
}

/** Records an owner's move on this device; it counts when the server has it. */
export async function recordMove(
  id: string,
  about: 'action' | 'nonconformity',
  value: Readonly<Record<string, Json>>,
  proofs: readonly Proof[] = [],
): Promise<void> {
  const files = proofs.map(({ file }) => file);
  const hashes = files.map(({ sha256 }) => sha256);
  const names = namesOf(proofs.map(({ file, name }) => ({ sha256: file.sha256, name })));
  const full = hashes.length > 0 ? { ...value, files: hashes, ...names } : value;
  const draft = { about, subject: id, kind: 'move', value: full } as const;
  demandTaken(draft, app.recorder(), { fold: null });
  await once(`move ${id} ${full['event']}`, () => record(app.recorder(), [draft], { files }));
  await app.now.sync.recorded();
}

/** Files ready to be stored beside a move. */
export function evidenceRows(id: string, evidence: readonly Evidence[]): Promise<Proof[]> {
  return Promise.all(
    evidence.map(async ({ blob, name }) => ({
      file: await fileRow(blob, id, browserPorts.clock),
      name,
    })),
  );
}

function rank(row: ActionRow): number {
  return CLOSED.has(row.state) ? 1 : 0;
}

async function fromItem(db: Database, id: string): Promise<ActionView | null> {
  const item = await db.get('items', ['action', id]);
  if (!item) return null;
  const body = item.body as unknown as Action;
  const empty = {
    history: [],
    evidence: [],
    extension: null,
    outstanding: [],
    deadline: null,
    moves: [],
    nonconformity_code: '',
    question_text: null,
    criterion: null,
    finding_text: null,
    inspection: '',
    returned_reason: null,
  };
  return { ...body, ...empty, id };
}
