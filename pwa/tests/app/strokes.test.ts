import { describe, expect, it } from 'vitest';
import { shownIn, shrinkage, strokesOf } from '../../src/screens/inspect/answers/strokes';

describe('a signature', () => {
  it('that was typed still has one stroke, which the server asks for', () => {
    expect(strokesOf([])).toEqual([[[0, 0, 0]]]);
    expect(strokesOf([{ points: [] }])).toEqual([[[0, 0, 0]]]);
  });

  it('that was drawn keeps whole numbers and counts time from its first point', () => {
    const points = [
      { x: 1.4, y: 2.6, time: 1000 },
      { x: 3, y: 4, time: 1016.2 },
    ];
    expect(strokesOf([{ points }])).toEqual([
      [
        [1, 3, 0],
        [3, 4, 16],
      ],
    ]);
  });

  it('of very many points is thinned and loses no line', () => {
    const long = Array.from({ length: 5000 }, (_, at) => ({ x: at, y: at, time: at }));
    const strokes = strokesOf([{ points: long }, { points: [{ x: 1, y: 1, time: 1 }] }]);
    expect(strokes).toHaveLength(2);
    expect(strokes.flat().length).toBeLessThanOrEqual(1201);
  });

  it('is recorded as far as its field showed it', () => {
    const at = (x: number, y: number) => ({ x, y, time: x });
    const line = {
      ink: 'blue',
      points: [at(0, 0), at(90, 10), at(110, 20), at(95, 30), at(80, -1)],
    };
    const shown = shownIn([line, { ink: 'red', points: [at(200, 5)] }], { width: 100, height: 50 });
    expect(shown).toEqual([
      { ink: 'blue', points: [at(0, 0), at(90, 10)] },
      { ink: 'blue', points: [at(95, 30)] },
    ]);
    expect(strokesOf(shownIn([{ points: [at(200, 5)] }], { width: 100, height: 50 }))).toEqual(
      strokesOf([]),
    );
  });

  it('shrinks into a narrower field only when it would not show whole', () => {
    const ink = [{ points: [{ x: 300, y: 10, time: 0 }] }];
    const wide = { width: 800, height: 170 };
    expect(shrinkage(ink, wide, { width: 340, height: 170 })).toBe(1);
    expect(shrinkage(ink, wide, { width: 200, height: 170 })).toBe(0.25);
    expect(shrinkage([], { width: 0, height: 0 }, wide)).toBe(1);
  });
});
