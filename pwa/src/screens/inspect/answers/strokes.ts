/** A point of a drawn line: where, and when by the device's clock. */
export interface Drawn {
  readonly x: number;
  readonly y: number;
  readonly time: number;
}

const POINTS_MAX = 1200;
/** The mark of a signature that was typed: one point, for a signature has at least one stroke. */
const TYPED: readonly (readonly (readonly number[])[])[] = [[[0, 0, 0]]];

/** Lines as whole numbers from the first point's time on, thinned to what one operation holds. */
export function strokesOf(
  lines: readonly { readonly points: readonly Drawn[] }[],
): readonly (readonly (readonly number[])[])[] {
  const drawn = lines.filter(({ points }) => points.length > 0);
  if (drawn.length === 0) return TYPED;
  const first = drawn[0]?.points[0]?.time ?? 0;
  const count = drawn.reduce((sum, { points }) => sum + points.length, 0);
  const every = Math.max(1, Math.ceil(count / POINTS_MAX));
  return drawn.map(({ points }) =>
    points
      .filter((_, index) => index % every === 0)
      .map(({ x, y, time }) => [Math.round(x), Math.round(y), Math.round(time - first)]),
  );
}
