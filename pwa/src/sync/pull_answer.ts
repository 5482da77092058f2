import { isObject, type JsonObject } from '../domain';
import { epochText } from '../store/claims';
import type { Page } from '../store/items';
import { type Answer, Halt, objectOf } from './world';

/** A page, and where the server has the chain; null: it does not know it; undefined: it did not say. */
export interface PulledPage {
  readonly page: Page;
  readonly through: number | null | undefined;
}

/** What a pull answered about a chain. Raises: Halt for everything that is no page of this server. */
export function readPage(answer: Answer, chain: string | null): PulledPage {
  const said = objectOf(answer);
  const epoch = epochText(said?.['epoch']);
  if (!said || epoch === null) throw new Halt('broken');
  const { cursor, more, items, server_time: time, backed_up_through: through } = said;
  if (typeof cursor !== 'string' || cursor === '' || typeof more !== 'boolean')
    throw new Halt('broken');
  if (!isInstant(time) || !Array.isArray(items) || !items.every(isItem)) throw new Halt('broken');
  const told = through === null || isInstant(through) ? { backed_up_through: through } : {};
  const page = { epoch, cursor, more, server_time: time, items, ...told, ...keyOf(said) };
  return { page, through: throughOf(said['chain'], chain) };
}

/** The key for rescue files, where it is one. */
function keyOf({ rescue_key: key }: JsonObject): { rescue_key?: string } {
  return typeof key === 'string' && /^age1[0-9a-z]{58}$/.test(key) ? { rescue_key: key } : {};
}

function throughOf(told: unknown, chain: string | null): PulledPage['through'] {
  if (told === undefined || told === null) return told;
  const seq = isObject(told) ? told['received_through'] : null;
  if (!isObject(told) || told['id'] !== chain || !Number.isSafeInteger(seq) || Number(seq) < 0)
    throw new Halt('broken');
  return Number(seq);
}

function isInstant(value: unknown): value is string {
  return typeof value === 'string' && Number.isFinite(Date.parse(value));
}

function isItem(value: unknown): value is JsonObject {
  return isObject(value) && typeof value['kind'] === 'string' && typeof value['id'] === 'string';
}
