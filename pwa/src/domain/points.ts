import { evaluate } from './evaluate';
import { divideRounded, numberFromText } from './numbers';
import type { ChoicePoints, QuestionRule } from './rules';
import type { ScopedLine } from './visibility';

/** Points of one line in thousandths. */
export interface Points {
  readonly points: bigint;
  readonly max: bigint;
  readonly weight: bigint;
  readonly fails: boolean;
}

const MICRO_PER_MILLI = 1000n;

/** Points, their maximum and the weight of a line, and whether its answer fails. */
export function pointsOf(line: ScopedLine, rule: QuestionRule): Points {
  const weight = milli(rule.weight ?? '1');
  const answered = line.status === 'answered';
  if (rule.choices) return { weight, ...choicePoints(line, rule.choices, answered) };
  const max = milli(rule.max ?? '0');
  if (!answered) return { weight, max, points: 0n, fails: false };
  const points = clamped(rulePoints(line, rule), max);
  const pass = rule.pass_points === undefined ? max : milli(rule.pass_points);
  return { weight, max, points, fails: rule.points !== undefined && points < pass };
}

/** Thousandths of a number text. */
export function milli(text: string): bigint {
  return (numberFromText(text) ?? 0n) / MICRO_PER_MILLI;
}

function choicePoints(
  line: ScopedLine,
  choices: Readonly<Record<string, ChoicePoints>>,
  answered: boolean,
): Omit<Points, 'weight'> {
  const several = line.question.t === 'choices' || line.question.type === 'multi_choice';
  const worth = Object.values(choices)
    .filter((choice) => !choice.na)
    .map((choice) => milli(choice.points ?? '0'));
  const max = several ? total(worth) : greatest(worth);
  const picked = answered ? pickedChoices(line, choices) : [];
  const points = total(picked.map((choice) => milli(choice.points ?? '0')));
  return { max, points, fails: picked.some((choice) => choice.fails === true) };
}

function pickedChoices(
  line: ScopedLine,
  choices: Readonly<Record<string, ChoicePoints>>,
): ChoicePoints[] {
  const { self } = line.scope;
  const names = Array.isArray(self) ? self : [self];
  return names.flatMap((name) => choices[String(name)] ?? []);
}

function rulePoints(line: ScopedLine, rule: QuestionRule): bigint {
  const value = rule.points ? evaluate(rule.points, line.scope) : null;
  return typeof value === 'bigint' ? divideRounded(value, MICRO_PER_MILLI) : 0n;
}

function clamped(points: bigint, max: bigint): bigint {
  if (points < 0n) return 0n;
  return points > max ? max : points;
}

function total(values: readonly bigint[]): bigint {
  return values.reduce((sum, value) => sum + value, 0n);
}

function greatest(values: readonly bigint[]): bigint {
  let best = 0n;
  for (const value of values) if (value > best) best = value;
  return best;
}
