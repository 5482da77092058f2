/** What the app needs from the world; handed in, so that tests can play the world. */

export interface Clock {
  /** Milliseconds since 1970 by this device; evidence, never a judge of deadlines. */
  now(): number;
}

export interface RandomSource {
  /** Fresh random bytes. */
  bytes(count: number): Uint8Array;
}

export interface Timer {
  /** Calls once after a delay; the result stops it. */
  after(ms: number, call: () => void): () => void;
}

export interface Net {
  fetch(path: string, init?: RequestInit): Promise<Response>;
  isOnline(): boolean;
}

/** A new UUIDv7 of a moment. */
export function newId(clock: Clock, random: RandomSource): string {
  const bytes = random.bytes(16);
  const ms = clock.now();
  for (let index = 0; index < 6; index += 1) bytes[index] = Math.floor(ms / 2 ** (40 - 8 * index));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}

/** A new salt: 16 random bytes, base64url. */
export function newSalt(random: RandomSource): string {
  const text = btoa(String.fromCharCode(...random.bytes(16)));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The ports of a browser. */
export const browserPorts = {
  clock: { now: () => Date.now() } satisfies Clock,
  random: {
    bytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  } satisfies RandomSource,
  timer: {
    after: (ms, call) => {
      const handle = setTimeout(call, ms);
      return () => clearTimeout(handle);
    },
  } satisfies Timer,
  net: {
    fetch: (path, init) => fetch(path, init),
    isOnline: () => navigator.onLine,
  } satisfies Net,
};
