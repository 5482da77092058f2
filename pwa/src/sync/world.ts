import type { Clock, Net, RandomSource, Timer } from '../ports';
import type { Database } from '../store/schema';

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
  readonly stop: 'unreachable' | 'busy' | 'sign_in' | 'revoked' | 'forked' | 'broken';
  readonly retryMs: number | null;

  constructor(stop: Halt['stop'], retryMs: number | null = null) {
    super(stop);
    this.stop = stop;
    this.retryMs = retryMs;
  }
}

/** Fetches; a network that fails or a server that is busy becomes a halt. */
export async function reach(world: World, path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await world.net.fetch(path, init);
  } catch {
    throw new Halt('unreachable');
  }
  if (response.status === 503 || response.status === 429)
    throw new Halt('busy', retryAfter(response));
  if (response.status >= 500) throw new Halt('broken');
  return response;
}

/** The halt of a 401: a revoked device, or a session to be renewed. */
export async function unauthorised(response: Response): Promise<Halt> {
  const text = await response.text().catch(() => '');
  return new Halt(text.includes('device_revoked') ? 'revoked' : 'sign_in');
}

function retryAfter(response: Response): number | null {
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : null;
}
