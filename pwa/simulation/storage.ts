import {
  IDBDatabase as FakeDatabase,
  IDBFactory as FakeFactory,
  IDBObjectStore as FakeStore,
} from 'fake-indexeddb';
import { working } from './quiet';

/** One device's disk: it outlives every crash, can fill up, and loses what was not committed. */
export class Disk {
  readonly factory = new FakeFactory();
  /** How many more writes fit; null when there is room. */
  room: number | null = null;
  private readonly open = new Set<IDBTransaction>();
  private readonly databases = new Set<IDBDatabase>();

  constructor() {
    DISKS.set(this.factory, this);
  }

  /** What a power cut does: nothing that is not yet on the disk gets there. */
  cut(): void {
    for (const tx of this.open) {
      try {
        tx.abort();
      } catch {
        // It was over at this very moment.
      }
    }
    for (const database of this.databases) database.close();
    this.databases.clear();
  }

  opened(database: IDBDatabase): void {
    this.databases.add(database);
    OWNERS.set(database, this);
  }

  began(tx: IDBTransaction): void {
    const done = working();
    this.open.add(tx);
    for (const end of ['complete', 'abort'] as const) {
      tx.addEventListener(end, () => {
        this.open.delete(tx);
        done();
      });
    }
  }

  /** One more write; raises the error that Chromium gives, with its empty message. */
  take(): void {
    if (this.room === null) return;
    if (this.room <= 0) throw new DOMException('', 'QuotaExceededError');
    this.room -= 1;
  }
}

const DISKS = new WeakMap<IDBFactory, Disk>();
const OWNERS = new WeakMap<IDBDatabase, Disk>();

/** Makes every store tell its disk what is done with it. */
export function watchStorage(): void {
  const open = FakeFactory.prototype.open;
  FakeFactory.prototype.open = function watched(this: IDBFactory, name, version) {
    const request = open.call(this, name, version);
    const done = working();
    const disk = DISKS.get(this);
    request.addEventListener('success', () => {
      disk?.opened(request.result);
      done();
    });
    request.addEventListener('error', done);
    return request;
  };
  const begin = FakeDatabase.prototype.transaction;
  FakeDatabase.prototype.transaction = function watched(this: IDBDatabase, ...given) {
    const tx = begin.apply(this, given);
    OWNERS.get(this)?.began(tx);
    return tx;
  };
  for (const name of ['put', 'add'] as const) {
    const write = FakeStore.prototype[name];
    FakeStore.prototype[name] = function watched(this: IDBObjectStore, ...given) {
      OWNERS.get(this.transaction.db)?.take();
      return write.apply(this, given);
    };
  }
}
