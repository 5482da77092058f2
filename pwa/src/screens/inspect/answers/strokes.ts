/** A point of a drawn line: where, and when by the device's clock. */
export interface Drawn {
  readonly x: number;
  readonly y: number;
  readonly time: number;
}

/** The field that shows the ink, in CSS pixels. */
export interface Field {
  readonly width: number;
  readonly height: number;
}

interface Line<P extends Drawn> {
  readonly points: readonly P[];
}

/** What the field showed of these lines: one that left it ends there, and begins anew where it came back. */
export function shownIn<P extends Drawn, L extends Line<P>>(
  lines: readonly (L & Line<P>)[],
  { width, height }: Field,
): (Omit<L, 'points'> & { points: P[] })[] {
  const inside = ({ x, y }: P) => x >= 0 && x <= width && y >= 0 && y <= height;
  return lines.flatMap((line) => {
    const runs: P[][] = [[]];
    for (const point of line.points) {
      if (inside(point)) runs.at(-1)?.push(point);
      else runs.push([]);
    }
    return runs.filter((run) => run.length > 0).map((points) => ({ ...line, points }));
  });
}

/** How much smaller ink of one field is drawn in another so that all of it shows; it never grows. */
export function shrinkage(lines: readonly Line<Drawn>[], before: Field, now: Field): number {
  const furthest = Math.max(0, ...lines.flatMap(({ points }) => points.map(({ x }) => x)));
  return furthest > now.width ? now.width / before.width : 1;
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
