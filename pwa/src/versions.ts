/** What pages and the service worker tell each other about versions of the app, by names of locks. */

/** Each page holds one with a file of its own version for as long as it lives. */
export const PAGE_LOCK = 'fieldseal-page ';
/** Held by each page that shows an open inspection. */
export const INSPECTING_LOCK = 'fieldseal-inspecting';

/** What a page asks of the worker: to take over when nobody is disturbed, to drop what nobody uses. */
export type Asked = 'take-over' | 'sweep';

/** True when no page shows an open inspection: only then another version may take over. */
export function mayTakeOver(held: readonly string[]): boolean {
  return !held.includes(INSPECTING_LOCK);
}

/**
 * A file of the version of each page that lives, or null while one of them has not told: a page that
 * is starting may belong to any version.
 */
export function versionsInUse(held: readonly string[], pages: number): string[] | null {
  const told = held.filter((name) => name.startsWith(PAGE_LOCK));
  return told.length < pages ? null : told.map((name) => name.slice(PAGE_LOCK.length));
}

/** Whether an address shows an inspection that is open or may be opened again. */
export function showsInspection(path: string): boolean {
  return /^\/inspections\/[^/]+(\/(?!verdict$)|$)/.test(path);
}
