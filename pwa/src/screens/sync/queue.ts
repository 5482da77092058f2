import { documentOf } from '../../app/catalogue';
import { eventWord } from '../../app/terms';
import { say } from '../../app/words';
import { isObject, type Template, type Words } from '../../domain';
import { readMeta, writeMeta } from '../../store/database';
import { filesHeld, isBackedUp, isOver, standingOf } from '../../store/files';
import { readable } from '../../store/operations';
import { refusedOf } from '../../store/receipts';
import type { Database, StoredFile, StoredOperation } from '../../store/schema';

/** The bytes of photos on this device, by what may become of them. */
export interface Room {
  /** Proved by the server, and backed up where it tells of backups. */
  readonly removable: number;
  /** Proved, but in no backup yet. */
  readonly unbacked: number;
  /** Not proved: never removed. */
  readonly waiting: number;
  /** Part of no record any more. */
  readonly ended: number;
}

export interface QueueView {
  readonly waiting: readonly { subject: string; title: Words; count: number; since: number }[];
  readonly files: readonly StoredFile[];
  readonly lost: readonly { file: StoredFile; title: Words }[];
  readonly refused: readonly { stored: StoredOperation; what: string }[];
  readonly differing: readonly { id: string; title: Words; count: number }[];
  readonly room: Room;
}

const SETTLED = 'settledRefusals';

/** What waits, what was refused, what is lost and what differs on this device. */
export async function readQueue(db: Database): Promise<QueueView> {
  const [refused, settled, held, standing] = await Promise.all([
    refusedOf(db),
    readMeta<string[]>(db, SETTLED),
    filesHeld(db),
    standingOf(db),
  ]);
  const open = refused.filter(({ id, code }) => code === 'void' || !settled?.includes(id));
  const files = new Map(held.map(({ file }) => [file.sha256, file]));
  const of = (hashes: readonly string[]) => hashes.flatMap((sha256) => files.get(sha256) ?? []);
  return {
    waiting: await waitingOf(db),
    files: of(standing.waiting).sort((a, b) => a.addedAt - b.addedAt),
    lost: await Promise.all(
      of(standing.lost).map(async (file) => ({ file, title: await titleOf(db, file.subject) })),
    ),
    refused: await Promise.all(
      open.map(async (stored) => ({ stored, what: await whatOf(db, stored) })),
    ),
    differing: await differingOf(db),
    room: await roomOf(db, held, new Set(standing.received)),
  };
}

/** Leaves a refused operation to the officers; it stays stored here and on the server. */
export async function settleRefusal(db: Database, id: string): Promise<void> {
  const settled = (await readMeta<string[]>(db, SETTLED)) ?? [];
  await writeMeta(db, { [SETTLED]: [...settled, id] });
}

async function roomOf(
  db: Database,
  all: Awaited<ReturnType<typeof filesHeld>>,
  received: ReadonlySet<string>,
): Promise<Room> {
  const through = (await db.get('meta', 'backedUpThrough')) as number | null | undefined;
  const room = { removable: 0, unbacked: 0, waiting: 0, ended: 0 };
  for (const { file } of all.filter(({ held }) => held)) {
    if (isOver(file)) room.ended += file.size;
    else if (!received.has(file.sha256)) room.waiting += file.size;
    else if (isBackedUp(file, through)) room.removable += file.size;
    else room.unbacked += file.size;
  }
  return room;
}

async function waitingOf(db: Database): Promise<QueueView['waiting']> {
  const rows = await db.getAll('outbox');
  const stored = await Promise.all(rows.map(({ id }) => db.get('operations', id)));
  const groups = Map.groupBy(
    stored.filter((row): row is StoredOperation => row !== undefined),
    ({ subject }) => subject,
  );
  return Promise.all(
    [...groups].map(async ([subject, list]) => ({
      subject,
      title: await titleOf(db, subject),
      count: list.length,
      since: Math.min(...list.map(({ recordedAt }) => recordedAt)),
    })),
  );
}

async function titleOf(db: Database, subject: string): Promise<Words> {
  const view = await db.get('inspections', subject);
  const template = view && (await documentOf<Template>(db, view.template));
  return template?.title ?? {};
}

async function whatOf(db: Database, stored: StoredOperation): Promise<string> {
  const operation = readable(stored);
  if (!operation) return say(await titleOf(db, stored.subject));
  if (operation.kind === 'move')
    return eventWord(isObject(operation.value) ? String(operation.value['event']) : '');
  const title = say(await titleOf(db, stored.subject));
  const view = await db.get('inspections', stored.subject);
  const template = view && (await documentOf<Template>(db, view.template));
  const section = template?.sections.find(({ id }) => id === operation.section);
  const question = section?.questions.find(({ id }) => id === operation.question);
  return [title, say(question?.text) || operation.kind].filter(Boolean).join(' · ');
}

async function differingOf(db: Database): Promise<QueueView['differing']> {
  const items = await db.getAllFromIndex('items', 'kind', 'inspection');
  const open = items.filter(
    ({ body }) => Number(body['conflicts'] ?? 0) > 0 && body['state'] === 'open',
  );
  return Promise.all(
    open.map(async ({ id, body }) => {
      const template = await documentOf<Template>(db, String(body['template']));
      return { id, title: template?.title ?? {}, count: Number(body['conflicts']) };
    }),
  );
}
