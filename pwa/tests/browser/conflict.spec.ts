import { FireSafety } from './pages/fire_safety';
import { readyOffline, signIn } from './pages/sign_in';
import { SyncPage } from './pages/sync';
import { startChecklist } from './pages/today';
import { expect, test } from './support/fixtures';
import type { Tablet } from './support/tablet';

const PUDONG = /Pudong|浦东/;
const REASON = '后测更准。Measured later.';

test('two tablets answer one question differently: both are kept until a person settles it', async ({
  device,
}) => {
  const [first, second] = await Promise.all([device('first'), device('second')]);
  await Promise.all([prepared(first, 'p09'), prepared(second, 'p10')]);
  const id = await startChecklist(first.page, 'fire-safety-site', PUDONG);
  await new SyncPage(first.page).expectPill('received');
  await openShared(second, id);

  await test.step('offline, each answers the same question in their own way', async () => {
    for (const tablet of [first, second]) await tablet.context.setOffline(true);
    await answerWidth(first, id, '1.0');
    await answerWidth(second, id, '1.3');
  });

  await test.step('both come together; nothing is overwritten', async () => {
    await first.context.setOffline(false);
    await new SyncPage(first.page).expectPill('received');
    await second.context.setOffline(false);
    await new SyncPage(second.page).expectPill('differs');
    await new FireSafety(second.page).page.getByTestId('conflicts-open').click();
    await expect(second.page.getByRole('radio')).toHaveCount(2);
    await expect(second.page.getByRole('radio', { checked: true })).toHaveCount(0);
    await expect(second.page.getByTestId('conflict-option-0')).toContainText('1.0 m');
    await expect(second.page.getByTestId('conflict-option-1')).toContainText('1.3 m');
    const scores = second.page.getByTestId(/^conflict-option-.-score$/);
    await expect(scores).toHaveCount(2);
    const [narrow, wide] = await scores.allTextContents();
    expect(narrow).not.toBe(wide);
  });

  await test.step('a person chooses with a reason; the other tablet hears of it', async () => {
    await expect(second.page.getByTestId('conflict-keep')).toBeDisabled();
    await second.page.getByTestId('conflict-option-1').click();
    await second.page.getByTestId('conflict-reason').fill(REASON);
    await second.page.getByTestId('conflict-keep').click();
    await expect(second.page.getByRole('radio')).toHaveCount(0);
    await new SyncPage(second.page).deliver();
    await new SyncPage(first.page).deliver();
    await first.page.goto(`/inspections/${id}/exits`);
    await expect(new FireSafety(first.page).field('route_width')).toHaveValue('1.3');
    await expect(first.page.getByTestId('conflicts-open')).toHaveCount(0);
  });
});

async function prepared({ page }: Tablet, key: string): Promise<void> {
  await signIn(page, key);
  await readyOffline(page);
}

/** Opens a colleague's inspection as soon as it has come to this tablet. */
async function openShared({ page }: Tablet, id: string): Promise<void> {
  await new SyncPage(page).deliver();
  await page.goto('/today');
  await page.getByTestId(`today-join-${id}`).click();
  await new FireSafety(page).section('exits');
}

async function answerWidth({ page }: Tablet, id: string, metres: string): Promise<void> {
  await page.goto(`/inspections/${id}/exits`);
  await new FireSafety(page).type('route_width', metres);
  await new SyncPage(page).expectPill('waiting');
}
