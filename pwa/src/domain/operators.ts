import * as dates from './dates';
import * as numbers from './numbers';
import { lengthOf } from './text';
import type { Node } from './tree';
import type { Value } from './values';

const TEXT_LENGTH_MAX = 4000;

type Operator = (a: Value, b: Value, node: Node) => Value;

const BINARY: Readonly<Record<string, Operator>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => (a as bigint) < (b as bigint),
  '<=': (a, b) => (a as bigint) <= (b as bigint),
  '>': (a, b) => (a as bigint) > (b as bigint),
  '>=': (a, b) => (a as bigint) >= (b as bigint),
  '+': plus,
  '-': minus,
  '*': (a, b) => numbers.multiply(a as bigint, b as bigint),
  '/': (a, b) => numbers.divide(a as bigint, b as bigint),
  '%': (a, b) => numbers.remainder(a as bigint, b as bigint),
};

/** Strong Kleene "and": the least of false, unknown, true. */
export function and(values: Iterable<Value>): Value {
  let result: Value = true;
  for (const value of values) {
    if (value === false) return false;
    if (value === null) result = null;
  }
  return result;
}

/** Strong Kleene "or": the greatest of false, unknown, true. */
export function or(values: Iterable<Value>): Value {
  let result: Value = false;
  for (const value of values) {
    if (value === true) return true;
    if (value === null) result = null;
  }
  return result;
}

/** The result of an operator on values; unknown when an operand is. */
export function operate(node: Node, args: readonly Value[]): Value {
  if (node.op === 'and') return and(args);
  if (node.op === 'or') return or(args);
  const [a = null, b = null] = args;
  if (a === null || (args.length > 1 && b === null)) return null;
  if (node.op === 'not') return !a;
  if (node.op === 'neg') return typeof a === 'bigint' ? -a : -(a as number) + 0;
  const operator = BINARY[node.op ?? ''];
  if (!operator) throw new Error(`no operator ${node.op}`);
  return operator(a, b, node);
}

function plus(a: Value, b: Value, node: Node): Value {
  if (typeof a === 'bigint') return numbers.inRange(a + (b as bigint));
  if (typeof a === 'number') return timeInRange(a + (b as number), node);
  const text = `${a as string}${b as string}`;
  return lengthOf(text) <= TEXT_LENGTH_MAX ? text : null;
}

function minus(a: Value, b: Value, node: Node): Value {
  if (typeof a === 'bigint') return numbers.inRange(a - (b as bigint));
  return timeInRange((a as number) - (b as number), node);
}

function timeInRange(ms: number, node: Node): Value {
  return node.t === 'instant' ? dates.msInRange(ms) : dates.durationInRange(ms);
}
