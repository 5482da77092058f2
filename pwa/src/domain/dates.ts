/** Calendar days as counts from 1970-01-01 and instants as milliseconds, both by the plain calendar. */

const DAY_MS = 86_400_000;
const FIRST_DAY = daysFromParts(1900, 1, 1);
const LAST_DAY = daysFromParts(2199, 12, 31);
const FIRST_MS = FIRST_DAY * DAY_MS;
const LAST_MS = (LAST_DAY + 1) * DAY_MS - 1;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})\.(\d{3})Z$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/;
export const DURATION_LIMIT_MS = 10_000_000_000_000;

export interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** The day's number, or null when the text is no date of the years 1900 to 2199. */
export function daysFromText(text: string): number | null {
  const match = DATE.exec(text);
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const days = daysFromParts(year, month, day);
  const parts = partsFromDays(days);
  const real = parts.year === year && parts.month === month && parts.day === day;
  return real ? dayInRange(days) : null;
}

/** `YYYY-MM-DD` of a day's number. */
export function textFromDays(days: number): string {
  return new Date(days * DAY_MS).toISOString().slice(0, 10);
}

/** Year, month (1..12) and day of a day's number. */
export function partsFromDays(days: number): DateParts {
  const date = new Date(days * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** 1 for Monday to 7 for Sunday. */
export function weekdayOf(days: number): number {
  return ((((days + 3) % 7) + 7) % 7) + 1;
}

/** The day itself inside the years 1900 to 2199, else unknown. */
export function dayInRange(days: number): number | null {
  return days >= FIRST_DAY && days <= LAST_DAY ? days : null;
}

/** Milliseconds of an instant text, or null when it is none. */
export function msFromText(text: string): number | null {
  const match = INSTANT.exec(text);
  const days = match?.[1] ? daysFromText(match[1]) : null;
  if (!match || days === null) return null;
  const [hours, minutes, seconds] = [Number(match[2]), Number(match[3]), Number(match[4])];
  if (hours > 23 || minutes > 59 || seconds > 59) return null;
  return days * DAY_MS + ((hours * 60 + minutes) * 60 + seconds) * 1000 + Number(match[5]);
}

/** `YYYY-MM-DDTHH:MM:SS.mmmZ` of milliseconds. */
export function textFromMs(ms: number): string {
  return new Date(ms).toISOString();
}

/** The instant itself inside the years 1900 to 2199, else unknown. */
export function msInRange(ms: number): number | null {
  return ms >= FIRST_MS && ms <= LAST_MS ? ms : null;
}

/** The length itself up to 10^13 ms in size, else unknown. */
export function durationInRange(ms: number): number | null {
  return Math.abs(ms) <= DURATION_LIMIT_MS ? ms : null;
}

/** True for `HH:MM:SS`. */
export function isTime(text: string): boolean {
  return TIME.test(text);
}

/** Full years from a birthday to a day; 29 February counts on 1 March; unknown for a future day. */
export function fullYears(born: number, on: number): number | null {
  if (born > on) return null;
  const [from, to] = [partsFromDays(born), partsFromDays(on)];
  const before = to.month < from.month || (to.month === from.month && to.day < from.day);
  return to.year - from.year - (before ? 1 : 0);
}

function daysFromParts(year: number, month: number, day: number): number {
  return Math.round(Date.UTC(year, month - 1, day) / DAY_MS);
}
