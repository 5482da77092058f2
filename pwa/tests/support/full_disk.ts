import 'fake-indexeddb/auto';

type Put = IDBObjectStore['put'];
type Ending = 'refused' | 'refused at the end' | 'dead before' | 'dead after';

/** How a write fails: at once, when it is committed, or with the whole app, before it or after it. */
export const ENDINGS: readonly Ending[] = [
  'refused',
  'refused at the end',
  'dead before',
  'dead after',
];

/** A disk that refuses writes from one on; like that of the browsers, it says so without a word. */
export class FullDisk {
  /** How many writes there were. */
  writes = 0;
  private readonly put: Put = IDBObjectStore.prototype.put;
  private readonly from: number;
  private readonly to: number;
  private readonly ending: Ending;
  private readonly dies: () => void;

  /** Refuses the writes `from` to `to`, the first being 1. */
  constructor(from: number, to: number, ending: Ending = 'refused', dies = (): void => undefined) {
    [this.from, this.to, this.ending, this.dies] = [from, to, ending, dies];
    const disk = this;
    IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...given: Parameters<Put>) {
      return disk.write(this, given);
    };
  }

  /** Room again. */
  end(): void {
    IDBObjectStore.prototype.put = this.put;
  }

  private write(store: IDBObjectStore, given: Parameters<Put>): ReturnType<Put> {
    this.writes += 1;
    if (this.writes < this.from || this.writes > this.to) return this.put.apply(store, given);
    if (this.ending === 'refused') throw full();
    if (this.ending === 'dead before') {
      this.dies();
      throw full();
    }
    const request = this.put.apply(store, given);
    if (this.ending === 'dead after') this.dies();
    else queueMicrotask(() => endOf(store.transaction));
    return request;
  }
}

/** Ends a transaction as an engine does that finds no room for it. */
function endOf(transaction: IDBTransaction): void {
  const engine = transaction as unknown as { _abort(name: string): void; _state: string };
  if (engine._state !== 'finished') engine._abort('QuotaExceededError');
}

function full(): DOMException {
  return new DOMException('', 'QuotaExceededError');
}
