import { SIZES } from '../browser/support/tablet';
import { Form, startChecklist } from './pages/form';
import { pill, readyOffline, signIn } from './pages/people';
import { deliver } from './pages/sync';
import { type Device, id, soon } from './support/device';
import { expect, test } from './support/fixtures';
import { inBothLanguages } from './support/pictures';

const PUDONG = /Pudong|浦东/;
const REASON = '后测更准。Measured later.';
const OPTIONS = '[role=radio]';

test('two tablets answer one question differently: a person settles it', async ({ device }) => {
  const [first, second] = await Promise.all([
    device('first', SIZES.tablet),
    device('second', SIZES.tablet),
  ]);
  await Promise.all([prepared(first, 'p09'), prepared(second, 'p10')]);
  const inspection = await startChecklist(first, 'fire-safety-site', PUDONG);
  await pill(first, 'received');
  await deliver(second);
  await second.goto('/today');
  await second.tap(id(`today-join-${inspection}`));
  await second.sees(id('section-exits'));

  await test.step('without a network, each answers the same question in their own way', async () => {
    await answerWidth(first, inspection, '1.0');
    await answerWidth(second, inspection, '1.3');
  });
  await test.step('both come together; nothing is overwritten', async () => {
    first.line.mend();
    await deliver(first);
    second.line.mend();
    await deliver(second);
    await second.goto(`/inspections/${inspection}/exits`);
    await pill(second, 'differs');
    await second.tap(id('conflicts-open'));
    await soon(() => second.count(OPTIONS)).toBe(2);
    await soon(() => second.text(id('conflict-option-0'))).toContain('1.0 m');
    await soon(() => second.text(id('conflict-option-1'))).toContain('1.3 m');
    await inBothLanguages(second, 'conflict', id('conflict-option-1-score'));
  });
  await test.step('a person chooses with a reason; the other tablet hears of it', async () => {
    await second.tap(id('conflict-option-1'));
    await second.fill(id('conflict-reason'), REASON);
    await second.tap(id('conflict-keep'));
    await soon(() => second.count(OPTIONS)).toBe(0);
    await deliver(second);
    await deliver(first);
    await first.goto(`/inspections/${inspection}/exits`);
    await new Form(first).expectTyped('route_width', '1.3');
    expect(await first.count(id('conflicts-open'))).toBe(0);
  });
});

async function prepared(device: Device, key: string): Promise<void> {
  await signIn(device, key);
  await readyOffline(device);
}

async function answerWidth(device: Device, inspection: string, metres: string): Promise<void> {
  device.line.cut();
  await device.goto(`/inspections/${inspection}/exits`);
  await new Form(device).type('route_width', metres);
  await pill(device, 'waiting');
}
