import type { Explanation } from '../domain';
import { m } from '../paraglide/messages.js';

type Extra = Explanation['extra'][number];

/** What a model counts beside the lines, in words, with its share in score points. */
export interface ExtraRow {
  readonly text: string;
  readonly points: string;
}

const WORDS: Readonly<Record<Extra['why'], (name: string) => string>> = {
  start: () => m.extra_start(),
  demerit: (name) => m.extra_demerit({ name }),
  floor: () => m.extra_floor(),
  all_full: () => m.extra_all_full(),
  not_all_full: () => m.extra_not_all_full(),
};

/** What was counted beside the lines, as the explanation states it; `nameOf` says a question. */
export function extraRows(
  extra: readonly Extra[],
  nameOf: (question: string) => string,
): ExtraRow[] {
  return extra.map(({ why, question, instance, share }) => {
    const asked = nameOf(question ?? '');
    const name = typeof instance === 'number' ? `${instance + 1} · ${asked}` : asked;
    const [n = 0n, d = 1n] = share.split('/').map(BigInt);
    return { text: WORDS[why](name), points: pointsText(n, d) };
  });
}

/** A fraction of the whole score as points with two places, cut towards zero. */
export function pointsText(n: bigint, d: bigint): string {
  const hundredths = ((n < 0n ? -n : n) * 10_000n) / d;
  return `${n < 0n ? '−' : ''}${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
}
