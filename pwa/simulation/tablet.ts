import { type Credentials, keepSession, type Person, signIn } from '../src/api/session';
import { type Json, type JsonObject, stateHash } from '../src/domain';
import { newId } from '../src/ports';
import { openStore, readMeta } from '../src/store/database';
import { freeReceived } from '../src/store/files';
import { operationFrom, type Recorder } from '../src/store/operations';
import type { Database } from '../src/store/schema';
import { createSync, pillOf, type Sync, type World } from '../src/sync';
import { Chance } from './chance';
import { clockOf, forget, netOf, timerOf } from './ports';
import { Disk } from './storage';
import { deed, opened, poison, reopen, type Written } from './visit';

/** The one who has the tablet in hand: their store and its exchange with the server. */
interface Work {
  readonly person: string;
  readonly db: Database;
  readonly sync: Sync;
  readonly recorder: Recorder;
}

/** A tablet from its first sign-in on: it is killed and opened again, and its disk stays. */
export class Tablet {
  readonly number: number;
  private readonly disk = new Disk();
  private readonly chance: Chance;
  private id: string;
  private life = 0;
  private skew = 0;
  private work: Work | null = null;

  constructor(number: number, seed: number) {
    this.number = number;
    this.chance = new Chance(seed);
    this.id = newId(
      clockOf(() => 0),
      this.chance,
    );
  }

  /** Signs a person in, as the app does: a forked chain first makes the tablet a new device. */
  async enter(email: string, password: string): Promise<Json> {
    if (this.work?.sync.state().stop === 'forked')
      this.id = newId(
        clockOf(() => 0),
        this.chance,
      );
    const net = netOf(this.number, this.alive());
    const device = { id: this.id, name: `T-${this.number}` };
    const credentials: Credentials = { email, password, device };
    const session = await signIn(net, credentials);
    const db = await this.store(session.person.id);
    await keepSession(db, session);
    this.begin(session.person.id, db);
    return session.person.id;
  }

  /** Opens the app for a person who signed in here before, also without a network. */
  async open(person: string): Promise<Json> {
    const db = await this.store(person);
    const known = await readMeta<Person>(db, 'person');
    if (!known) return null;
    this.begin(person, db);
    return known.id;
  }

  /** The browser is killed: what was not on the disk is gone. */
  kill(): void {
    this.life += 1;
    this.work?.sync.stop();
    this.work = null;
    forget(this.number);
    this.disk.cut();
  }

  /** Only so many more writes fit; null gives room again. */
  fill(room: number | null): void {
    this.disk.room = room;
  }

  turnClock(skew: number): void {
    this.skew = skew;
  }

  async act(kind: string): Promise<Json> {
    if (!this.work) return null;
    const { recorder, sync } = this.work;
    const todo = { deed, reopen, poison }[kind];
    if (!todo) throw new Error(`no deed ${kind}`);
    const done = await todo(recorder, this.chance);
    // What is told here is on the disk: from now on it may never be lost.
    void sync.recorded();
    return written(done);
  }

  /** The person frees the space of what was received. */
  async free(): Promise<Json> {
    return this.work ? freeReceived(this.work.db) : null;
  }

  async exchange(): Promise<Json> {
    await this.work?.sync.tryNow();
    return this.work?.sync.state().stop ?? null;
  }

  /** What the screen says, and what lies in the store. */
  async report(): Promise<Json> {
    if (!this.work) return null;
    const { db, sync, person, recorder } = this.work;
    const state = sync.state();
    const operations = await db.getAll('operations');
    const files = await db.getAll('files');
    return {
      person,
      pill: pillOf(state),
      state: { ...state },
      operations: operations.map((row) => ({
        id: row.id,
        chain: row.chain,
        own: row.own,
        receipt: row.receipt,
        code: row.code ?? null,
        placed: row.logSeq,
      })),
      waiting: (await db.getAll('outbox')).map(({ id }) => id),
      files: files.map(({ sha256, state: stands, subject }) => ({
        sha256,
        state: stands,
        subject,
      })),
      items: (await db.getAll('items')).map(({ kind, id, body }) => [kind, id, body as Json]),
      folds: await this.folds(recorder),
    } as unknown as JsonObject;
  }

  /** The state of each inspection that can be opened here. */
  private async folds(recorder: Recorder): Promise<JsonObject> {
    const ids = new Set((await recorder.db.getAll('operations')).map(({ subject }) => subject));
    const found: Record<string, Json> = {};
    for (const id of [...ids].sort()) {
      const one = await opened(recorder, id);
      found[id] = one ? stateHash(one.fold) : null;
    }
    return found;
  }

  private async store(person: string): Promise<Database> {
    // `idb` asks the global factory as it opens; each tablet has a disk of its own.
    globalThis.indexedDB = this.disk.factory;
    return openStore(person);
  }

  private begin(person: string, db: Database): void {
    this.work?.sync.stop();
    const alive = this.alive();
    const clock = clockOf(() => this.skew);
    const random = { bytes: (count: number) => this.chance.bytes(count) };
    const net = netOf(this.number, alive);
    const world: World = { clock, random, net, timer: timerOf(alive), db };
    const sync = createSync(world);
    this.work = { person, db, sync, recorder: { db, actor: person, clock, random } };
    sync.start();
  }

  private alive(): () => boolean {
    const born = this.life;
    return () => this.life === born;
  }
}

function written({ operations, files }: Written): Json {
  return { operations: operations.map((one) => one as unknown as Json), files: [...files] };
}

/** The words of an operation that lies in a store. */
export { operationFrom };
