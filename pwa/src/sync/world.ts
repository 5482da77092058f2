import { isObject, type JsonObject } from '../domain';
import type { Clock, Net, RandomSource, Timer } from '../ports';
import type { Database } from '../store/schema';
import type { Stop } from './state';

/** What the sync engine works with. */
export interface World {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly net: Net;
  readonly timer: Timer;
  readonly db: Database;
}

/** An exchange that ended before its time, and how to go on. */
export class Halt extends Error {
  readonly stop: Exclude<Stop, 'offline'>;
  readonly retryMs: number | null;

  constructor(stop: Halt['stop'], retryMs: number | null = null) {
    super(stop);
    this.stop = stop;
    this.retryMs = retryMs;
  }
}

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: Headers;
  readonly text: string;
}

/** How long an answer may take, and so much longer for what is sent with the question. */
const PATIENCE_MS = 60_000;
const BYTES_PER_MS_MIN = 20;
const RETRY_AFTER_MIN_MS = 1_000;

/**
 * Fetches and reads the whole answer. A network that fails, hangs or leads elsewhere, and a server
 * that is busy or broken, become a halt; so does a sign-in that ended.
 *
 * Where the token of the chain is not taken, the session is tried: a sign-in makes a new token, and
 * a store without any room could not keep it.
 */
export async function reach(
  world: World,
  path: string,
  init: RequestInit,
  bytes = 0,
): Promise<Answer> {
  const answer = await asked(world, path, init, bytes);
  const sent = new Headers(init.headers);
  if (answer.status !== 401 || !sent.has('Authorization')) return demandTaken(answer);
  sent.delete('Authorization');
  const again = await asked(world, path, { ...init, headers: sent }, bytes);
  return demandTaken(again.status === 401 ? answer : again);
}

async function asked(
  world: World,
  path: string,
  init: RequestInit,
  bytes: number,
): Promise<Answer> {
  const stopper = new AbortController();
  let cancel = (): void => undefined;
  const late = new Promise<never>((_, reject) => {
    cancel = world.timer.after(PATIENCE_MS + bytes / BYTES_PER_MS_MIN, () => {
      stopper.abort();
      reject(new Halt('unreachable'));
    });
  });
  // What is sent and read here belongs to this server alone: no answer may lead it elsewhere.
  const whole = wholeAnswer(world, path, { ...init, redirect: 'error', signal: stopper.signal });
  return Promise.race([whole, late]).finally(() => cancel());
}

function demandTaken(answer: Answer): Answer {
  if (answer.status === 503 || answer.status === 429) throw new Halt('busy', retryAfter(answer));
  if (answer.status >= 500) throw new Halt('broken');
  if (answer.status === 401) throw unauthorised(answer);
  if (answer.status === 400) demandSpoken(answer);
  return answer;
}

/** Raises: Halt where the server does not speak this app's version: it goes on after an update. */
function demandSpoken(answer: Answer): void {
  const code = problemCode(answer);
  if (code === 'protocol_newer') throw new Halt('server_old');
  if (code === 'protocol_older' || code === 'protocol_missing') throw new Halt('outdated');
}

/** The object that an answer is made of, or null when it is anything else. */
export function objectOf({ text }: Answer): JsonObject | null {
  try {
    const body: unknown = JSON.parse(text);
    return isObject(body) ? body : null;
  } catch {
    return null;
  }
}

/** The code of a problem that is ours, or null when somebody else answered. */
export function problemCode(answer: Answer): string | null {
  const code = objectOf(answer)?.['code'];
  return typeof code === 'string' ? code : null;
}

async function wholeAnswer(world: World, path: string, init: RequestInit): Promise<Answer> {
  try {
    const response = await world.net.fetch(path, init);
    if (response.redirected) throw new Halt('broken');
    const { status, ok, headers } = response;
    return { status, ok, headers, text: await response.text() };
  } catch (error) {
    throw error instanceof Halt ? error : new Halt('unreachable');
  }
}

/** The halt of a 401: a revoked device, or a session to be renewed; a stranger's 401 is neither. */
function unauthorised(answer: Answer): Halt {
  const code = problemCode(answer);
  if (code === null) return new Halt('broken');
  return new Halt(code === 'device_revoked' ? 'revoked' : 'sign_in');
}

function retryAfter({ headers }: Answer): number | null {
  const text = headers.get('Retry-After') ?? '';
  if (!/^\d{1,9}$/.test(text)) return null;
  return Math.max(Number(text) * 1000, RETRY_AFTER_MIN_MS);
}
