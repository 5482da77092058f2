const DAY_MS = 86_400_000;

export interface DayCell {
  readonly day: string;
  /** Counted, passed over (a day off), or outside of what was counted. */
  readonly kind: 'on' | 'off' | 'out';
}

export interface Week {
  /** Its Monday. */
  readonly key: string;
  readonly count: number;
  /** Seven, from Monday on. */
  readonly cells: readonly DayCell[];
}

/** Counted working days (`YYYY-MM-DD`, ascending) by calendar week, with the days off between them. */
export function weeks(days: readonly string[]): Week[] {
  const [first = '', last = ''] = [days[0], days.at(-1)];
  const found: Week[] = [];
  for (let at = first && mondayOf(first); at !== '' && at <= last; at = dayAfter(at, 7)) {
    const own = days.filter((day) => mondayOf(day) === at);
    const cells = Array.from({ length: 7 }, (_, index): DayCell => {
      const day = dayAfter(at, index);
      if (own.includes(day)) return { day, kind: 'on' };
      return { day, kind: day > first && day < last ? 'off' : 'out' };
    });
    found.push({ key: at, count: own.length, cells });
  }
  return found;
}

function dayAfter(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}

function mondayOf(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return dayAfter(day, -((weekday + 6) % 7));
}
