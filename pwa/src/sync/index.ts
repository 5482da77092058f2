import { readMeta } from '../store/database';
import { refusedOf } from '../store/receipts';
import { conflictCount } from './conflicts';
import { uploadAll } from './files';
import { fetchDocuments, pullAll } from './pull';
import { pushAll } from './push';
import { EMPTY_STATE, type SyncState } from './state';
import { Halt, type World } from './world';

export type { Pill, SyncState } from './state';
export { EMPTY_STATE, pillOf } from './state';
export type { World } from './world';

const IDLE_MS = 30_000;
/** Taps that follow each other closely leave together. */
const SOON_MS = 600;
const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 300_000;

export interface Sync {
  /** Exchanges now and from then on by itself. */
  start(): void;
  stop(): void;
  /** Exchanges at once; resolves when this exchange is over. */
  tryNow(): Promise<void>;
  /** Counts again what waits, after something was recorded, and soon sends it. */
  recorded(): Promise<void>;
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
  private readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  start(): void {
    this.active = true;
    void this.count().then(() => this.tryNow());
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
    await this.count();
    const held = this.current.stop !== null && this.current.stop !== 'offline';
    if (this.active && !held && this.running === null) this.schedule(SOON_MS);
    else this.again = this.running !== null;
  }

  tryNow(): Promise<void> {
    this.again = this.running !== null;
    this.running ??= this.exchange().finally(() => {
      this.running = null;
      if (this.again && this.active) void this.tryNow();
    });
    return this.running;
  }

  private async exchange(): Promise<void> {
    this.cancelTimer();
    if (!this.world.net.isOnline()) {
      await this.count();
      return this.halted(new Halt('unreachable'), 'offline');
    }
    this.tell({ sending: true, sent: 0 });
    try {
      await pushAll(this.world, (count) => this.tell({ sent: this.current.sent + count }));
      await this.count();
      const stuck = await uploadAll(this.world, (uploadPercent) => this.tell({ uploadPercent }));
      const touched = await pullAll(this.world);
      await fetchDocuments(this.world);
      await this.count();
      if (stuck) this.halted(stuck, null);
      else {
        this.failures = 0;
        this.tell({ sending: false, stop: null, nextTryAt: null, uploadPercent: null });
        this.schedule(IDLE_MS);
      }
      for (const call of this.listeners) call(touched);
    } catch (error) {
      await this.count();
      this.halted(error instanceof Halt ? error : new Halt('broken'), null);
    }
  }

  private halted(halt: Halt, shown: 'offline' | null): void {
    this.failures += 1;
    const wait = halt.retryMs ?? this.backoff();
    const nextTryAt = this.world.clock.now() + wait;
    this.tell({ sending: false, stop: shown ?? halt.stop, nextTryAt });
    this.schedule(wait);
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
    const { db } = this.world;
    const [waiting, files, filesReceived, exchangedAt, differs] = await Promise.all([
      db.count('outbox'),
      db.countFromIndex('files', 'state', 'waiting'),
      db.countFromIndex('files', 'state', 'received'),
      readMeta<number>(db, 'exchangedAt'),
      conflictCount(db),
    ]);
    const refused = await this.countRefused();
    this.tell({ waiting, files, filesReceived, exchangedAt, differs, refused });
  }

  private async countRefused(): Promise<number> {
    const settled = (await readMeta<string[]>(this.world.db, 'settledRefusals')) ?? [];
    const refused = await refusedOf(this.world.db);
    return refused.filter(({ id }) => !settled.includes(id)).length;
  }

  private tell(change: Partial<SyncState>): void {
    this.current = { ...this.current, ...change };
    for (const call of this.watchers) call(this.current);
  }
}
