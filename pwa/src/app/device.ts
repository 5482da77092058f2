import { type IDBPDatabase, openDB } from 'idb';
import { browserPorts, newId } from '../ports';

const NAME = 'fieldseal-device';
const STORE = 'device';
const channel = new BroadcastChannel(NAME);

let opened: Promise<IDBPDatabase> | null = null;

/** The device's own small store; localStorage would lose what was written just before a power cut. */
function store(): Promise<IDBPDatabase> {
  opened ??= openDB(NAME, 1, {
    upgrade: (db) => void db.createObjectStore(STORE),
    terminated: () => {
      opened = null;
    },
  });
  return opened;
}

async function read(key: string): Promise<string | null> {
  return ((await (await store()).get(STORE, key)) as string | undefined) ?? null;
}

async function write(key: string, value: string | null): Promise<void> {
  const tx = (await store()).transaction(STORE, 'readwrite', { durability: 'strict' });
  if (value === null) await tx.store.delete(key);
  else await tx.store.put(value, key);
  await tx.done;
}

/** This device's id; a new one is made once, or when its chain was cloned. */
export async function deviceId(): Promise<string> {
  return (await read('id')) ?? renewDevice();
}

/** Makes this a new device: its next sign-in opens a fresh chain. */
export async function renewDevice(): Promise<string> {
  const id = newId(browserPorts.clock, browserPorts.random);
  await write('id', id);
  return id;
}

/** A name by which people know the device again. */
export function deviceName(id: string): string {
  const system =
    /Android|iPad|iPhone|Windows|Mac|Linux/.exec(navigator.userAgent)?.[0] ?? 'Browser';
  return `${system} ${id.slice(-4).toUpperCase()}`;
}

/** What was chosen for this device, whoever uses it. */
export const chosen = {
  get: (key: string): Promise<string | null> => read(key),
  set: (key: string, value: string): Promise<void> => write(key, value),
};

/** Makes every other tab load again, also one of an older version: it then lets go of its stores. */
export function reloadOthers(): void {
  channel.postMessage(null);
}

/** The person this device opens for without a network. */
export const lastPerson = {
  get: (): Promise<string | null> => read('person'),
  async set(id: string | null): Promise<void> {
    await write('person', id);
    channel.postMessage(id);
  },
  /** Calls when another tab changed the person. */
  onChange(call: () => void): void {
    channel.onmessage = call;
  },
};
