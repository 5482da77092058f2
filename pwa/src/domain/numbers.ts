/** Numbers are whole millionths (scoring.md, section 2); a null result is "unknown". */

export const ONE = 1_000_000n;
const LIMIT = 10n ** 18n;
const FORM = /^-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,6})?$/;

/** The millionths of a number text, or null when it has another form. */
export function numberFromText(text: string): bigint | null {
  if (!FORM.test(text)) return null;
  const negative = text.startsWith('-');
  const [whole = '0', fraction = ''] = (negative ? text.slice(1) : text).split('.');
  const size = BigInt(whole) * ONE + BigInt(fraction.padEnd(6, '0'));
  return negative ? -size : size;
}

/** The canonical text of a number: no trailing zero, no negative zero. */
export function textFromNumber(value: bigint): string {
  const size = value < 0n ? -value : value;
  const fraction = (size % ONE).toString().padStart(6, '0').replace(/0+$/, '');
  const text = fraction ? `${size / ONE}.${fraction}` : `${size / ONE}`;
  return value < 0n ? `-${text}` : text;
}

/** The value itself while it is smaller than 10^12 in size, else unknown. */
export function inRange(value: bigint): bigint | null {
  return value < LIMIT && value > -LIMIT ? value : null;
}

/** n / d rounded half away from zero; d > 0. */
export function divideRounded(n: bigint, d: bigint): bigint {
  const half = d / 2n;
  const exactHalf = d % 2n === 0n;
  const size = n < 0n ? -n : n;
  const quotient = size / d;
  const rest = size % d;
  const up = exactHalf ? rest >= half : rest > half;
  const result = up ? quotient + 1n : quotient;
  return n < 0n ? -result : result;
}

/** Product, rounded half away from zero to six places. */
export function multiply(a: bigint, b: bigint): bigint | null {
  return inRange(divideRounded(a * b, ONE));
}

/** Quotient, rounded half away from zero to six places; unknown by zero. */
export function divide(a: bigint, b: bigint): bigint | null {
  if (b === 0n) return null;
  return inRange(b < 0n ? divideRounded(-a * ONE, -b) : divideRounded(a * ONE, b));
}

/** Exact remainder with the sign of the dividend; unknown by zero. */
export function remainder(a: bigint, b: bigint): bigint | null {
  return b === 0n ? null : a % b;
}

/** Rounded half away from zero to `places` (0..6). */
export function round(value: bigint, places: number): bigint | null {
  const unit = 10n ** BigInt(6 - places);
  return inRange(divideRounded(value, unit) * unit);
}

/** The whole number below or equal. */
export function floor(value: bigint): bigint | null {
  const whole = (value / ONE) * ONE;
  return inRange(whole > value ? whole - ONE : whole);
}

/** The whole number above or equal. */
export function ceil(value: bigint): bigint | null {
  const whole = (value / ONE) * ONE;
  return inRange(whole < value ? whole + ONE : whole);
}

/** The whole part, towards zero. */
export function truncate(value: bigint): bigint {
  return (value / ONE) * ONE;
}

/** Largest whole number whose square is not above n; n >= 0. */
export function squareRoot(n: bigint): bigint {
  if (n < 2n) return n;
  let guess = 1n << BigInt((n.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (guess + n / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}
