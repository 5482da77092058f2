import { expect, test } from 'vitest';
import { type Choice, keepChoices } from '../../src/app/choices';

class Colours implements Choice {
  readonly key = 'colours';
  now = 'auto';
  private readonly calls: ((wanted: string) => void)[] = [];

  restore(kept: string): void {
    this.now = kept;
  }

  watch(call: (wanted: string) => void): void {
    this.calls.push(call);
  }

  choose(wanted: string): void {
    this.now = wanted;
    for (const call of this.calls) call(wanted);
  }
}

function disk() {
  const kept = new Map<string, string>();
  return {
    kept,
    get: async (key: string) => kept.get(key) ?? null,
    set: async (key: string, value: string) => void kept.set(key, value),
  };
}

test('what is chosen is on the disk at once, and is there when the app opens again', async () => {
  const keeper = disk();
  const before = new Colours();
  await keepChoices([before], keeper);
  before.choose('night');
  expect(keeper.kept.get('colours')).toBe('night');
  const after = new Colours();
  await keepChoices([after], keeper);
  expect(after.now).toBe('night');
});

test('what is chosen while the kept one is read stands', async () => {
  const keeper = disk();
  keeper.kept.set('colours', 'night');
  const colours = new Colours();
  const reading = keepChoices([colours], keeper);
  colours.choose('sun');
  await reading;
  expect(colours.now).toBe('sun');
  expect(keeper.kept.get('colours')).toBe('sun');
});

test('a device that keeps nothing shows what was chosen all the same', async () => {
  const full = {
    get: async () => Promise.reject(new Error('closed')),
    set: async () => Promise.reject(new Error('full')),
  };
  const colours = new Colours();
  await keepChoices([colours], full);
  colours.choose('sun');
  expect(colours.now).toBe('sun');
});
