/** One step of a compiled pattern (scoring.md, section 3.4). */
export type Instruction =
  | readonly ['set', boolean, readonly (readonly [number, number])[]]
  | readonly ['split', number, number]
  | readonly ['jmp', number]
  | readonly ['match'];

/** True when the whole text matches; runs all states side by side, so no text can make it slow. */
export function matchesPattern(program: readonly Instruction[], text: string): boolean {
  let states = closure(program, [0]);
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    const next: number[] = [];
    for (const state of states) {
      const step = program[state];
      if (step?.[0] === 'set' && accepts(step, point)) next.push(state + 1);
    }
    states = closure(program, next);
    if (states.size === 0) return false;
  }
  for (const state of states) if (program[state]?.[0] === 'match') return true;
  return false;
}

function accepts(
  step: Extract<Instruction, readonly ['set', ...unknown[]]>,
  point: number,
): boolean {
  const inside = step[2].some(([low, high]) => point >= low && point <= high);
  return inside !== step[1];
}

function closure(program: readonly Instruction[], start: readonly number[]): Set<number> {
  const found = new Set<number>();
  const open = [...start];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    if (found.has(state)) continue;
    found.add(state);
    const step = program[state];
    if (step?.[0] === 'jmp') open.push(step[1]);
    if (step?.[0] === 'split') open.push(step[1], step[2]);
  }
  return found;
}
