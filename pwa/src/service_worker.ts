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
  event.waitUntil(forgetOlder().then(() => self.clients.claim()));
});

/** The page asks for the change of versions, and only while no inspection is open. */
self.addEventListener('message', (event) => {
  if (event.data === 'take-over') void self.skipWaiting();
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

async function forgetOlder(): Promise<void> {
  const keys = await caches.keys();
  const older = keys.filter((key) => key.startsWith(PREFIX) && key !== CACHE);
  await Promise.all(older.map((key) => caches.delete(key)));
}

async function answer(request: Request, url: URL): Promise<Response> {
  const cache = await caches.open(CACHE);
  const wanted = request.mode === 'navigate' ? SHELL : url.pathname;
  return (await cache.match(wanted)) ?? fetch(request);
}

/** A short name of a list of files; it only has to differ when the list does. */
function versionOf(text: string): string {
  let hash = 5381;
  for (let index = 0; index < text.length; index += 1) {
    hash = (Math.imul(hash, 33) ^ text.charCodeAt(index)) >>> 0;
  }
  return hash.toString(36);
}

export type {};
