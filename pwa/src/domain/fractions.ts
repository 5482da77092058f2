/** An exact ratio, d > 0, always in lowest terms. */
export interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

/** A ratio in lowest terms; d > 0. */
export function fraction(n: bigint, d: bigint = 1n): Fraction {
  const divisor = greatestDivisor(n < 0n ? -n : n, d);
  return divisor === 1n ? { n, d } : { n: n / divisor, d: d / divisor };
}

export const ZERO: Fraction = { n: 0n, d: 1n };
export const WHOLE: Fraction = { n: 1n, d: 1n };

/** Exact sum. */
export function add(a: Fraction, b: Fraction): Fraction {
  if (a.d === b.d) return fraction(a.n + b.n, a.d);
  return fraction(a.n * b.d + b.n * a.d, a.d * b.d);
}

/** Exact product. */
export function times(a: Fraction, b: Fraction): Fraction {
  return fraction(a.n * b.n, a.d * b.d);
}

/** "n/d" in lowest terms. */
export function textFromFraction(value: Fraction): string {
  return `${value.n}/${value.d}`;
}

/** Basis points 0..10000 of a ratio between 0 and 1, half up: the only rounding of a score. */
export function basisPoints(value: Fraction): number {
  return Number((20000n * value.n + value.d) / (2n * value.d));
}

function greatestDivisor(a: bigint, b: bigint): bigint {
  let one = a;
  let other = b;
  while (other !== 0n) [one, other] = [other, one % other];
  return one;
}
