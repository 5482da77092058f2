/** Registers the worker; a new version waits until no inspection is open and the app starts anew. */
export async function watchForUpdates(): Promise<void> {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return;
  try {
    const registration = await navigator.serviceWorker.register('/sw.js', { scope: '/' });
    if (registration.waiting && !location.pathname.startsWith('/inspections/')) {
      registration.waiting.postMessage('take-over');
    }
  } catch {
    // Without a worker the app still works while there is a network.
  }
}

/** Looks for a newer version and lets it take over; false where there is none. */
export async function updateApp(): Promise<boolean> {
  if (!('serviceWorker' in navigator)) return true;
  try {
    const registration = await navigator.serviceWorker.getRegistration('/');
    if (!registration) return true;
    await registration.update();
    const next = await installed(registration);
    if (!next) return false;
    const taken = new Promise((done) =>
      navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }),
    );
    next.postMessage('take-over');
    await taken;
    return true;
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
