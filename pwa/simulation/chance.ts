/** Repeatable chance (xorshift128): one seed, one life. */
export class Chance {
  private readonly state: Uint32Array;

  constructor(seed: number) {
    this.state = Uint32Array.from([seed, seed ^ 0x9e3779b9, 0x243f6a88, 0xb7e15162]);
    for (let turn = 0; turn < 16; turn += 1) this.next();
  }

  /** 32 bits. */
  next(): number {
    const { state } = this;
    let mixed = (state[3] ?? 0) ^ ((state[3] ?? 0) << 11);
    mixed ^= mixed >>> 8;
    state.copyWithin(1, 0);
    state[0] = (state[1] ?? 0) ^ ((state[1] ?? 0) >>> 19) ^ mixed;
    return state[0];
  }

  below(count: number): number {
    return this.next() % count;
  }

  /** True that often. */
  happens(share: number): boolean {
    return this.next() / 2 ** 32 < share;
  }

  pick<T>(from: readonly T[]): T {
    const found = from[this.below(from.length)];
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.next() & 0xff);
  }
}
