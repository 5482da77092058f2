import { adoptStore } from '../store/adoption';
import { endCheck, pointOf } from '../store/claims';
import { freeReceived, moveBytes } from '../store/files';
import { isFull } from '../store/not_stored';
import { endTransfers } from '../store/wanted';
import { countsOf } from './counts';
import { fetchDocuments } from './documents';
import { unlessStuck, uploadAll } from './files';
import { askKnown } from './known';
import { type Exchange, Memory, tried } from './memory';
import { pullAll } from './pull';
import { pushAll } from './push';
import { EMPTY_STATE, type SyncState } from './state';
import { Halt, type World } from './world';

export type { Pill, SyncState } from './state';
export { EMPTY_STATE, isAllReceived, photosOf, pillOf } from './state';
export type { World } from './world';

const IDLE_MS = 30_000;
/** Taps that follow each other closely leave together. */
const SOON_MS = 600;
const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 300_000;
/** So often everything that counts as received is asked for: a server may lose what it had in silence. */
const ASK_ALL_MS = 3_600_000;
/** After these a tap is sent soon all the same; after all others the next try is waited for. */
const GOES_ON: ReadonlySet<SyncState['stop']> = new Set([null, 'offline', 'full']);
/** A server that was put back is sent everything first; one that is another each time has to wait. */
const ROUNDS_MAX = 3;

export interface Sync {
  /** Exchanges now and from then on by itself. */
  start(): void;
  stop(): void;
  /** Exchanges at once; resolves when this exchange is over. */
  tryNow(): Promise<void>;
  /** Counts again what waits, after something was recorded, and soon sends it. */
  recorded(): Promise<void>;
  /** Drops the bytes of files that the server is proved to have; gives how many bytes that were. */
  free(): Promise<number>;
  state(): SyncState;
  /** Calls with each new state; the result ends it. */
  subscribe(call: (state: SyncState) => void): () => void;
  /** Calls with the inspections that a pull changed; the result ends it. */
  onChange(call: (subjects: ReadonlySet<string>) => void): () => void;
}

/** The exchange of one person's store with the server. */
export function createSync(world: World): Sync {
  return new Engine(world);
}

class Engine implements Sync {
  private current: SyncState = EMPTY_STATE;
  private readonly watchers = new Set<(state: SyncState) => void>();
  private readonly listeners = new Set<(subjects: ReadonlySet<string>) => void>();
  private cancelTimer: () => void = () => undefined;
  private running: Promise<void> | null = null;
  private again = false;
  private failures = 0;
  private active = false;
  /** When everything that counts as received was last asked for; null: it is to be asked now. */
  private askedAllAt: number | null = null;
  private readonly world: Exchange;

  constructor(world: World) {
    this.world = { ...world, memory: new Memory() };
  }

  start(): void {
    this.active = true;
    void tried(moveBytes(this.world.db));
    void this.tryNow();
  }

  stop(): void {
    this.active = false;
    this.cancelTimer();
  }

  state(): SyncState {
    return this.current;
  }

  subscribe(call: (state: SyncState) => void): () => void {
    this.watchers.add(call);
    call(this.current);
    return () => this.watchers.delete(call);
  }

  onChange(call: (subjects: ReadonlySet<string>) => void): () => void {
    this.listeners.add(call);
    return () => this.listeners.delete(call);
  }

  async recorded(): Promise<void> {
    await tried(this.count());
    const held = !GOES_ON.has(this.current.stop);
    if (this.running !== null) this.again = true;
    else if (!held) this.schedule(SOON_MS);
  }

  async free(): Promise<number> {
    // What is to go for good is asked for once more, where the server can be reached.
    this.askedAllAt = null;
    await this.tryNow();
    const { db, memory } = this.world;
    memory.enter((await pointOf(db)).era);
    const freed = await freeReceived(db, new Set(memory.filesIn('received')));
    await memory.flush(this.world);
    await this.count();
    return freed;
  }

  tryNow(): Promise<void> {
    if (this.running) this.again = true;
    this.running ??= this.exchange().finally(() => {
      this.running = null;
      if (this.again && this.current.stop === null) this.schedule(SOON_MS);
      this.again = false;
    });
    return this.running;
  }

