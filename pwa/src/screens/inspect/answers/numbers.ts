import { numberFromText, textFromNumber } from '../../../domain/numbers';

/** The number text one step up or down in its last place. */
export function stepped(text: string, direction: 1 | -1, decimals: number): string {
  const value = numberFromText(text) ?? 0n;
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
