import type { Locator } from '@playwright/test';
import { FireSafety } from './pages/fire_safety';
import { readyOffline, signIn } from './pages/sign_in';
import { SyncPage } from './pages/sync';
import { startChecklist } from './pages/today';
import { expect, test } from './support/fixtures';
import { ServerView } from './support/story';

const PUDONG = /Pudong|浦东/;
const TAPS = 8;

test('many taps in one moment are one deed', async ({ device, server }) => {
  const { page } = await device('taps');
  await signIn(page, 'p09');
  await readyOffline(page);

  await test.step('starting', async () => {
    await page.getByTestId('today-choose').click();
    const sites = page.getByTestId('choose-site');
    const option = sites.locator('option').filter({ hasText: PUDONG });
    await sites.selectOption((await option.getAttribute('value')) ?? '');
    await tapAtOnce(page.getByRole('dialog').getByTestId('today-start-fire-safety-site'));
    await expect(page).toHaveURL(/\/inspections\/[0-9a-f-]{36}/);
    await page.goto('/today');
    await expect(page.getByTestId('today-continue')).toHaveCount(1);
  });

  const id = await startChecklist(page, 'fire-safety-site', PUDONG);
  const form = new FireSafety(page);

  await test.step('adding, and signing', async () => {
    await form.section('extinguishers');
    await expect(form.field('ext_id')).toHaveCount(1);
    await tapAtOnce(page.getByTestId('add-extinguishers'));
    await expect(form.field('ext_id')).toHaveCount(2);
    await form.section('duty');
    await page.getByTestId('sign-host_sign').click();
    await page.getByTestId('sign-role').fill('Host');
    await tapAtOnce(page.getByTestId('sign-confirm'));
    await expect(page.getByTestId('signed-host_sign')).toHaveCount(1);
    await form.section('extinguishers');
    await expect(form.field('ext_id')).toHaveCount(2);
    await form.section('duty');
    await expect(page.getByTestId('signed-host_sign')).toHaveCount(1);
  });

  await test.step('submitting', async () => {
    await form.openSubmit();
    await tapAtOnce(page.getByTestId('submit-confirm'));
    await expect(page.getByTestId('verdict-server')).toBeVisible();
    await new SyncPage(page).expectDelivered({ photos: 0 });
    await new SyncPage(page).expectPill('received');
    const seen = new ServerView(server);
    expect((await seen.inspection(id)).verdicts).toHaveLength(1);
  });
});

/** Clicks in one task of the page: nothing is drawn between them. */
async function tapAtOnce(button: Locator): Promise<void> {
  await button.evaluate((element, taps) => {
    for (let tap = 0; tap < taps; tap += 1) (element as HTMLElement).click();
  }, TAPS);
}
