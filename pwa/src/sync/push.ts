import { PROTOCOL_HEADER } from '../api/client';
import { isObject } from '../domain';
import { readMeta, writeMeta } from '../store/database';
import { type Status, sendAgainFrom, settle, waitingFrom } from '../store/receipts';
import type { ChainHead, StoredOperation } from '../store/schema';
import { Halt, reach, unauthorised, type World } from './world';

const BATCH_COUNT = 200;
const BATCH_BYTES = 900_000;
const TEXT = new TextDecoder();

interface Receipt {
  readonly received_through: number;
  readonly statuses: readonly Status[];
  readonly epoch: string;
}

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
    if (answer === 'too_large') {
      if (batch.length === 1) throw new Halt('broken');
      limit = Math.ceil(batch.length / 2);
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

async function nextBatch(world: World, chain: string, limit: number): Promise<StoredOperation[]> {
  const waiting = await waitingFrom(world.db, chain, limit);
  const batch: StoredOperation[] = [];
  let size = 0;
  for (const { stored } of waiting) {
    size += stored.bytes.length;
    if (batch.length > 0 && size > BATCH_BYTES) break;
    batch.push(stored);
  }
  return batch;
}

async function push(
  world: World,
  chain: string,
  batch: readonly StoredOperation[],
): Promise<Receipt | 'too_large' | number> {
  const token = await readMeta<string>(world.db, 'chainToken');
  if (token === null) throw new Halt('sign_in');
  // The stored texts go out as they are; encoding them again could change a byte.
  const texts = batch.map((row) => TEXT.decode(row.bytes)).join(',');
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

async function readReceipt(
  world: World,
  response: Response,
): Promise<Receipt | 'too_large' | number> {
  if (response.status === 401) throw await unauthorised(response);
  if (response.status === 413) return 'too_large';
  const body: unknown = await response.json().catch(() => null);
  if (response.status === 409 && isObject(body)) {
    const expected = Number(body['expected']);
    if (body['code'] === 'gap' && Number.isInteger(expected)) return expected;
    throw new Halt('forked');
  }
  if (!response.ok || !isObject(body) || !Array.isArray(body['statuses'])) throw new Halt('broken');
  const renewed = response.headers.get('Fieldseal-Chain-Token') ?? body['chain_token'];
  if (typeof renewed === 'string') await writeMeta(world.db, { chainToken: renewed });
  return body as unknown as Receipt;
}
