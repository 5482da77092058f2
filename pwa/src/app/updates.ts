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
