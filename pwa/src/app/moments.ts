/**
 * The calendar day and the time of day of a moment in a zone, built from the parts: what a locale's
 * format looks like differs between engines and years, and this is stored and sent.
 */
export function localParts(ms: number, zone: string): { date: string; time: string } {
  const format = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  const parts = Object.fromEntries(
    format.formatToParts(ms).map(({ type, value }) => [type, value]),
  );
  const date = `${(parts['year'] ?? '').padStart(4, '0')}-${parts['month']}-${parts['day']}`;
  return { date, time: `${parts['hour']}:${parts['minute']}:${parts['second']}` };
}

/** The calendar day of a moment at a place of a zone. */
export function dayAt(zone: string, ms: number): string {
  return localParts(ms, zone).date;
}

/** The latest calendar day that a moment has at any of these places: nothing of today lies after it. */
export function latestDay(zones: Iterable<string>, ms: number): string {
  const days = [...new Set(zones)].map((zone) => dayAt(zone, ms)).sort();
  return days.at(-1) ?? dayAt('UTC', ms);
}

/** `YYYY-MM-DDTHH:MM` of a moment in a zone. */
export function localText(ms: number, zone: string): string {
  const { date, time } = localParts(ms, zone);
  return `${date}T${time.slice(0, 5)}`;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/**
 * The instant of a local `YYYY-MM-DDTHH:MM` in a zone. A time that occurs twice is its first; one that
 * the clocks jump over is the instant of the jump.
 */
export function instantOf(local: string, zone: string): string {
  const wanted = Date.parse(`${local}:00Z`);
  const [before, after] = [offsetAt(wanted - DAY_MS, zone), offsetAt(wanted + DAY_MS, zone)];
  const candidates = [wanted - before, wanted - after];
  const found = candidates.find((ms) => ms + offsetAt(ms, zone) === wanted);
  return new Date(found ?? jumpBetween(wanted - after, wanted - before, zone)).toISOString();
}

/** How far a zone's clocks are ahead of UTC at an instant, in milliseconds. */
function offsetAt(ms: number, zone: string): number {
  const minute = Math.floor(ms / MINUTE_MS) * MINUTE_MS;
  return Date.parse(`${localText(minute, zone)}:00Z`) - minute;
}

/** The instant between two at which the offset changes, to the minute. */
function jumpBetween(first: number, last: number, zone: string): number {
  const old = offsetAt(first, zone);
  let [low, high] = [first, last];
  while (high - low > MINUTE_MS) {
    const middle = low + Math.floor((high - low) / 2 / MINUTE_MS) * MINUTE_MS;
    if (offsetAt(middle, zone) === old) low = middle;
    else high = middle;
  }
  return high;
}
