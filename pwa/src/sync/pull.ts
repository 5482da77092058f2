import { PROTOCOL_HEADER } from '../api/client';
import { hashText, isObject } from '../domain';
import { readMeta, writeMeta } from '../store/database';
import { applyPage, type Page } from '../store/items';
import { sendAgainRecent } from '../store/receipts';
import { Halt, reach, unauthorised, type World } from './world';

/** Fetches everything new; gives the inspections that changed. */
export async function pullAll(world: World): Promise<Set<string>> {
  const touched = new Set<string>();
  for (;;) {
    const page = await pull(world);
    if (await isRestored(world, page)) continue;
    for (const id of await applyPage(world.db, page, world.clock.now())) touched.add(id);
    if (!page.more) return touched;
  }
}

/** Fetches the template and rule documents that items name and the device lacks. */
export async function fetchDocuments(world: World): Promise<void> {
  const wanted = new Set<string>();
  for (const kind of ['template', 'rules', 'assignment', 'inspection']) {
    for (const { body, kind: of } of await world.db.getAllFromIndex('items', 'kind', kind)) {
      if (of === 'template' || of === 'rules') collect(wanted, body['sha256']);
      if (of !== 'rules') collect(wanted, body['rules']);
      if (of !== 'template') collect(wanted, body['template']);
    }
  }
  const known = new Set(await world.db.getAllKeys('documents'));
  for (const sha256 of wanted) if (!known.has(sha256)) await fetchDocument(world, sha256);
}

async function pull(world: World): Promise<Page> {
  const cursor = await readMeta<string>(world.db, 'cursor');
  const query = cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`;
  const headers = { ...PROTOCOL_HEADER, Accept: 'application/json' };
  const response = await reach(world, `/api/sync/pull${query}`, { headers });
  if (response.status === 401) throw await unauthorised(response);
  if (!response.ok) throw new Halt('broken');
  return (await response.json()) as Page;
}

/** A changed epoch means that the server was restored: own work goes out again, then a snapshot. */
async function isRestored(world: World, page: Page): Promise<boolean> {
  const epoch = await readMeta<string>(world.db, 'epoch');
  if (epoch === null || String(epoch) === String(page.epoch)) return false;
  await sendAgainRecent(world.db, world.clock.now());
  await writeMeta(world.db, { epoch: page.epoch, cursor: null });
  return true;
}

function collect(wanted: Set<string>, value: unknown): void {
  if (typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)) wanted.add(value);
}

async function fetchDocument(world: World, sha256: string): Promise<void> {
  const response = await reach(world, `/api/documents/${sha256}`, { headers: PROTOCOL_HEADER });
  if (response.status === 401) throw await unauthorised(response);
  if (!response.ok) return;
  const text = await response.text();
  if (hashText(text) !== sha256 || !isObject(JSON.parse(text))) throw new Halt('broken');
  await world.db.put('documents', { sha256, text });
}
