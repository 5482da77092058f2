/** A stopwatch that runs: since when by the device's clock, and by the page's own where it began here. */
export interface Running {
  readonly since: number;
  /** Of `performance.now()`, which no setting of the clock moves; null after the page was opened anew. */
  readonly here: number | null;
}

/** What is kept of a stopwatch while it runs. */
export function keptText({ since }: Running): string {
  return String(since);
}

/** The stopwatch that was running when the page went; null where none was, or the clock was put back. */
export function runningFrom(text: string | null, now: number): Running | null {
  if (text === null || !/^\d{1,16}$/.test(text)) return null;
  const since = Number(text);
  return since <= now ? { since, here: null } : null;
}

/** How long it has run, in milliseconds. */
export function elapsed({ since, here }: Running, now: number, hereNow: number): number {
  return here === null ? Math.max(0, now - since) : hereNow - here;
}

/** A time as the text of an answer: tenths of a second or of a minute. */
export function timeText(ms: number, perUnit: number): string {
  return String(Math.round((ms / 1000 / perUnit) * 10) / 10);
}
