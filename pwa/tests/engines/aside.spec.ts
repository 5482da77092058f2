import { SIZES } from '../browser/support/tablet';
import { Form, startChecklist } from './pages/form';
import { pill, readyOffline, signIn } from './pages/people';
import { test } from './support/fixtures';

const TIMES = 6;

test('a page that is left in the middle of an exchange holds no later one up', async ({
  device,
}) => {
  const tablet = await device('left', SIZES.tablet);
  await signIn(tablet, 'p09');
  await readyOffline(tablet);
  const inspection = await startChecklist(tablet, 'fire-safety-site', /Pudong|浦东/);
  const form = new Form(tablet);
  await test.step('the page is left again and again while it writes', async () => {
    for (let time = 0; time < TIMES; time += 1)
      await tablet.goto(`/inspections/${inspection}/premises?${time}`);
    await form.choose('has_hydrant', 'yes');
  });
  await test.step('a page that is shown again is at work again', async () => {
    await tablet.back();
    await form.expectChosen('has_hydrant', 'yes');
    await form.choose('has_kitchen', 'no');
    await pill(tablet, 'received');
  });
});
