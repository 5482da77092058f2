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

/** The instant of a local `YYYY-MM-DDTHH:MM` in a zone; a time that occurs twice is its first. */
export function instantOf(local: string, zone: string): string {
  const wanted = Date.parse(`${local}:00Z`);
  let guess = wanted;
  for (let step = 0; step < 3; step += 1) {
    guess -= Date.parse(`${localText(guess, zone)}:00Z`) - wanted;
  }
  return new Date(guess).toISOString();
}
