import { PROTOCOL_HEADER } from '../api/client';
import { isObject } from '../domain';
import { readMeta, writeMeta } from '../store/database';
import {
  type Status,
  sendAgainFrom,
  settle,
  voidWaiting,
  type Waiting,
  waitingFrom,
} from '../store/receipts';
import type { ChainHead } from '../store/schema';
import { Halt, reach, unauthorised, type World } from './world';

const BATCH_COUNT = 200;
const BATCH_BYTES = 900_000;
const TEXT = new TextDecoder();

interface Receipt {
  readonly received_through: number;
  readonly statuses: readonly Status[];
  readonly epoch: string;
}

/** A receipt; the seq the server expects; or why it could read nothing of the batch. */
type Answer = Receipt | number | 'too_large' | 'unreadable' | { readonly unplaceable: number };

/** Sends everything that waits, oldest first; tells after each batch how many went. */
export async function pushAll(world: World, told: (count: number) => void): Promise<void> {
  const head = await readMeta<ChainHead>(world.db, 'head');
  if (!head) return;
  let limit = BATCH_COUNT;
  let gaps = 0;
  for (;;) {
    const batch = await nextBatch(world, head.chain, limit);
    if (batch.length === 0) return;
    const answer = await push(world, head.chain, batch);
    if (answer === 'too_large' || answer === 'unreadable') {
      if (batch.length === 1) await replace(world, batch[0], answer);
      limit = Math.ceil(batch.length / 2);
    } else if (typeof answer === 'object' && 'unplaceable' in answer) {
      await replace(world, batch[answer.unplaceable], 'unreadable');
    } else if (typeof answer === 'number') {
      gaps += 1;
      if (gaps > 3) throw new Halt('broken');
      await sendAgainFrom(world.db, head.chain, answer);
    } else {
      await settle(world.db, batch, answer.statuses);
      told(batch.length);
    }
  }
}

/** The queue goes on: in place of what cannot be sent goes its hash, and the bytes stay here. */
async function replace(world: World, what: Waiting | undefined, reason: string): Promise<void> {
  if (!what || what.row.void) throw new Halt('broken');
  // Where its hash is lost too, only a new chain helps; what can be read is issued anew there.
  if (!(await voidWaiting(world.db, what.row, reason))) throw new Halt('forked');
}

async function nextBatch(world: World, chain: string, limit: number): Promise<Waiting[]> {
  const waiting = await waitingFrom(world.db, chain, limit);
  const lost = waiting.filter(({ row, stored }) => stored === null && !row.void);
  for (const one of lost) await replace(world, one, 'lost');
  if (lost.length > 0) return nextBatch(world, chain, limit);
  const batch: Waiting[] = [];
  let size = 0;
  for (const one of waiting) {
    size += one.stored?.bytes.length ?? 0;
    if (batch.length > 0 && size > BATCH_BYTES) break;
    batch.push(one);
  }
  return batch;
}

function textOf({ row, stored }: Waiting): string {
  if (row.void)
    return JSON.stringify({ reason: row.void.reason, seq: row.seq, void: row.void.sha256 });
  return TEXT.decode(stored?.bytes);
}

async function push(world: World, chain: string, batch: readonly Waiting[]): Promise<Answer> {
  const token = await readMeta<string>(world.db, 'chainToken');
  if (token === null) throw new Halt('sign_in');
  // The stored texts go out as they are; encoding them again could change a byte.
  const texts = batch.map(textOf).join(',');
  const response = await reach(world, '/api/sync/push', {
    method: 'POST',
    headers: {
      ...PROTOCOL_HEADER,
      'Content-Type': 'application/json',
      Authorization: `Bearer ${token}`,
    },
    body: `{"chain":${JSON.stringify(chain)},"operations":[${texts}]}`,
  });
  return readReceipt(world, response);
}

async function readReceipt(world: World, response: Response): Promise<Answer> {
  if (response.status === 401) throw await unauthorised(response);
  if (response.status === 413) return 'too_large';
  const body: unknown = await response.json().catch(() => null);
  if (response.status === 409 && isObject(body)) {
    const expected = Number(body['expected']);
    if (body['code'] === 'gap' && Number.isInteger(expected)) return expected;
    throw new Halt('forked');
  }
  if (response.status === 400 && isObject(body)) {
    const at = Number(body['at'] ?? Number.NaN);
    if (body['code'] === 'operation_unplaceable' && Number.isInteger(at))
      return { unplaceable: at };
    if (body['code'] === 'batch_unreadable') return 'unreadable';
  }
  if (!response.ok || !isObject(body) || !Array.isArray(body['statuses'])) throw new Halt('broken');
  const renewed = response.headers.get('Fieldseal-Chain-Token') ?? body['chain_token'];
  if (typeof renewed === 'string') await writeMeta(world.db, { chainToken: renewed });
  return body as unknown as Receipt;
}
