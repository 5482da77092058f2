import { checkedAnswer, type Question } from '../../../domain';
import { numberFromText, textFromNumber } from '../../../domain/numbers';

/**
 * The number one step up or down in its last place, of what stands in the field as it is meant: `1,5` is
 * one and a half. Null where that is no number.
 */
export function stepped(question: Question, typed: string, direction: 1 | -1): string | null {
  const meant = checkedAnswer(question, typed);
  if (!meant.ok) return null;
  const decimals = question.decimals ?? 0;
  const value = numberFromText(String(meant.value ?? '0')) ?? 0n;
  const step = 10n ** BigInt(6 - decimals);
  return textFromNumber(value + BigInt(direction) * step);
}

/** A band of accepted values as people read it. */
export function limitText(
  band: { readonly min?: string; readonly max?: string } | undefined,
  unit: string,
): string {
  if (!band) return '';
  const tail = unit ? ` ${unit}` : '';
  if (band.min !== undefined && band.max !== undefined) return `${band.min} – ${band.max}${tail}`;
  if (band.min !== undefined) return `≥ ${band.min}${tail}`;
  return band.max !== undefined ? `≤ ${band.max}${tail}` : '';
}
