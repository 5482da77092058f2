import type { DeadlineClass } from '../../api/actions';
import { instantOf } from '../../app/moments';
import { m } from '../../paraglide/messages.js';

type Clock = DeadlineClass['clock'];

const HOUR_MS = 3_600_000;
const LAST_MINUTE_MS = 59_000;

/** How much more time is offered: in the unit of the class, for nothing else is granted. */
export const stepsOf = (clock: Clock): readonly number[] =>
  clock === 'working_days' ? [1, 3, 5] : [4, 8, 24];

/** An extension as a move says it. */
export const extensionOf = (clock: Clock, count: number): Record<string, number> =>
  clock === 'working_days' ? { add_days: count } : { add_ms: count * HOUR_MS };

/** More time to the end of a day at the place, whatever the unit of the class is. */
export const untilEndOf = (day: string, zone: string): Record<string, number> => ({
  until: Date.parse(instantOf(`${day}T23:59`, zone)) + LAST_MINUTE_MS,
});

/** What a chip says. */
export function stepWord(clock: Clock, count: number): string {
  if (clock === 'working_days') return m.plus_days({ count });
  return clock === 'working' ? m.plus_hours({ count }) : m.plus_plain_hours({ count });
}
