import { PROTOCOL_HEADER } from '../api/client';
import { isOther, type Point, pointOf } from '../store/claims';
import { readMeta, writeMeta } from '../store/database';
import {
  noteProof,
  PROOFS_APART_MS,
  sendAgainFrom,
  voidUnreadable,
  type Waiting,
  waitingFrom,
} from '../store/receipts';
import type { ChainHead } from '../store/schema';
import { doubt, type Exchange, settleIn, tried } from './memory';
import { type Accepted, type PushAnswer, readPush } from './push_answer';
import { Halt, objectOf, reach } from './world';

const BATCH_COUNT = 200;
const BATCH_BYTES = 900_000;
const GAPS_MAX = 3;
const TEXT = new TextDecoder();

/** Where a store stands that has a chain. */
type Standing = Point & { readonly head: ChainHead };

/**
 * Sends everything that waits, oldest first; tells after each batch how many went.
 *
 * Raises: Halt when it has to wait; what was not settled stays in the outbox.
 */
export async function pushAll(exchange: Exchange, told: (count: number) => void): Promise<void> {
  let limit = BATCH_COUNT;
  let last = '';
  for (let gaps = 0; gaps <= GAPS_MAX; ) {
    const point = await pointOf(exchange.db);
    exchange.memory.enter(point.era);
    if (!isStanding(point)) return;
    const batch = await nextBatch(exchange, point.head.chain, limit);
    if (batch.length === 0) return;
    const answer = await push(exchange, point.head.chain, batch);
    if (answer.kind === 'too_much') {
      limit = Math.ceil(batch.length / 2);
      continue;
    }
    if (answer.kind === 'accepted') {
      // An answer that moves nothing on is no reason to ask at once again.
      const first = `${point.era} ${batch[0]?.row.seq}`;
      if (first === last) throw new Halt('broken');
      last = first;
      await accept(exchange, point, batch, answer);
      told(batch.length);
      limit = Math.min(limit * 2, BATCH_COUNT);
    } else if (answer.kind === 'gap') {
      gaps += 1;
      await goBack(exchange, point, answer.expected);
    } else {
      const unfit = batch[answer.at];
      if (!unfit || unfit.row.void) throw new Halt('broken');
      await noteProof(exchange.db, unfit, answer.reason, exchange.clock.now());
    }
  }
  throw new Halt('broken');
}

function isStanding(point: Point): point is Standing {
  return point.head !== null;
}

/** Settles what the server has; one that has less than it told is another one. */
async function accept(
  exchange: Exchange,
  { head, told, era }: Standing,
  batch: readonly Waiting[],
  { statuses, epoch, through }: Accepted,
): Promise<void> {
  let now = era;
  if (told && (isOther(told, epoch) || through < told.seq)) {
    if (!(await doubt(exchange, { epoch, through, told }))) return;
    now = (await pointOf(exchange.db)).era;
    exchange.memory.enter(now);
  }
  if (through < (batch.at(-1)?.row.seq ?? 0)) throw new Halt('broken');
  const receipt = { statuses, told: { epoch, chain: head.chain, seq: through }, era: now };
  await settleIn(exchange, batch, receipt);
}

/** The server wants the chain from an earlier place: where it had told more, it was put back. */
async function goBack(exchange: Exchange, { head, told }: Standing, seq: number): Promise<void> {
  if (told && seq <= told.seq) {
    await doubt(exchange, { epoch: told.epoch, through: seq - 1, told });
  } else {
    await sendAgainFrom(exchange.db, head.chain, seq);
  }
}

async function nextBatch(
  exchange: Exchange,
  chain: string,
  limit: number,
): Promise<readonly Waiting[]> {
  const { db, memory } = exchange;
  const found = await waitingFrom(db, chain, limit + memory.settledCount);
  const waiting = found.filter((one) => !memory.isSettled(one)).slice(0, limit);
  const unreadable = waiting.filter(({ row, operation }) => !row.void && operation === null);
  for (const { row, stored } of unreadable) {
    const done = await voidUnreadable(db, row, stored ? 'unreadable' : 'lost');
    // Where its hash is lost too, only a new chain helps; what can be read is issued anew there.
    if (!done) throw new Halt('forked');
  }
  if (unreadable.length > 0) return nextBatch(exchange, chain, limit);
  return withinBounds(exchange, waiting);
}

/** What goes in one request. An operation that was found unfit once goes alone, and not too soon. */
function withinBounds({ clock }: Exchange, waiting: readonly Waiting[]): readonly Waiting[] {
  const doubtful = waiting.findIndex(({ row }) => row.proof && !row.void);
  if (doubtful === 0) {
    const since = clock.now() - (waiting[0]?.row.proof?.at ?? 0);
    if (since >= 0 && since < PROOFS_APART_MS) throw new Halt('broken', PROOFS_APART_MS - since);
    return waiting.slice(0, 1);
  }
  const batch: Waiting[] = [];
  let size = 0;
  for (const one of doubtful > 0 ? waiting.slice(0, doubtful) : waiting) {
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

async function push(
  exchange: Exchange,
  chain: string,
  batch: readonly Waiting[],
): Promise<PushAnswer> {
  const token = await readMeta<string>(exchange.db, 'chainToken');
  if (token === null) throw new Halt('sign_in');
  // The stored texts go out as they are; encoding them again could change a byte.
  const texts = batch.map(textOf).join(',');
  const body = `{"chain":${JSON.stringify(chain)},"operations":[${texts}]}`;
  const headers = {
    ...PROTOCOL_HEADER,
    'Content-Type': 'application/json',
    Authorization: `Bearer ${token}`,
  };
  const asked = { method: 'POST', headers, body };
  const answer = await reach(exchange, '/api/sync/push', asked, body.length);
  const read = readPush(answer, batch, body);
  const renewed = answer.headers.get('Fieldseal-Chain-Token') ?? objectOf(answer)?.['chain_token'];
  if (read.kind === 'accepted' && typeof renewed === 'string')
    await tried(writeMeta(exchange.db, { chainToken: renewed }));
  return read;
}
