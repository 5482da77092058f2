import type { Place } from '../domain';
import type { Clock } from '../ports';
import { durably } from '../store/database';
import type { Database } from '../store/schema';
import { type Failure, failureOf } from './failures';

/**
 * Where something is typed: in the answer of a place or in its note. Besides, since when its stopwatch runs,
 * and the keys of a date that is half there, of which a browser hands out nothing.
 */
export type Field = 'answer' | 'note' | 'watch' | 'half';

type Rows = readonly (readonly [key: string, text: string | null])[];
type Stash = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** One field, as far as what is typed into it is kept. */
export interface TypedPlace {
  /** What was typed and is no answer yet, or null. */
  get(): string | null;
  keep(text: string): void;
  drop(): void;
  /** Asks for what stands here when the page is left; the result ends it. */
  watch(settle: () => void): () => void;
}

/**
 * What is typed into the fields of one inspection and is no answer yet. It is kept with every stroke,
 * so that nothing is lost when the page goes; it is never sent.
 */
export class TypedTexts {
  texts: ReadonlyMap<string, string> = $state.raw(new Map());
  /** Why the device does not keep what is typed. */
  failure: Failure | null = $state.raw(null);
  private readonly db: Database;
  private readonly subject: string;
  private readonly clock: Clock;
  private readonly stash: Stash;
  private readonly waiting = new Map<string, string | null>();
  private flying: Rows = [];
  private readonly fields = new Set<() => void>();
  private writing: Promise<void> | null = null;

  constructor(db: Database, subject: string, clock: Clock, stash: Stash) {
    this.db = db;
    this.subject = subject;
    this.clock = clock;
    this.stash = stash;
  }

  /** Takes over what is stored, and what the last page could only put aside when it went. */
  async read(): Promise<void> {
    const texts = new Map<string, string>();
    const tx = this.db.transaction('typed');
    for await (const { primaryKey, value } of tx.store.index('subject').iterate(this.subject)) {
      texts.set(primaryKey, value.text);
    }
    this.texts = texts;
    for (const [key, text] of this.aside()) {
      if (text === null) this.drop(key);
      else this.keep(key, text);
    }
    if (this.writing === null) this.stash.removeItem(this.stashKey);
  }

  /** The key of a field. */
  keyOf({ section, instance, question }: Place, field: Field): string {
    const place = [this.subject, section ?? '', instance ?? '', question ?? ''].join('/');
    return field === 'answer' ? place : `${place}/${field}`;
  }

  /** The field of a place. */
  at(place: Place, field: Field): TypedPlace {
    const key = this.keyOf(place, field);
    return {
      get: () => this.get(key),
      keep: (text) => this.keep(key, text),
      drop: () => this.drop(key),
      watch: (settle) => this.watch(settle),
    };
  }

  get(key: string): string | null {
    return this.texts.get(key) ?? null;
  }

  /** Keeps what is typed; the latest text counts. */
  keep(key: string, text: string): void {
    if (this.texts.get(key) === text) return;
    this.texts = new Map(this.texts).set(key, text);
    this.put(key, text);
  }

  /** Forgets what was typed: it became an answer, or nobody wants it. */
  drop(key: string): void {
    if (!this.texts.has(key)) return;
    this.texts = new Map([...this.texts].filter(([other]) => other !== key));
    this.put(key, null);
  }

  /** Registers a field; it is asked to make an answer of its text when the page is left. */
  watch(settle: () => void): () => void {
    this.fields.add(settle);
    return () => this.fields.delete(settle);
  }

  /** Lets every field make an answer of what stands in it. */
  settleAll(): void {
    for (const settle of this.fields) settle();
  }

  /**
   * The page may go now: what has not reached the store yet is put aside where that takes no time.
   * The store ends what it is at when its page goes.
   */
  leave(): void {
    this.settleAll();
    const rows = [...new Map([...this.flying, ...this.waiting])];
    if (rows.length === 0) return;
    try {
      this.stash.setItem(this.stashKey, JSON.stringify(rows));
    } catch {
      // Full as well. The alert of the failed write stands on the screen already.
    }
  }

  /** Tries again to keep what the device refused to keep. */
  async retry(): Promise<void> {
    for (const [key, text] of this.texts) this.waiting.set(key, text);
    this.writing ??= this.writeAll();
    await this.writing;
  }

  private put(key: string, text: string | null): void {
    this.waiting.set(key, text);
    this.writing ??= this.writeAll();
  }

  /** One transaction after the other, each with all that came meanwhile. */
  private async writeAll(): Promise<void> {
    try {
      while (this.waiting.size > 0) {
        this.flying = [...this.waiting];
        this.waiting.clear();
        await this.write(this.flying);
        this.flying = [];
      }
      this.failure = null;
      this.stash.removeItem(this.stashKey);
    } catch (error) {
      this.failure = failureOf(error);
    } finally {
      this.writing = null;
    }
  }

  private get stashKey(): string {
    return `${this.db.name}-typed-${this.subject}`;
  }

  private aside(): Rows {
    try {
      return JSON.parse(this.stash.getItem(this.stashKey) ?? '[]') as Rows;
    } catch {
      return [];
    }
  }

  private write(rows: Rows): Promise<void> {
    const { subject } = this;
    const at = this.clock.now();
    return durably(this.db, ['typed'], async (tx) => {
      const store = tx.objectStore('typed');
      for (const [key, text] of rows) {
        if (text === null) await store.delete(key);
        else await store.put({ subject, text, at }, key);
      }
    });
  }
}
