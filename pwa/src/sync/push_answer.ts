import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { isObject, type JsonObject } from '../domain';
import { epochText } from '../store/claims';
import type { Status, Waiting } from '../store/receipts';
import { type Answer, Halt, objectOf } from './world';

/** The server's statuses of exactly the batch that was sent. */
export interface Accepted {
  readonly kind: 'accepted';
  readonly statuses: readonly Status[];
  readonly epoch: string;
  readonly through: number;
}

export type PushAnswer =
  | Accepted
  /** Nothing of it was read: send less at once. */
  | { readonly kind: 'too_much' }
  | { readonly kind: 'gap'; readonly expected: number }
  /** The server proved that it read exactly this, and cannot take one operation of it. */
  | { readonly kind: 'unfit'; readonly at: number; readonly reason: string };

/** What an answer to a push says. Raises: Halt for everything that only a stranger would say. */
export function readPush(answer: Answer, batch: readonly Waiting[], body: string): PushAnswer {
  const said = objectOf(answer);
  if (answer.status === 413 && batch.length > 1) return { kind: 'too_much' };
  if (!said) throw new Halt('broken');
  if (answer.status === 409) return readConflict(said, batch);
  if (answer.status === 400 || answer.status === 413) return readRefusal(said, batch, body);
  if (answer.status === 200) return readReceipt(said, batch);
  throw new Halt('broken');
}

function readConflict(said: JsonObject, batch: readonly Waiting[]): PushAnswer {
  const { code, expected } = said;
  if (code === 'chain_forked') throw new Halt('forked');
  const first = batch[0]?.row.seq ?? 0;
  if (code === 'gap' && isCount(expected) && expected >= 1 && expected < first)
    return { kind: 'gap', expected };
  throw new Halt('broken');
}

/** Only who proves to have read exactly what was sent may say anything about a single operation. */
function readRefusal(said: JsonObject, batch: readonly Waiting[], body: string): PushAnswer {
  const { code, at, body_sha256: read } = said;
  if (read !== bytesToHex(sha256(utf8ToBytes(body)))) throw new Halt('broken');
  if (code === 'operation_unplaceable' && isCount(at) && at < batch.length)
    return { kind: 'unfit', at, reason: 'unreadable' };
  if (code === 'batch_unreadable' && batch.length > 1) return { kind: 'too_much' };
  if (code === 'batch_unreadable') return { kind: 'unfit', at: 0, reason: 'unreadable' };
  if (code === 'batch_too_large') return { kind: 'unfit', at: 0, reason: 'too_large' };
  throw new Halt('broken');
}

function readReceipt(said: JsonObject, batch: readonly Waiting[]): Accepted {
  const { statuses, received_through: through } = said;
  const epoch = epochText(said['epoch']);
  if (epoch === null || !isCount(through) || !Array.isArray(statuses)) throw new Halt('broken');
  const exact = batch.every((one, index) => isStatusOf(one, statuses[index]));
  if (!exact || statuses.length !== batch.length) throw new Halt('broken');
  return { kind: 'accepted', statuses: statuses as unknown as Status[], epoch, through };
}

/**
 * A void is answered without an id, at its place; all else by its own. Where the server has the
 * operation that the void stands for, that is answered.
 */
function isStatusOf({ row }: Waiting, said: unknown): boolean {
  if (!isObject(said)) return false;
  const { id, status } = said;
  if (row.void && id === null) return status === 'rejected';
  const own = id === row.id || (row.id === '' && typeof id === 'string');
  return own && (status === 'ok' || status === 'rejected');
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
