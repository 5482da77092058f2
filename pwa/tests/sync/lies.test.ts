import { describe, expect, test } from 'vitest';
import { type Lie, liesAt, type Step } from '../support/liar';
import { Rig } from '../support/rig';

const STEPS = ['push', 'pull', 'document', 'create', 'head', 'patch', 'known'] as const;

const cases = STEPS.flatMap((step) =>
  Object.entries(liesAt(step)).map(([name, lie]) => [step, name, lie] as const),
);

/** Two notes and a photo wait; for HEAD the photo has broken off once, for documents one is wanted. */
async function readyFor(step: Step): Promise<Rig> {
  const rig = await Rig.signedIn();
  await rig.note('one');
  await rig.photo(1, step === 'head' ? 6_000_000 : 1_000);
  await rig.note('two');
  if (step === 'document') rig.publish('{"format":1}');
  if (step === 'head') {
    rig.lieAt('patch', async () => Promise.reject(new TypeError('reset')), 1);
    await rig.sync.tryNow();
    rig.lies = null;
  }
  return rig;
}

async function told(step: Step, lie: Lie, times: number): Promise<void> {
  const rig = await readyFor(step);
  rig.lieAt(step, lie, times);
  for (let round = 0; round < (times === 1 ? 1 : 2); round += 1) {
    await rig.sync.tryNow();
    await rig.noFalseClaim();
    rig.time.pass(61_000);
  }
  expect(rig.lies?.told).toBeGreaterThan(0);
  rig.lies = null;
  await rig.settle();
  await rig.everythingIsThere();
  expect(await rig.db.count('documents')).toBe(rig.model.documents.size);
}

describe.each(['once', 'for ever'] as const)('a proxy that lies %s', (how) => {
  test.each(cases)('about %s: %s', async (step, _name, lie) => {
    await told(step, lie, how === 'once' ? 1 : Infinity);
  });
});