  private async exchange(): Promise<void> {
    this.cancelTimer();
    try {
      // A full store is sent from before it can be taken over; until then nothing counts as received.
      this.world.memory.foreign = !(await tried(adoptStore(this.world.db)));
      await this.count();
      if (!this.world.net.isOnline()) return this.halted(new Halt('unreachable'), 'offline');
      if (await alone(this.world.db.name, () => this.exchangeAlone())) return;
      this.tell({ sending: false, stop: null, nextTryAt: null });
      this.schedule(IDLE_MS);
    } catch (error) {
      await tried(this.count());
      this.halted(haltOf(error), null);
    }
  }

  private async exchangeAlone(): Promise<void> {
    this.tell({ sending: true, sent: 0 });
    const { stuck, touched } = await this.rounds();
    // What was pulled may have admitted what was refused: its photos are needed after all.
    const begun = await endTransfers(this.world.db).catch(() => 0);
    await tried(endCheck(this.world.db));
    await this.count();
    if (stuck) this.halted(stuck, null);
    else {
      this.failures = 0;
      this.tell({ sending: false, stop: null, nextTryAt: null, uploadPercent: null });
      this.schedule(begun > 0 ? SOON_MS : IDLE_MS);
    }
    for (const call of this.listeners) call(touched);
  }

  /** Sends, asks and fetches; once more where the server turns out to be another one. */
  private async rounds(): Promise<{ stuck: Halt | null; touched: ReadonlySet<string> }> {
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      let stuck = await this.send();
      const touched = await pullAll(this.world);
      if (touched === 'again') continue;
      stuck ??= await fetchDocuments(this.world);
      return { stuck, touched };
    }
    throw new Halt('broken');
  }

  /** Operations first, then files; what nobody can use of one of them holds up no other. */
  private async send(): Promise<Halt | null> {
    const { world } = this;
    await world.memory.flush(world);
    const halts = [
      await unlessStuck(() =>
        pushAll(world, (count) => this.tell({ sent: this.current.sent + count })),
      ),
      await unlessStuck(async () => {
        const now = world.clock.now();
        const all = this.asksAll(now);
        await askKnown(world, all);
        if (all) this.askedAllAt = now;
      }),
    ];
    await tried(endTransfers(world.db));
    await this.count();
    halts.push(await uploadAll(world, (uploadPercent) => this.tell({ uploadPercent })));
    return halts.find((halt) => halt !== null) ?? null;
  }

  private halted(halt: Halt, shown: 'offline' | null): void {
    this.failures += 1;
    const wait = Math.min(Math.max(halt.retryMs ?? 0, this.backoff()), LONGEST_RETRY_MS);
    const nextTryAt = this.world.clock.now() + wait;
    this.tell({ sending: false, stop: shown ?? halt.stop, nextTryAt });
    this.schedule(wait);
  }

  /** At the start, before bytes are freed, and once an hour; a clock that was put back counts as one. */
  private asksAll(now: number): boolean {
    const { askedAllAt } = this;
    return askedAllAt === null || now < askedAllAt || now - askedAllAt >= ASK_ALL_MS;
  }

  /** Doubles with each failure, with jitter so that tablets don't come back all at once. */
  private backoff(): number {
    const whole = Math.min(FIRST_RETRY_MS * 2 ** (this.failures - 1), LONGEST_RETRY_MS);
    const [byte = 0] = this.world.random.bytes(1);
    return Math.round(whole / 2 + (whole / 2) * (byte / 255));
  }

  private schedule(ms: number): void {
    this.cancelTimer();
    if (!this.active) return;
    this.cancelTimer = this.world.timer.after(ms, () => void this.tryNow());
  }

  private async count(): Promise<void> {
    this.tell(await countsOf(this.world));
  }

  private tell(change: Partial<SyncState>): void {
    this.current = { ...this.current, ...change };
    for (const call of this.watchers) call(this.current);
  }
}

function haltOf(error: unknown): Halt {
  if (error instanceof Halt) return error;
  return new Halt(isFull(error) ? 'full' : 'broken');
}

/**
 * Runs an exchange while no other tab exchanges for the same store; false: another tab does. Without
 * tabs it runs at once: what goes twice counts once.
 */
async function alone(name: string, work: () => Promise<void>): Promise<boolean> {
  const run = () => work().then(() => true);
  if (typeof document === 'undefined' || !('locks' in navigator)) return run();
  return navigator.locks.request(`${name}-exchange`, { ifAvailable: true }, (lock) =>
    lock ? run() : false,
  );
}
