import { Problem } from '../api/problem';
import {
  type Credentials,
  currentSession,
  keepSession,
  type Person,
  type Session,
  signIn,
  signOut,
} from '../api/session';
import type { Words } from '../domain';
import { m } from '../paraglide/messages.js';
import { browserPorts } from '../ports';
import { openStore, readMeta, type StoreWatch } from '../store/database';
import { isFull } from '../store/not_stored';
import type { Recorder } from '../store/operations';
import type { Database } from '../store/schema';
import { createSync, EMPTY_STATE, type Sync, type SyncState } from '../sync';
import { deviceId, deviceName, lastPerson, reloadOthers, renewDevice } from './device';
import { language } from './language.svelte';
import { type StorageState, watchStorage } from './storage';
import { say } from './words';

/** A person at work on this device. */
export interface Work {
  readonly person: Person;
  readonly organisation: Words | string;
  readonly db: Database;
  readonly sync: Sync;
}

let work = $state.raw<Work | null>(null);
let state = $state.raw<SyncState>(EMPTY_STATE);
let storage = $state.raw<StorageState>({ freeBytes: null, persisted: null, full: false });
let booted = $state(false);
let trouble = $state<'blocked' | 'failed' | null>(null);
let changes = $state(0);
let serverMinusDeviceMs = $state(0);

/** The app's one shared state. */
export const app = {
  get work(): Work | null {
    return work;
  },
  /** The work of the signed-in person. Raises: Error on a screen that nobody may see. */
  get now(): Work {
    if (!work) throw new Error('nobody is signed in');
    return work;
  },
  get sync(): SyncState {
    return { ...state, ...storage };
  },
  get booted(): boolean {
    return booted;
  },
  /** Why the records of this device are not open; null as long as they are. */
  get trouble(): 'blocked' | 'failed' | null {
    return trouble;
  },
  /** Grows with each exchange that brought something; lists read it to read again. */
  get changes(): number {
    return changes;
  },
  /** Now by the server's clock, as of the last exchange: deadlines know no other. */
  serverNow(): number {
    return browserPorts.clock.now() + serverMinusDeviceMs;
  },
  /** The person's name in the screen's language. */
  get name(): string {
    return say(work?.person.name);
  },
  has(...roles: readonly string[]): boolean {
    return Boolean(work?.person.roles.some(({ role }) => roles.includes(role)));
  },
  recorder(): Recorder {
    const { db, person } = app.now;
    return { db, actor: person.id, clock: browserPorts.clock, random: browserPorts.random };
  },
};

/** Opens for the last person, also without a network; asks the server who that is when it can. */
export async function boot(): Promise<void> {
  try {
    const id = await lastPerson.get();
    if (id) await openFor(id);
  } catch {
    trouble = 'failed';
    return;
  }
  booted = true;
  if (work) await refreshPerson();
}

/** Signs a person in and makes the device theirs. Raises: Problem with the server's reason. */
export async function enter(email: string, password: string): Promise<void> {
  const id = state.stop === 'forked' ? await renewDevice() : await deviceId();
  const credentials: Credentials = {
    email,
    password,
    device: { id, name: deviceName(id) },
  };
  const session = await signIn(browserPorts.net, credentials);
  try {
    await adopt(session);
  } catch (error) {
    if (!isFull(error)) throw error;
    throw new Problem(507, { message: { [language.now]: m.stop_full() } });
  }
}

/** Ends the session. What the server has not received stays on the device. */
export async function leave(): Promise<void> {
  try {
    await signOut(browserPorts.net);
  } catch {
    // Without a network the cookie runs out by itself; the person still leaves this screen.
  }
  work?.sync.stop();
  work = null;
  await lastPerson.set(null);
}

async function adopt(session: Session): Promise<void> {
  const db = await opened(session.person.id);
  await keepSession(db, session);
  await lastPerson.set(session.person.id);
  if (session.person.language === 'en' || session.person.language === 'zh-Hans') {
    if (!localStorage.getItem('fieldseal-language')) language.choose(session.person.language);
  }
  work?.sync.stop();
  begin(db, session.person, session.organisation.name);
}

async function openFor(id: string): Promise<void> {
  const db = await opened(id);
  const person = await readMeta<Person>(db, 'person');
  const organisation = await readMeta<{ name: Words | string }>(db, 'organisation');
  if (person) begin(db, person, organisation?.name ?? '');
}

/** The store of a person. Another tab that holds an older version of it is made to let go. */
async function opened(id: string): Promise<Database> {
  const watch: StoreWatch = {
    blocked() {
      trouble = 'blocked';
      reloadOthers();
    },
    outdated: () => location.reload(),
    ended() {
      trouble = 'failed';
    },
  };
  const db = await openStore(id, watch);
  trouble = null;
  return db;
}

function begin(db: Database, person: Person, organisation: Words | string): void {
  const sync = createSync({ ...browserPorts, db });
  work = { person, organisation, db, sync };
  sync.subscribe((next) => {
    state = next;
  });
  sync.onChange(() => {
    changes += 1;
    void readClock(db);
  });
  void readClock(db);
  sync.start();
  void watchStorage((next) => {
    storage = next;
  });
}

async function readClock(db: Database): Promise<void> {
  serverMinusDeviceMs = (await readMeta<{ ms: number }>(db, 'clock'))?.ms ?? 0;
}

async function refreshPerson(): Promise<void> {
  try {
    const session = await currentSession(browserPorts.net);
    if (work && session.person.id === work.person.id) {
      await keepSession(work.db, session);
      work = { ...work, person: session.person };
    }
  } catch (error) {
    if (!(error instanceof Problem)) return;
  }
}

addEventListener('online', () => void work?.sync.tryNow());
addEventListener('offline', () => void work?.sync.tryNow());
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') void work?.sync.tryNow();
});
lastPerson.onChange(() => location.reload());
