import type { Page } from '@playwright/test';
import { FireSafety } from './pages/fire_safety';
import { readyOffline, signIn } from './pages/sign_in';
import { SyncPage } from './pages/sync';
import { startChecklist } from './pages/today';
import { expect, test } from './support/fixtures';
import { accessProblems, overflowProblems } from './support/looks';
import { rowsOf } from './support/store';
import { SIZES } from './support/tablet';

const PUDONG = /Pudong|浦东/;
const YEAR_2286 = 1e13;

test('what the server would refuse is loud on the first tap, and never stored', async ({
  device,
}) => {
  const { page } = await device('loud', SIZES.phone);
  await signIn(page, 'p09');
  await readyOffline(page);

  await test.step('a start with a day that is none is refused where it is tapped', async () => {
    await misspellDays(page);
    await page.getByTestId('today-choose').click();
    await page.getByRole('dialog').getByTestId('today-start-fire-safety-site').click();
    await expect(page.getByRole('alert')).toContainText(/Not saved|未保存/);
    expect(await rowsOf(page, 'operations')).toEqual([]);
    await page.reload();
  });

  await startChecklist(page, 'fire-safety-site', PUDONG);
  const form = new FireSafety(page);

  await test.step('an answer with an instant that is none is not shown as given', async () => {
    await page.evaluate((ms) => {
      Date.now = () => ms;
    }, YEAR_2286);
    await form.option('has_kitchen', 'yes').click();
    const alert = page.getByTestId('not-saved');
    await expect(alert).toHaveAttribute('data-kind', 'refused');
    await expect(alert).toContainText('malformed');
    await expect(form.option('has_kitchen', 'yes')).toHaveAttribute('aria-checked', 'false');
    expect(await rowsOf(page, 'operations')).toHaveLength(1);
    expect(await accessProblems(page)).toEqual([]);
    expect(await overflowProblems(page)).toEqual([]);
  });

  await test.step('once it is mended, the same tap is written and received', async () => {
    await page.evaluate(() => {
      Date.now = () => Math.round(performance.timeOrigin + performance.now());
    });
    await page.getByTestId('not-saved-retry').click();
    await expect(form.option('has_kitchen', 'yes')).toHaveAttribute('aria-checked', 'true');
    await new SyncPage(page).expectPill('received');
  });
});

test('an inspection that the server refused as a whole stays to be seen, with the reason', async ({
  device,
}) => {
  const { page, context } = await device('whole');
  await signIn(page, 'p09');
  await readyOffline(page);
  await context.setOffline(true);
  const id = await startChecklist(page, 'fire-safety-site', PUDONG);
  const form = new FireSafety(page);
  await form.choose('has_kitchen', 'yes');
  await refuseAll(page, id);
  await page.goto(`/inspections/${id}/premises`);
  await expect(page.getByTestId('start-refused')).toContainText('no site');
  await expect(form.option('has_kitchen', 'yes')).toHaveAttribute('aria-checked', 'true');
  expect(await accessProblems(page)).toEqual([]);
});

/** The fault of an engine whose days come in another calendar. */
function misspellDays(page: Page): Promise<void> {
  return page.evaluate(() => {
    const format = Intl.DateTimeFormat.prototype;
    const { formatToParts } = format;
    format.formatToParts = function (this: Intl.DateTimeFormat, ...args) {
      const parts = formatToParts.apply(this, args);
      return parts.map((part) => (part.type === 'year' ? { ...part, value: 'BE 2569' } : part));
    };
  });
}

/** Notes on this device what the server would have answered to every operation of a subject. */
function refuseAll(page: Page, subject: string): Promise<void> {
  return page.evaluate(async (id) => {
    const known = (await indexedDB.databases()).map(({ name }) => name ?? '');
    const open = indexedDB.open(known.find((name) => /^fieldseal-[0-9a-f-]{36}$/.test(name)) ?? '');
    await new Promise((resolve) => {
      open.onsuccess = resolve;
    });
    const tx = open.result.transaction(['operations', 'outbox'], 'readwrite');
    tx.objectStore('outbox').clear();
    const store = tx.objectStore('operations');
    const rows = store.getAll();
    rows.onsuccess = () => {
      const message = { en: 'the place is not known here or is no site' };
      const refusal = { receipt: 'rejected', code: 'unknown_site', message };
      for (const row of rows.result.filter((one) => one.subject === id))
        store.put({ ...row, ...refusal });
    };
    await new Promise((resolve) => {
      tx.oncomplete = resolve;
    });
    open.result.close();
  }, subject);
}
