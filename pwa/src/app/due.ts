import { m } from '../paraglide/messages.js';
import { moment } from './words';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const DONE = new Set(['verified', 'effective', 'cancelled', 'closed', 'met']);

export interface DueView {
  readonly tone: '' | 'soon' | 'over';
  readonly icon: string;
  readonly text: string;
}

/** How a due moment reads now; lateness is computed, never stored. */
export function dueOf(due: string | null, state: string, now: number, zone?: string): DueView {
  if (due === null) {
    return { tone: '', icon: 'clock', text: state === 'paused' ? m.paused() : m.no_deadline() };
  }
  if (DONE.has(state)) return { tone: '', icon: 'circle-check', text: moment(due, zone) };
  const left = Date.parse(due) - now;
  if (left < 0) return { tone: 'over', icon: 'alarm-clock', text: lateText(-left) };
  if (left < HOUR_MS) {
    return {
      tone: 'soon',
      icon: 'clock',
      text: m.due_in_minutes({ count: Math.ceil(left / 60_000) }),
    };
  }
  return { tone: left < DAY_MS ? 'soon' : '', icon: 'clock', text: moment(due, zone) };
}

export interface Span {
  readonly key: string;
  readonly day: string;
  readonly share: number;
  readonly text: string;
}

/** Counted intervals of a deadline as bars, one each. */
export function spans(
  counted: readonly (readonly [string, string, number])[],
  zone?: string,
): Span[] {
  const longest = Math.max(1, ...counted.map(([, , ms]) => ms));
  return counted.map(([from, to, ms]) => ({
    key: from,
    day: moment(from, zone),
    share: Math.round((ms * 100) / longest),
    text: `${lengthText(ms)} → ${moment(to, zone)}`,
  }));
}

function lengthText(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')}`;
}

function lateText(ms: number): string {
  if (ms < HOUR_MS) return m.late_minutes({ count: Math.max(1, Math.floor(ms / 60_000)) });
  if (ms < 2 * DAY_MS) return m.late_hours({ count: Math.floor(ms / HOUR_MS) });
  return m.late_days({ count: Math.floor(ms / DAY_MS) });
}
