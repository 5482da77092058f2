import { createHash } from 'node:crypto';

interface Batch {
  readonly chain: string;
  /** Each operation exactly as it was sent. */
  readonly texts: readonly string[];
}

/** One item of a batch. */
export interface PushedItem {
  readonly id: string | null;
  readonly seq: number;
  readonly prev: string | null;
  readonly hash: string;
  readonly text: string;
  readonly void: boolean;
  /** What it says, whatever chain it stands in. */
  readonly content: string;
}

/** The body of a push, or null when it is not one. */
export function readBatch(body: Buffer): Batch | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    const { chain, operations } = JSON.parse(text) as { chain: string; operations: unknown[] };
    if (typeof chain !== 'string' || !Array.isArray(operations)) return null;
    return { chain, texts: slices(text.slice(text.indexOf('[') + 1, text.lastIndexOf(']'))) };
  } catch {
    return null;
  }
}

/** The items of a batch, or the index of the first that cannot be placed. */
export function itemsOfBody(
  { chain, texts }: Batch,
  unplaceable: (text: string) => boolean,
): PushedItem[] | number {
  const items: PushedItem[] = [];
  for (const [index, text] of texts.entries()) {
    const item = itemOf(chain, text);
    if (!item || (!item.void && unplaceable(text))) return index;
    items.push(item);
  }
  return items;
}

function itemOf(chain: string, text: string): PushedItem | null {
  const said = JSON.parse(text) as Record<string, unknown>;
  const { seq } = said;
  if (!Number.isInteger(seq)) return null;
  if (Object.keys(said).sort().join() === 'reason,seq,void') {
    const hash = String(said['void']);
    if (!/^[0-9a-f]{64}$/.test(hash)) return null;
    return { id: null, seq: Number(seq), prev: null, hash, text, void: true, content: '' };
  }
  const { id, prev, chain: of, seq: _, ...content } = said;
  if (typeof id !== 'string' || of !== chain || prev === undefined) return null;
  const hash = createHash('sha256').update(text).digest('hex');
  const shown = JSON.stringify({ id, ...content });
  return {
    id,
    seq: Number(seq),
    prev: prev as string | null,
    hash,
    text,
    void: false,
    content: shown,
  };
}

/** The parts between commas outside of all brackets and texts. */
function slices(text: string): string[] {
  const parts: string[] = [];
  let [depth, start, quoted] = [0, 0, false];
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (quoted) {
      if (sign === '\\') at += 1;
      else if (sign === '"') quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === '{' || sign === '[') depth += 1;
    else if (sign === '}' || sign === ']') depth -= 1;
    else if (sign === ',' && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  if (start < text.length) parts.push(text.slice(start));
  return parts;
}
