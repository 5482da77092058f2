import { add, type Fraction, fraction, times, WHOLE, ZERO } from './fractions';
import { milli } from './points';
import type { Judge, Model } from './rules';

/** A line as the models see it; points, maximum and weight in thousandths. */
export interface Counting {
  readonly section: string;
  readonly points: bigint;
  readonly max: bigint;
  readonly weight: bigint;
  readonly answered: boolean;
  readonly fails: boolean;
}

/** What a line gave and what it could have given. */
export interface Share {
  readonly share: Fraction;
  readonly most: Fraction;
}

type Ratio = (line: Counting) => Share;

/** Shares of the counting lines, or null when there is no score. */
export function sharesOf(lines: readonly Counting[], judge: Judge): Share[] | null {
  if (lines.length === 0) return null;
  if (judge.model === 'section_mean') return meanOfSections(lines, judge, weightedRatio);
  if (judge.model === 'nested_mean') return meanOfSections(lines, judge, flatRatio);
  return lines.map(ratioOf(judge.model, lines));
}

/** The exact sum of the shares of the counting lines; null when there is no score. */
export function totalOf(lines: readonly Counting[], judge: Judge): Fraction | null {
  if (lines.length === 0) return null;
  if (judge.model === 'section_mean') return totalOfSections(lines, judge, 'weighted_points');
  if (judge.model === 'nested_mean') return totalOfSections(lines, judge, 'flat_mean');
  return totalBy(judge.model, lines);
}

/** A section's own score over its counting lines; null without any. */
export function sectionScore(lines: readonly Counting[], model: Model): Fraction | null {
  if (lines.length === 0) return null;
  const means = model === 'flat_mean' || model === 'nested_mean';
  const own: Model = means ? 'flat_mean' : model;
  return totalBy(own === 'count_conforming' || means ? own : 'weighted_points', lines);
}

/** Exact sum of fractions. */
export function sum(values: readonly Fraction[]): Fraction {
  return values.reduce(add, ZERO);
}

/** What the ratios of `ratioOf` sum up to, without a fraction for each line. */
function totalBy(model: Model, lines: readonly Counting[]): Fraction {
  if (model === 'flat_mean') return flatTotal(lines);
  if (model === 'count_conforming') {
    const conforming = lines.filter(({ answered, fails }) => answered && !fails);
    return fraction(BigInt(conforming.length), BigInt(lines.length));
  }
  if (model === 'weighted_points') return weightedTotal(lines);
  return ZERO;
}

function weightedTotal(lines: readonly Counting[]): Fraction {
  let given = 0n;
  let whole = 0n;
  for (const line of lines) {
    given += line.points * line.weight;
    whole += line.max * line.weight;
  }
  return fraction(given, whole);
}

function flatTotal(lines: readonly Counting[]): Fraction {
  const givenOf = new Map<bigint, bigint>();
  let whole = 0n;
  for (const { points, max, weight } of lines) {
    givenOf.set(max, (givenOf.get(max) ?? 0n) + points * weight);
    whole += weight;
  }
  return sum([...givenOf].map(([max, given]) => fraction(given, whole * max)));
}

function totalOfSections(lines: readonly Counting[], judge: Judge, inside: Model): Fraction | null {
  const bySection = new Map<string, Counting[]>();
  for (const line of lines) {
    const own = bySection.get(line.section);
    if (own) own.push(line);
    else bySection.set(line.section, [line]);
  }
  const weights = [...bySection].map(
    ([id, own]) => [milli(judge.section_weights[id] ?? '1'), own] as const,
  );
  const whole = weights.reduce((total, [weight]) => total + weight, 0n);
  if (whole === 0n) return null;
  return sum(weights.map(([weight, own]) => times(totalBy(inside, own), fraction(weight, whole))));
}

function ratioOf(model: Model, lines: readonly Counting[]): Ratio {
  if (model === 'flat_mean') return flatRatio(lines);
  if (model === 'count_conforming') return conformingRatio(lines);
  if (model === 'weighted_points') return weightedRatio(lines);
  return () => ({ share: ZERO, most: ZERO });
}

function weightedRatio(lines: readonly Counting[]): Ratio {
  const whole = lines.reduce((total, line) => total + line.max * line.weight, 0n);
  return (line) => ({
    share: fraction(line.points * line.weight, whole),
    most: fraction(line.max * line.weight, whole),
  });
}

function flatRatio(lines: readonly Counting[]): Ratio {
  const whole = lines.reduce((total, line) => total + line.weight, 0n);
  return (line) => ({
    share: fraction(line.weight * line.points, whole * line.max),
    most: fraction(line.weight, whole),
  });
}

function conformingRatio(lines: readonly Counting[]): Ratio {
  const most = fraction(1n, BigInt(lines.length));
  return (line) => ({ share: line.answered && !line.fails ? most : ZERO, most });
}

function meanOfSections(
  lines: readonly Counting[],
  judge: Judge,
  inside: (lines: readonly Counting[]) => Ratio,
): Share[] | null {
  const ids = [...new Set(lines.map((line) => line.section))];
  const weights = new Map(ids.map((id) => [id, milli(judge.section_weights[id] ?? '1')]));
  const whole = [...weights.values()].reduce((total, weight) => total + weight, 0n);
  if (whole === 0n) return null;
  const ratios = new Map(
    ids.map((id) => [id, inside(lines.filter((line) => line.section === id))]),
  );
  return lines.map((line) => {
    const part = fraction(weights.get(line.section) ?? 0n, whole);
    const own = ratios.get(line.section)?.(line) ?? { share: ZERO, most: WHOLE };
    return { share: times(own.share, part), most: times(own.most, part) };
  });
}
