import { callFunction } from './functions';
import type { Json } from './json';
import { inRange } from './numbers';
import { and, operate, or } from './operators';
import type { Answers, Node, Scope } from './tree';
import { type Value, valueFromJson, whole } from './values';

/** The value of a rule in a scope; null is unknown. Nothing here fails on any answers. */
export function evaluate(node: Node, scope: Scope): Value {
  switch (node.k) {
    case 'lit':
      return node.t === 'text' ? (node.v as string) : valueFromJson(node.v, node.t);
    case 'q':
      return answerOf(node, scope);
    case 'this':
      return scope.selfNa ? null : valueFromJson(scope.self, node.t);
    case 'op':
      return operate(node, valuesOf(node, scope));
    case 'if':
      return branch(node, scope);
    case 'in':
      return member(node, scope);
    case 'agg':
      return aggregate(node, scope);
    default:
      return call(node, scope);
  }
}

/** True only when the rule is known to be true. */
export function holds(node: Node | undefined, scope: Scope): boolean {
  return node !== undefined && evaluate(node, scope) === true;
}

function valuesOf(node: Node, scope: Scope): Value[] {
  return (node.a ?? []).map((child) => evaluate(child, scope));
}

function answersFor(node: Node, scope: Scope): Answers | undefined {
  if (node.var !== undefined) return scope.bound?.[node.var];
  if (node.sec === undefined) return scope.env;
  if (scope.at?.[0] !== node.sec) return undefined;
  return scope.env.sec[node.sec]?.[scope.at[1]];
}

function answerOf(node: Node, scope: Scope): Value {
  const answers = answersFor(node, scope);
  if (!answers || node.id === undefined || answers.na.includes(node.id)) return null;
  return valueFromJson(answers.q[node.id], node.t);
}

function isNa(node: Node | undefined, scope: Scope): boolean {
  if (node?.k === 'this') return scope.selfNa === true;
  const answers = node && answersFor(node, scope);
  return Boolean(answers && node?.id !== undefined && answers.na.includes(node.id));
}

function branch(node: Node, scope: Scope): Value {
  const [condition, yes, no] = node.a ?? [];
  const known = condition ? evaluate(condition, scope) : null;
  if (known === null) return null;
  const taken = known ? yes : no;
  return taken ? evaluate(taken, scope) : null;
}

function member(node: Node, scope: Scope): Value {
  const [operand] = node.a ?? [];
  const value = operand ? evaluate(operand, scope) : null;
  if (!operand || value === null) return null;
  const list = node.v as readonly Json[];
  return list.some((item) => literalOf(item, operand) === value);
}

function literalOf(item: Json, operand: Node): Value {
  return operand.t === 'text' ? (item as string) : valueFromJson(item, operand.t);
}

function call(node: Node, scope: Scope): Value {
  const [first] = node.a ?? [];
  if (node.fn === 'is_na') return isNa(first, scope);
  if (node.fn === 'is_answered') return first !== undefined && evaluate(first, scope) !== null;
  if (node.fn === 'site_location') return valueFromJson(scope.env.site, 'geo');
  return callFunction(node, valuesOf(node, scope), scope);
}

function aggregate(node: Node, scope: Scope): Value {
  const instances = scope.env.sec[node.sec ?? ''] ?? [];
  if (node.fn === 'size') return whole(instances.length);
  const values = instances.map((instance) => evaluateBound(node, scope, instance));
  if (node.fn === 'all') return and(values);
  if (node.fn === 'exists') return or(values);
  if (node.fn === 'count') return whole(values.filter((value) => value === true).length);
  const known = values.filter((value): value is bigint => typeof value === 'bigint');
  if (node.fn === 'sum') return inRange(known.reduce((total, value) => total + value, 0n));
  return extreme(known, node.fn === 'min');
}

function evaluateBound(node: Node, scope: Scope, instance: Answers): Value {
  const [body] = node.a ?? [];
  if (!body) return null;
  const bound = { ...scope.bound, [node.var ?? '']: instance };
  return evaluate(body, { ...scope, bound });
}

function extreme(values: readonly bigint[], least: boolean): Value {
  const [first, ...rest] = values;
  if (first === undefined) return null;
  return rest.reduce((best, value) => (value < best === least ? value : best), first);
}
