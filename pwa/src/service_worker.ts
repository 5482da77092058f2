import { type Asked, mayTakeOver, versionsInUse } from './versions';

/** The worker's own scope; the build puts the list of the app's files in place of the marker. */
interface Scope extends ServiceWorkerGlobalScope {
  readonly __WB_MANIFEST: readonly { readonly url: string; readonly revision: string | null }[];
}
declare const self: Scope;

const FILES = self.__WB_MANIFEST;
const PREFIX = 'fieldseal-app-';
const CACHE = PREFIX + versionOf(FILES.map(({ url, revision }) => `${url} ${revision}`).join('\n'));
const SHELL = '/index.html';
const NEVER = /^\/(api|health|metrics)(\/|$)/;

/** Everything the app needs is stored before this version may take over. */
self.addEventListener('install', (event) => {
  event.waitUntil(store());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener('message', (event) => {
  const asked = event.data as Asked;
  if (asked === 'take-over') event.waitUntil(takeOver());
  if (asked === 'sweep') event.waitUntil(forgetUnused());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin || NEVER.test(url.pathname)) {
    return;
  }
  event.respondWith(answer(request, url));
});

async function store(): Promise<void> {
  const cache = await caches.open(CACHE);
  const requests = FILES.map(({ url }) => new Request(`/${url}`, { cache: 'no-cache' }));
  await cache.addAll(requests);
}

/** Never while an inspection is open, in any page. */
async function takeOver(): Promise<void> {
  if (mayTakeOver(await heldLocks())) await self.skipWaiting();
}

/** Files of a version go when no page of it lives, and never those of one that is on its way in. */
async function forgetUnused(): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const used = versionsInUse(await heldLocks(), pages.length);
  if (used === null) return;
  for (const key of await caches.keys()) {
    if (!key.startsWith(PREFIX) || key === CACHE) continue;
    const cache = await caches.open(key);
    const found = await Promise.all(used.map((file) => cache.match(file)));
    const incoming = self.registration.installing ?? self.registration.waiting;
    if (!incoming && found.every((one) => one === undefined)) await caches.delete(key);
  }
}

async function heldLocks(): Promise<string[]> {
  const { held = [] } = await self.navigator.locks.query();
  return held.map(({ name }) => name ?? '');
}

/** This version's file; for a page of an older version, that one's. */
async function answer(request: Request, url: URL): Promise<Response> {
  const cache = await caches.open(CACHE);
  const wanted = request.mode === 'navigate' ? SHELL : url.pathname;
  return (await cache.match(wanted)) ?? (await caches.match(wanted)) ?? fetch(request);
}

/** A short name of a list of files; it only has to differ when the list does. */
function versionOf(text: string): string {
  let hash = 5381;
  for (let index = 0; index < text.length; index += 1) {
    hash = (Math.imul(hash, 33) ^ text.charCodeAt(index)) >>> 0;
  }
  return hash.toString(36);
}
