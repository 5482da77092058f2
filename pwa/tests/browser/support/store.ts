import type { Page } from '@playwright/test';

/** All rows of a store of the one person on this device, as they lie there. */
export function rowsOf<T>(page: Page, store: string): Promise<T[]> {
  return page.evaluate(async (name) => {
    const known = (await indexedDB.databases()).map((one) => one.name ?? '');
    const open = indexedDB.open(known.find((one) => /^fieldseal-[0-9a-f-]{36}$/.test(one)) ?? '');
    const done = <R>(request: IDBRequest<R>) =>
      new Promise<R>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const db = await done(open);
    const found = await done(db.transaction(name).objectStore(name).getAll());
    db.close();
    return found;
  }, store) as Promise<T[]>;
}
