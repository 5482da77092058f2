import { expect, test } from 'vitest';
import { Rig } from '../support/rig';

const VERSIONS = [
  ['protocol_older', 'outdated'],
  ['protocol_missing', 'outdated'],
  ['protocol_newer', 'server_old'],
] as const;

test.each(VERSIONS)('a pull that is refused as %s stops as %s', async (code, stop) => {
  const rig = await Rig.signedIn();
  await rig.note('one');
  await rig.photo(1, 1_000);
  const refusal = JSON.stringify({ code, oldest: 3, newest: 5 });
  rig.lieAt('pull', async () => new Response(refusal, { status: 400 }), Infinity);

  await rig.sync.tryNow();

  // What was recorded went on before: an old app is refused new work, never the delivery of its own.
  expect(rig.sync.state()).toMatchObject({ stop, waiting: 0 });
  await rig.noFalseClaim();

  rig.lies = null;
  await rig.settle();
  await rig.everythingIsThere();
  expect(rig.sync.state().stop).toBeNull();
});

test('a push that is refused for its version keeps everything and voids nothing', async () => {
  const rig = await Rig.signedIn();
  await rig.note('one');
  const refusal = JSON.stringify({ code: 'protocol_newer' });
  rig.lieAt('push', async () => new Response(refusal, { status: 400 }), Infinity);

  for (let round = 0; round < 3; round += 1) {
    await rig.sync.tryNow();
    rig.time.pass(120_000);
  }

  expect(rig.sync.state()).toMatchObject({ stop: 'server_old', waiting: 1 });
  rig.lies = null;
  await rig.settle();
  await rig.everythingIsThere();
});
