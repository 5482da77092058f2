import { documentOf } from '../../app/catalogue';
import { eventWord } from '../../app/terms';
import { say } from '../../app/words';
import { isObject, type Template, type Words } from '../../domain';
import { readMeta, writeMeta } from '../../store/database';
import { readable } from '../../store/operations';
import { refusedOf } from '../../store/receipts';
import type { Database, StoredFile, StoredOperation } from '../../store/schema';

export interface QueueView {
  readonly waiting: readonly { subject: string; title: Words; count: number; since: number }[];
  readonly files: readonly StoredFile[];
  readonly refused: readonly { stored: StoredOperation; what: string }[];
  readonly differing: readonly { id: string; title: Words; count: number }[];
  readonly receivedBytes: number;
  readonly waitingBytes: number;
}

const SETTLED = 'settledRefusals';

/** What waits, what was refused and what differs on this device. */
export async function readQueue(db: Database): Promise<QueueView> {
  const [refused, settled, files] = await Promise.all([
    refusedOf(db),
    readMeta<string[]>(db, SETTLED),
    db.getAll('files'),
  ]);
  const open = refused.filter(({ id }) => !(settled ?? []).includes(id));
  const waiting = files.filter(({ state }) => state === 'waiting');
  const kept = files.filter(({ state, bytes }) => state === 'received' && bytes);
  return {
    waiting: await waitingOf(db),
    files: waiting,
    refused: await Promise.all(
      open.map(async (stored) => ({ stored, what: await whatOf(db, stored) })),
    ),
    differing: await differingOf(db),
    receivedBytes: kept.reduce((sum, { size }) => sum + size, 0),
    waitingBytes: waiting.reduce((sum, { size }) => sum + size, 0),
  };
}

/** Leaves a refused operation to the officers; it stays stored here and on the server. */
export async function settleRefusal(db: Database, id: string): Promise<void> {
  const settled = (await readMeta<string[]>(db, SETTLED)) ?? [];
  await writeMeta(db, { [SETTLED]: [...settled, id] });
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
