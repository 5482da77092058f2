import 'fake-indexeddb/auto';
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { keepSession, type Session } from '../../src/api/session';
import { canonical, isObject, type Json, type Operation } from '../../src/domain';
import type { Net } from '../../src/ports';
import { openStore, writeMeta } from '../../src/store/database';
import { bytesOfFile, fileRow, filesHeld, standingOf } from '../../src/store/files';
import { operationFrom, type Recorder, record } from '../../src/store/operations';
import type { Database } from '../../src/store/schema';
import {
  createSync,
  isAllReceived,
  pillOf,
  type Sync,
  type SyncState,
  type World,
} from '../../src/sync';
import { type Lie, type Step, stepOf } from './liar';
import { NOW, ServerModel } from './model';
import { CHAIN, note, PERSON, SUBJECT, seededRandom } from './world';

export const TOKEN = 'token';
const START = Date.parse('2026-11-20T09:41:07.000Z');
let rigs = 0;

/** Time that passes when it is told to. */
export class Time {
  now = START;
  private due: { at: number; call: () => void }[] = [];

  readonly clock = { now: () => this.now };
  readonly timer = {
    after: (ms: number, call: () => void) => {
      const one = { at: this.now + ms, call };
      this.due.push(one);
      return () => {
        this.due = this.due.filter((other) => other !== one);
      };
    },
  };

  /** Lets time pass; what is due by then is called. */
  pass(ms: number): void {
    this.now += ms;
    const over = this.due.filter(({ at }) => at <= this.now);
    this.due = this.due.filter(({ at }) => at > this.now);
    for (const { call } of over) call();
  }
}

/** A device, a server and what lies between them, in one process. */
export class Rig {
  readonly model = new ServerModel();
  readonly time = new Time();
  readonly asked: string[] = [];
  /** Where the requests went. */
  readonly paths = new Set<string>();
  readonly operations: Operation[] = [];
  readonly photos = new Map<string, Buffer>();
  readonly name: string;
  lies: { readonly step: Step; readonly lie: Lie; left: number; told: number } | null = null;
  online = true;
  /** What hangs does so for good: nobody's patience ends. */
  hangs = false;
  /** What the screen claimed and the server did not have, at any moment. */
  readonly falseClaims: string[] = [];
  /** So many requests go; the one after that reaches the server, and then the app is gone. */
  diesAfter = Infinity;
  dead = false;
  /** The server was put back and the device has not heard of it yet: what it says is a claim. */
  unaware = false;
  private wasPutBack = false;
  db!: Database;
  sync!: Sync;

  private constructor(name: string) {
    this.name = name;
  }

  /** A device that is signed in. */
  static async signedIn(): Promise<Rig> {
    rigs += 1;
    const rig = new Rig(`rig-${rigs}`);
    rig.model.open(CHAIN, TOKEN);
    await rig.start();
    await writeMeta(rig.db, { head: { chain: CHAIN, seq: 0, prev: null }, chainToken: TOKEN });
    return rig;
  }

  /** A device whose store was written by an older version. */
  static async landed(
    name: string,
    write: () => Promise<{ operations: readonly unknown[] }>,
  ): Promise<Rig> {
    const rig = new Rig(name);
    const { operations } = await write();
    rig.operations.push(...(operations as Operation[]));
    rig.model.open(CHAIN, TOKEN);
    await rig.start();
    for (const { file, held } of await filesHeld(rig.db)) {
      if (held) rig.photos.set(file.sha256, Buffer.from(await bytesIn(rig.db, file.sha256)));
    }
    return rig;
  }

  /** The server has the first operations of the present chain already. */
  takenBefore(count: number): void {
    const own = this.operations.filter(({ chain }) => chain === CHAIN).slice(0, count);
    const texts = own.map((one) => canonical(one as unknown as Json));
    const body = Buffer.from(`{"chain":"${CHAIN}","operations":[${texts.join(',')}]}`);
    const headers = new Headers({ Authorization: `Bearer ${TOKEN}` });
    this.model.answer({ method: 'POST', path: '/api/sync/push', headers, body });
  }

  /** Opens the app anew; everything that was only in memory is gone. */
  async start(): Promise<void> {
    this.db?.close();
    this.dead = false;
    this.unaware = this.wasPutBack;
    this.db = await openStore(this.name);
    this.sync = createSync(this.world());
    this.sync.subscribe((state) => this.heard(state));
  }

