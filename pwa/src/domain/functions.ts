import * as dates from './dates';
import { metresBetween, type Place } from './geo';
import * as numbers from './numbers';
import { matchesPattern } from './pattern';
import { compareText, lengthOf } from './text';
import type { Node, Scope } from './tree';
import { type Value, whole } from './values';

type Rule = (args: readonly Value[], node: Node, scope: Scope) => Value;

const HOUR_MS = 3_600_000n;

/** Functions whose arguments must all be known (scoring.md, section 3.4). */
const STRICT: Readonly<Record<string, Rule>> = {
  size: ([x]) => sizeOf(x),
  contains: ([a, b]) => (a as string).includes(b as string),
  startsWith: ([a, b]) => (a as string).startsWith(b as string),
  endsWith: ([a, b]) => (a as string).endsWith(b as string),
  matches: ([a], node) => matchesPattern(node.prog ?? [], a as string),
  selected: ([a], node) => (Array.isArray(a) ? a.includes(node.v) : a === node.v),
  count_selected: ([a]) => whole((a as readonly string[]).length),
  number: ([a]) => numbers.numberFromText(a as string),
  abs: ([a]) => ((a as bigint) < 0n ? -(a as bigint) : (a as bigint)),
  floor: ([a]) => numbers.floor(a as bigint),
  ceil: ([a]) => numbers.ceil(a as bigint),
  trunc: ([a]) => numbers.truncate(a as bigint),
  round: ([a], node) => numbers.round(a as bigint, Number(node.v ?? 0)),
  min: (args) => args.reduce((a, b) => ((b as bigint) < (a as bigint) ? b : a)) as Value,
  max: (args) => args.reduce((a, b) => ((b as bigint) > (a as bigint) ? b : a)) as Value,
  days_between: ([a, b]) => whole((b as number) - (a as number)),
  add_days: ([d, n]) => addDays(d as number, n as bigint),
  year: ([d]) => whole(dates.partsFromDays(d as number).year),
  month: ([d]) => whole(dates.partsFromDays(d as number).month),
  day: ([d]) => whole(dates.partsFromDays(d as number).day),
  weekday: ([d]) => whole(dates.weekdayOf(d as number)),
  age: ([d], _node, scope) => age(d as number, scope),
  hours_between: ([a, b]) => hours((b as number) - (a as number)),
  hours: ([ms]) => hours(ms as number),
  distance_m: ([a, b]) => metresBetween(a as Place, b as Place) * numbers.ONE,
  today: (_args, _node, scope) => todayOf(scope),
  inspection_kind: (_args, _node, scope) => scope.env.kind ?? null,
  position: (_args, _node, scope) => (scope.at ? whole(scope.at[1] + 1) : null),
};

/** The result of a function whose arguments are values; unknown when one of them is. */
export function callFunction(node: Node, args: readonly Value[], scope: Scope): Value {
  if (node.fn === 'coalesce') return args.find((value) => value !== null) ?? null;
  if (args.some((value) => value === null)) return null;
  const rule = STRICT[node.fn ?? ''];
  if (!rule) throw new Error(`no function ${node.fn}`);
  return rule(args, node, scope);
}

/** Names of multiple choices in their stored order. */
export function sortedNames(names: readonly string[]): string[] {
  return [...names].sort(compareText);
}

function sizeOf(value: Value | undefined): Value {
  if (typeof value === 'string') return whole(lengthOf(value));
  if (typeof value === 'number') return whole(value);
  return Array.isArray(value) ? whole(value.length) : null;
}

function addDays(day: number, count: bigint): Value {
  if (count % numbers.ONE !== 0n) return null;
  return dates.dayInRange(day + Number(count / numbers.ONE));
}

function age(born: number, scope: Scope): Value {
  const today = todayOf(scope);
  if (typeof today !== 'number') return null;
  const years = dates.fullYears(born, today);
  return years === null ? null : whole(years);
}

function hours(ms: number): Value {
  return numbers.inRange(numbers.divideRounded(BigInt(ms) * numbers.ONE, HOUR_MS));
}

function todayOf(scope: Scope): Value {
  return scope.env.today ? dates.daysFromText(scope.env.today) : null;
}
