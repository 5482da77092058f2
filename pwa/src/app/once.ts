const running = new Map<string, Promise<unknown>>();

/**
 * Runs a deed unless the very same is under way: many taps on one button in one moment are one.
 * Whoever asks meanwhile is given the result of the first.
 */
export function once<T>(deed: string, work: () => Promise<T>): Promise<T> {
  const under = running.get(deed) as Promise<T> | undefined;
  if (under) return under;
  const run = work().finally(() => running.delete(deed));
  running.set(deed, run);
  return run;
}