  /** Looks at what is said in the moment in which it is said. */
  private heard(state: SyncState): void {
    if (this.unaware) return;
    if (state.filesReceived > this.arrived.length)
      this.falseClaims.push(`${state.filesReceived} photos, not ${this.arrived.length}`);
    if (pillOf(state) !== 'received' && !isAllReceived(state)) return;
    const missing = this.operations.filter(({ id }) => !this.known.has(id));
    if (missing.length > 0) this.falseClaims.push(`all, not the ${missing.length} missing`);
    if (this.arrived.length < this.photos.size) this.falseClaims.push('all, not every photo');
  }

  /** The ids that the server has. */
  private get known(): ReadonlySet<string | null> {
    return new Set(this.model.chains.flatMap(({ rows }) => rows.map(({ id }) => id)));
  }

  get recorder(): Recorder {
    const { db, time } = this;
    return {
      db,
      actor: PERSON,
      clock: time.clock,
      random: seededRandom(7 + this.operations.length),
    };
  }

  async note(text: string): Promise<Operation> {
    const [made] = await record(this.recorder, [note(text)]);
    if (!made) throw new Error('nothing was recorded');
    this.operations.push(made);
    await this.sync.recorded();
    return made;
  }

  /** Takes a photo of one byte, again and again, and attaches it. */
  async photo(byte: number, size = 1_000): Promise<string> {
    const content = Buffer.alloc(size, byte);
    const blob = new Blob([content], { type: 'image/jpeg' });
    const file = await fileRow(blob, SUBJECT, this.time.clock);
    const value = { file: file.sha256, bytes: size, type: file.type, source: 'camera' };
    const draft = { about: 'inspection', subject: SUBJECT, kind: 'attach', value } as const;
    const [made] = await record(this.recorder, [draft], { files: [file] });
    if (!made) throw new Error('nothing was recorded');
    this.operations.push(made);
    this.photos.set(file.sha256, content);
    await this.sync.recorded();
    return file.sha256;
  }

  /** Signs in as the app does; the server names this device's chain, or a fresh one. */
  async signIn(device = 'device'): Promise<void> {
    rigs += 1;
    const fresh = `019fdaaf-6f68-7074-a610-${String(rigs).padStart(12, '0')}`;
    const granted = this.model.signIn(device, fresh);
    const person = { id: PERSON, name: { en: 'Chen Wei' }, language: 'en', email: '', roles: [] };
    const organisation = { id: 'o', key: 'o', name: { en: 'O' } };
    const session = { person, organisation, server_time: NOW, ...granted };
    await keepSession(this.db, session as unknown as Session);
  }

  /** Puts a copy back; the device hears of it when it next reaches the server. */
  putBack(copy: () => void, epoch?: string): void {
    copy();
    if (epoch !== undefined) this.model.epoch = epoch;
    this.wasPutBack = true;
    this.unaware = true;
  }

  /** One exchange; whatever the server is, the device has heard of it now. */
  async exchange(): Promise<void> {
    await this.sync.tryNow();
    this.unaware &&= this.sync.state().stop === 'sign_in';
    const { nextTryAt } = this.sync.state();
    this.time.pass(nextTryAt === null ? 30_000 : Math.max(0, nextTryAt - this.time.now));
  }

  /** A document that the next pull names. */
  publish(text: string): void {
    const sha256 = hashOf(Buffer.from(text));
    this.model.documents.set(sha256, text);
    this.model.events.push({ kind: 'template', id: sha256.slice(0, 8), body: { sha256 } });
  }

  lieAt(step: Step, lie: Lie, times = Infinity): void {
    this.lies = { step, lie, left: times, told: 0 };
  }

  /** Exchanges until nothing is left to do, or so often. */
  async settle(most = 8): Promise<void> {
    for (let round = 0; round < most; round += 1) {
      await this.exchange();
      if (this.sync.state().stop === null && isAllReceived(this.sync.state())) return;
    }
  }

  /** The hashes that the server has, of those taken here. */
  get arrived(): string[] {
    return [...this.photos].flatMap(([sha256, content]) =>
      this.model.door.files.get(sha256)?.equals(content) ? [sha256] : [],
    );
  }

