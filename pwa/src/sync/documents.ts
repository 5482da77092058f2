import { PROTOCOL_HEADER } from '../api/client';
import { hashText } from '../domain';
import { durably } from '../store/database';
import { unlessStuck } from './files';
import type { Exchange } from './memory';
import { Halt, objectOf, reach } from './world';

/**
 * Fetches the template and rule documents that items name and the device lacks. One that cannot be
 * had holds up no other; the halt of the first such one is returned.
 */
export async function fetchDocuments(exchange: Exchange): Promise<Halt | null> {
  const { db } = exchange;
  const wanted = new Set<string>();
  for (const kind of ['template', 'rules', 'assignment', 'inspection']) {
    for (const { body, kind: of } of await db.getAllFromIndex('items', 'kind', kind)) {
      if (of === 'template' || of === 'rules') collect(wanted, body['sha256']);
      if (of !== 'rules') collect(wanted, body['rules']);
      if (of !== 'template') collect(wanted, body['template']);
    }
  }
  const known = new Set(await db.getAllKeys('documents'));
  let stuck: Halt | null = null;
  for (const sha256 of wanted) {
    if (known.has(sha256)) continue;
    const halt = await unlessStuck(() => fetchDocument(exchange, sha256));
    stuck ??= halt;
  }
  return stuck;
}

function collect(wanted: Set<string>, value: unknown): void {
  if (typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)) wanted.add(value);
}

async function fetchDocument(exchange: Exchange, sha256: string): Promise<void> {
  const asked = { headers: PROTOCOL_HEADER };
  const answer = await reach(exchange, `/api/documents/${sha256}`, asked);
  if (answer.status === 404) return;
  const { ok, text } = answer;
  if (!ok || hashText(text) !== sha256 || !objectOf(answer)) throw new Halt('broken');
  await durably(
    exchange.db,
    ['documents'],
    (tx) => tx.objectStore('documents').put({ sha256, text }),
    'pulled',
  );
}
