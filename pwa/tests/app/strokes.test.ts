import { describe, expect, it } from 'vitest';
import { strokesOf } from '../../src/screens/inspect/answers/strokes';

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
});
