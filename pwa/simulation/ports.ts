import type { Clock, Net, Timer } from '../src/ports';
import type { Answered, Asked } from './wire';

interface Waiting {
  readonly device: number;
  readonly answer: (response: Response) => void;
  readonly breaks: (error: Error) => void;
}

let calls = 0;
const waiting = new Map<number, Waiting>();
const asked: Asked[] = [];

/** The network of one life of a device: whatever it asks waits for an answer from outside. */
export function netOf(device: number, alive: () => boolean): Net {
  return {
    isOnline: () => true,
    fetch: (path, init) =>
      new Promise((answer, breaks) => {
        if (!alive()) return;
        calls += 1;
        const call = calls;
        waiting.set(call, { device, answer, breaks });
        init?.signal?.addEventListener('abort', () => {
          if (waiting.delete(call)) breaks(new DOMException('', 'AbortError'));
        });
        const headers = Object.fromEntries(new Headers(init?.headers));
        const method = init?.method ?? 'GET';
        asked.push({ call, device, method, path, headers, body: encoded(init?.body) });
      }),
  };
}

/** What was asked since this was last read. */
export function newlyAsked(): Asked[] {
  return asked.splice(0);
}

/** Answers a request; null means that the line broke. */
export function answer(call: number, given: Answered | null): void {
  const found = waiting.get(call);
  waiting.delete(call);
  if (!found) return;
  if (given === null) {
    found.breaks(new TypeError('the connection broke off'));
    return;
  }
  const bytes = Buffer.from(given.body, 'base64');
  const empty = given.status === 204 || given.status === 304;
  const init = { status: given.status, headers: given.headers };
  found.answer(new Response(empty ? null : bytes, init));
}

/** Whatever a device that has died was waiting for comes to nobody. */
export function forget(device: number): void {
  for (const [call, one] of waiting) if (one.device === device) waiting.delete(call);
}

/** The one true time, set from outside. */
export const time = { now: 0 };

/** A device's own idea of the time. */
export function clockOf(skew: () => number): Clock {
  return { now: () => time.now + skew() };
}

interface Alarm {
  readonly at: number;
  readonly order: number;
  readonly call: () => void;
}

let alarms: Alarm[] = [];
let order = 0;

/** Timers that ring when the time is moved past them. */
export function timerOf(alive: () => boolean): Timer {
  return {
    after: (ms, call) => {
      order += 1;
      const alarm = { at: time.now + ms, order, call: () => alive() && call() };
      alarms.push(alarm);
      return () => {
        alarms = alarms.filter((one) => one !== alarm);
      };
    },
  };
}

/** The next moment at which something rings. */
export function nextAlarm(): number | null {
  return alarms.length === 0 ? null : Math.min(...alarms.map(({ at }) => at));
}

/** Rings what is due, in the order of time. */
export function ring(): void {
  const due = alarms.filter(({ at }) => at <= time.now);
  alarms = alarms.filter(({ at }) => at > time.now);
  due.sort((a, b) => a.at - b.at || a.order - b.order);
  for (const { call } of due) call();
}

/** A new seed begins with nothing. */
export function clear(): void {
  waiting.clear();
  asked.length = 0;
  alarms = [];
  calls = 0;
  order = 0;
}

function encoded(body: unknown): string | null {
  if (body === null || body === undefined) return null;
  if (typeof body === 'string') return Buffer.from(body).toString('base64');
  if (body instanceof ArrayBuffer) return Buffer.from(body).toString('base64');
  if (body instanceof Uint8Array) return Buffer.from(body).toString('base64');
  throw new Error('a body that the simulated network cannot carry');
}
