import type { RuleDocument, Template, Words } from '../domain';
import { itemsOf } from '../store/items';
import type { Database } from '../store/schema';

/** A checklist that may be started, and whether it is complete on this device. */
export interface Offer {
  readonly id: string;
  readonly key: string;
  readonly title: Words;
  readonly kind: string;
  readonly version: number;
  readonly template: string;
  readonly rules: string;
  readonly ready: boolean;
  readonly bytes: number;
}

const parsed = new Map<string, unknown>();

/** The document of a hash; null while it is not on this device. */
export async function documentOf<T>(db: Database, sha256: string): Promise<T | null> {
  if (!parsed.has(sha256)) {
    const stored = await db.get('documents', sha256);
    if (!stored) return null;
    parsed.set(sha256, JSON.parse(stored.text));
  }
  return parsed.get(sha256) as T;
}

/** Both pinned documents of an inspection; null while one is not on this device. */
export async function pinned(
  db: Database,
  template: string,
  rules: string,
): Promise<{ template: Template; rules: RuleDocument } | null> {
  const [one, other] = await Promise.all([
    documentOf<Template>(db, template),
    documentOf<RuleDocument>(db, rules),
  ]);
  return one && other ? { template: one, rules: other } : null;
}

/** Checklists in force, by title key. */
export async function offersOf(db: Database): Promise<Offer[]> {
  const known = new Set(await db.getAllKeys('documents'));
  const items = await itemsOf(db, 'template');
  const offers = items
    .filter(({ body }) => body['retired'] !== true)
    .map(({ id, body }) => {
      const template = String(body['sha256']);
      const rules = String(body['rules']);
      return {
        id,
        key: String(body['key']),
        title: (body['title'] ?? {}) as Words,
        kind: String(body['kind']),
        version: Number(body['version']),
        template,
        rules,
        ready: known.has(template) && known.has(rules),
        bytes: Number(body['bytes'] ?? 0),
      };
    });
  return offers.sort((a, b) => (a.key < b.key ? -1 : 1));
}