  /** NO_FALSE_CLAIM: nothing is said to be there that is not, and nothing that was recorded is gone. */
  async noFalseClaim(): Promise<void> {
    const state = this.sync.state();
    expect(this.falseClaims).toEqual([]);
    if (this.unaware) return;
    expect(state.filesReceived).toBeLessThanOrEqual(this.arrived.length);
    // A full store that could not be told of another server claims nothing on the screen either.
    if (state.checking && (await this.db.get('meta', 'checking')) === undefined) return;
    const rows = new Map((await this.db.getAll('operations')).map((row) => [row.id, row]));
    const waiting = new Set((await this.db.getAll('outbox')).map(({ id }) => id));
    const there = this.known;
    for (const { id } of this.operations) {
      const row = rows.get(id);
      if (!row) throw new Error(`${id} is gone from the device`);
      expect(row.voided).toBeUndefined();
      if (!waiting.has(id)) expect(there).toContain(id);
    }
    const { received, lost, ended } = await standingOf(this.db);
    expect(received.filter((sha256) => !this.arrived.includes(sha256))).toEqual([]);
    if (!isAllReceived(state) && pillOf(state) !== 'received') return;
    expect([...waiting]).toEqual([]);
    expect(this.arrived.length + lost.length + ended.length).toBe(this.photos.size);
  }

  /** Everything recorded is at the server, exactly once and as it was recorded. */
  async everythingIsThere(): Promise<void> {
    await this.noFalseClaim();
    expect(this.model.log.map(({ id }) => id).sort()).toEqual(
      this.operations.map(({ id }) => id).sort(),
    );
    for (const made of this.operations) {
      const { text } = this.model.log.find(({ id }) => id === made.id) ?? { text: '{}' };
      expect(contentOf(JSON.parse(text) as Operation)).toEqual(contentOf(made));
      const stored = await this.db.get('operations', made.id);
      expect(stored && contentOf(operationFrom(stored))).toEqual(contentOf(made));
    }
    expect(this.arrived.sort()).toEqual([...this.photos.keys()].sort());
    expect(await this.db.count('outbox')).toBe(0);
    expect(pillOf(this.sync.state())).toBe('received');
  }

  /** What an app on this device works with. */
  world(): World {
    const { db, time } = this;
    return { db, clock: time.clock, timer: time.timer, random: seededRandom(11), net: this.net() };
  }

  private net(): Net {
    return {
      isOnline: () => this.online,
      fetch: (path, init = {}) => {
        const step = stepOf(path, init);
        this.asked.push(step);
        this.paths.add(path);
        const pass = (body = init.body) => this.pass(path, { ...init, body: body ?? null });
        this.diesAfter -= 1;
        if (this.diesAfter < 0)
          return pass().then(() => {
            this.ends();
            throw new TypeError('the app is gone');
          });
        const { lies } = this;
        if (lies?.step !== step || lies.left <= 0) return pass();
        lies.left -= 1;
        lies.told += 1;
        const told = lies.lie(pass, init);
        this.endLate(told);
        return told;
      },
    };
  }

  /** The app is gone: nothing of what this page does after this reaches the store. */
  ends(): void {
    this.diesAfter = Infinity;
    this.dead = true;
    this.db.close();
  }

  /** What hangs does so until the patience of the device is over. */
  private endLate(told: Promise<unknown>): void {
    let over = false;
    const end = () => {
      over = true;
    };
    told.then(end, end);
    setImmediate(() => {
      if (!over && !this.hangs) this.time.pass(400_000);
    });
  }

  private async pass(path: string, init: RequestInit): Promise<Response> {
    const { body: sent } = init;
    const body = sent instanceof ArrayBuffer ? Buffer.from(sent) : Buffer.from(String(sent ?? ''));
    const headers = new Headers(init.headers);
    const given = this.model.answer({ method: init.method ?? 'GET', path, headers, body });
    const text = isObject(given.body)
      ? JSON.stringify(given.body)
      : (given.body as string | undefined);
    const empty = given.status === 204 || init.method === 'HEAD';
    return new Response(empty ? null : (text ?? ''), {
      status: given.status,
      headers: given.headers ?? {},
    });
  }
}

async function bytesIn(db: Database, sha256: string): Promise<ArrayBuffer> {
  return (await bytesOfFile(db, sha256)) ?? new ArrayBuffer(0);
}

/** The SHA-256 of bytes. */
export function hashOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function contentOf({ chain: _chain, seq: _seq, prev: _prev, ...content }: Operation): object {
  return content;
}
