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

/** A section's own score over its counting lines; null without any. */
export function sectionScore(lines: readonly Counting[], model: Model): Fraction | null {
  if (lines.length === 0) return null;
  const means = model === 'flat_mean' || model === 'nested_mean';
  const own: Model = means ? 'flat_mean' : model;
  const kind: Model = own === 'count_conforming' || means ? own : 'weighted_points';
  return sum(lines.map(ratioOf(kind, lines)).map(({ share }) => share));
}

/** Exact sum of fractions. */
export function sum(values: readonly Fraction[]): Fraction {
  return values.reduce(add, ZERO);
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
