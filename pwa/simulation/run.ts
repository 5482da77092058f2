import 'fake-indexeddb/auto';
import { sha256 } from '@noble/hashes/sha2.js';
import type { Json, JsonObject } from '../src/domain';
import { answer, clear, newlyAsked, nextAlarm, ring, time } from './ports';
import { quiet } from './quiet';
import { watchStorage } from './storage';
import { Tablet } from './tablet';
import { type Answered, listen, type Quiet } from './wire';

/** Tablets played by the real app; the network, the time and chance are played by whoever asks. */
const tablets = new Map<number, Tablet>();
let done: { command: number; result: Json }[] = [];

watchStorage();
// A browser goes on after these as well; an exchange that dies of one is found by its silence.
process.on('unhandledRejection', () => undefined);
// The app speaks to where it came from.
Object.assign(globalThis, { location: new URL('http://tablets.example') });
// The engine's own digest comes from a pool of threads, at a moment that no seed decides.
crypto.subtle.digest = async (_name: unknown, data: ArrayBuffer | ArrayBufferView) => {
  const bytes = ArrayBuffer.isView(data) ? new Uint8Array(data.buffer) : new Uint8Array(data);
  return sha256(bytes).buffer as ArrayBuffer;
};

function obey(order: JsonObject): Promise<Json> | Json {
  const number = Number(order['device']);
  const tablet = tablets.get(number);
  switch (order['do']) {
    case 'begin':
      tablets.clear();
      clear();
      return null;
    case 'tablet':
      tablets.set(number, new Tablet(number, Number(order['seed'])));
      return null;
    case 'answer':
      answer(Number(order['call']), order['given'] as unknown as Answered | null);
      return null;
    case 'ring':
      ring();
      return null;
    default:
      if (!tablet) throw new Error(`no tablet ${number}`);
      return asked(tablet, order);
  }
}

function asked(tablet: Tablet, order: JsonObject): Promise<Json> | Json {
  switch (order['do']) {
    case 'enter':
      return tablet.enter(String(order['email']), String(order['password']));
    case 'open':
      return tablet.open(String(order['person']));
    case 'kill':
      tablet.kill();
      return null;
    case 'fill':
      tablet.fill(order['room'] as number | null);
      return null;
    case 'clock':
      tablet.turnClock(Number(order['skew']));
      return null;
    case 'act':
      return tablet.act(String(order['kind']));
    case 'free':
      return tablet.free();
    case 'exchange':
      return tablet.exchange();
    case 'report':
      return tablet.report();
    default:
      throw new Error(`no order ${String(order['do'])}`);
  }
}

await listen(async (order) => {
  time.now = Number(order['now']);
  const command = Number(order['command']);
  Promise.resolve()
    .then(() => obey(order))
    .then(
      (result) => done.push({ command, result }),
      (error: unknown) => done.push({ command, result: { failed: words(error) } }),
    );
  await quiet();
  const said: Quiet = { asked: newlyAsked(), done, timer: nextAlarm() };
  done = [];
  return said as unknown as Json;
});

function words(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
