import { type Asked, INSPECTING_LOCK, PAGE_LOCK } from '../versions';

const TAKE_OVER_MS = 10_000;
let registration: ServiceWorkerRegistration | null = null;
let release: (() => void) | null = null;

/**
 * Registers the worker and tells it which version this page is of. A new version takes over when no
 * page shows an inspection; pages of the old one go on with its files until they are gone.
 */
export async function watchForUpdates(): Promise<void> {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return;
  try {
    await tellVersion();
    registration = await navigator.serviceWorker.register('/sw.js', { scope: '/' });
    registration.addEventListener('updatefound', () => {
      registration?.installing?.addEventListener('statechange', askToTakeOver);
    });
    askToTakeOver();
    const { active } = await navigator.serviceWorker.ready;
    active?.postMessage('sweep' satisfies Asked);
  } catch {
    // Without a worker the app still works while there is a network.
  }
}

/**
 * Looks for a newer version and lets it take over; false where there is none, or where another tab
 * shows an inspection, which no version disturbs.
 */
export async function updateApp(): Promise<boolean> {
  if (!('serviceWorker' in navigator)) return true;
  try {
    const known = await navigator.serviceWorker.getRegistration('/');
    if (!known) return true;
    await known.update();
    const next = await installed(known);
    if (!next) return false;
    const taken = new Promise<boolean>((done) => {
      navigator.serviceWorker.addEventListener('controllerchange', () => done(true), {
        once: true,
      });
      setTimeout(() => done(false), TAKE_OVER_MS);
    });
    next.postMessage('take-over' satisfies Asked);
    return await taken;
  } catch {
    return false;
  }
}

/** The version that waits, once all of it is stored. */
function installed({
  waiting,
  installing,
}: ServiceWorkerRegistration): Promise<ServiceWorker | null> {
  if (waiting || !installing) return Promise.resolve(waiting);
  return new Promise((done) => {
    installing.addEventListener('statechange', () => {
      if (installing.state === 'installed') done(installing);
      if (installing.state === 'redundant') done(null);
    });
  });
}

/** Says whether this page shows an inspection: while any page does, no version takes over. */
export function inspecting(open: boolean): void {
  if (open === (release !== null)) return;
  release?.();
  release = null;
  if (!open || !('locks' in navigator)) return;
  const shown = new Promise<void>((resolve) => {
    release = resolve;
  });
  // Asked when the lock is free again, and not when it is about to be.
  void held(INSPECTING_LOCK, () => shown).then(askToTakeOver);
}

/** The worker itself looks whether anybody would be disturbed. */
function askToTakeOver(): void {
  registration?.waiting?.postMessage('take-over' satisfies Asked);
}

/** Tells the version of this page for as long as it lives; ends when that is told. */
function tellVersion(): Promise<void> {
  return new Promise((told) => {
    if (!('locks' in navigator)) return told();
    void held(PAGE_LOCK + new URL(import.meta.url).pathname, () => {
      told();
      return new Promise(() => {});
    });
  });
}

function held(name: string, whileHeld: () => Promise<void>): Promise<void> {
  return navigator.locks.request(name, { mode: 'shared' }, whileHeld);
}
