import type { Page } from '@playwright/test';
import { FireSafety } from './pages/fire_safety';
import { readyOffline, signIn } from './pages/sign_in';
import { startChecklist } from './pages/today';
import { expect, test } from './support/fixtures';
import { SIZES } from './support/tablet';

const PUDONG = /Pudong|浦东/;

test('when the device refuses to store, the answer is not shown as given and the person is told', async ({
  device,
}) => {
  const { page } = await device('full', SIZES.phone);
  await signIn(page, 'p09');
  await readyOffline(page);
  await startChecklist(page, 'fire-safety-site', PUDONG);
  const form = new FireSafety(page);
  await form.choose('has_hydrant', 'yes');

  await test.step('no room: the tap is refused in words, what was there stays', async () => {
    await refuseToStore(page);
    await form.option('has_kitchen', 'yes').click();
    await expect(page.getByRole('alert')).toBeVisible();
    await expect(form.option('has_kitchen', 'yes')).toHaveAttribute('aria-checked', 'false');
    await expect(form.option('has_hydrant', 'yes')).toHaveAttribute('aria-checked', 'true');
  });

  await test.step('nor can it be submitted without a word', async () => {
    await form.openSubmit();
    const before = await refusals(page);
    await page.getByTestId('submit-confirm').click();
    // The warning of the tap stands here already: only a further refusal shows that this was tried.
    await expect.poll(() => refusals(page)).toBeGreaterThan(before);
    await expect(page.getByRole('alert')).toBeVisible();
    await page.goBack();
  });

  await test.step('room again: the same tap is stored and the warning goes', async () => {
    await storeAgain(page);
    await form.choose('has_kitchen', 'yes');
    await expect(page.getByRole('alert')).toHaveCount(0);
  });
});

type Refusing = typeof globalThis & { put?: IDBObjectStore['put']; refusals?: number };

/** The browser's answer of a full disk; Chromium measures too seldom to be filled in a test. */
function refuseToStore(page: Page): Promise<void> {
  return page.evaluate(() => {
    const store = IDBObjectStore.prototype;
    (globalThis as Refusing).put = store.put;
    store.put = () => {
      const world = globalThis as Refusing;
      world.refusals = (world.refusals ?? 0) + 1;
      throw new DOMException('The disk is full.', 'QuotaExceededError');
    };
  });
}

function refusals(page: Page): Promise<number> {
  return page.evaluate(() => (globalThis as Refusing).refusals ?? 0);
}

function storeAgain(page: Page): Promise<void> {
  return page.evaluate(() => {
    const { put } = globalThis as Refusing;
    if (put) IDBObjectStore.prototype.put = put;
  });
}
