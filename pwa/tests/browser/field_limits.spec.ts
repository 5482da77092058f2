import type { Page } from '@playwright/test';
import { FireSafety } from './pages/fire_safety';
import { readyOffline, signIn } from './pages/sign_in';
import { SyncPage } from './pages/sync';
import { startChecklist } from './pages/today';
import { expect, test } from './support/fixtures';
import { accessProblems, overflowProblems } from './support/looks';
import { SIZES } from './support/tablet';

const PUDONG = /Pudong|浦东/;
// Signs beyond the basic plane: two units of a string each, and one sign for whoever counts.
const SIGN = '𠮷';

test('limits stand at the fields, and what is too long stays there', async ({ device }) => {
  const { page } = await device('limits', SIZES.phone);
  await signIn(page, 'p09');
  await readyOffline(page);
  await startChecklist(page, 'fire-safety-site', PUDONG);
  const form = new FireSafety(page);
  await form.section('exits');
  const note = page.getByTestId('note-exits_unlocked');
  await page.getByTestId('note-open-exits_unlocked').click();

  await test.step('far from the limit nothing is counted, near it is', async () => {
    await note.fill('x'.repeat(7_999));
    await expect(page.getByTestId('counter')).toHaveCount(0);
    await note.fill(SIGN.repeat(8_001));
    await expect(page.getByTestId('counter')).toContainText(/8,001.*10,000/);
  });

  await test.step('10,001 signs: told, not recorded, still there after a reload', async () => {
    await note.fill(SIGN.repeat(10_001));
    await note.press('Tab');
    await expect(page.getByTestId('why-note-exits_unlocked')).toBeVisible();
    await expect(page.getByTestId('counter')).toHaveAttribute('data-over', '1');
    await expect(form.saved).toHaveAttribute('data-saved', '');
    await looksSound(page);
    await page.reload();
    await expect(note).toHaveValue(SIGN.repeat(10_001));
  });

  await test.step('shortened by one, it is recorded and received', async () => {
    await note.fill(SIGN.repeat(10_000));
    await note.press('Tab');
    await expect(page.getByTestId('unfinished-note-exits_unlocked')).toHaveCount(0);
    await expect(page.getByTestId('why-note-exits_unlocked')).toHaveCount(0);
    await new SyncPage(page).expectDelivered({ photos: 0 });
    await new SyncPage(page).expectPill('received');
    await page.goBack();
    await expect(note).toHaveValue(SIGN.repeat(10_000));
  });

  await test.step('a reason of 2,001 signs cannot be given, one of 2,000 can', async () => {
    await page.getByTestId('na-emergency_light_test').click();
    const reason = page.getByTestId('reason-text');
    await reason.fill('y'.repeat(2_001));
    await expect(page.getByTestId('reason-confirm')).toBeDisabled();
    await expect(page.getByRole('dialog').getByTestId('counter')).toHaveAttribute('data-over', '1');
    await looksSound(page);
    await reason.fill('y'.repeat(2_000));
    await page.getByTestId('reason-confirm').click();
    await expect(form.row('emergency_light_test')).toHaveAttribute('data-status', 'na');
  });

  await test.step('a name signs up to what the server takes of a text', async () => {
    await form.section('duty');
    await page.getByTestId('sign-host_sign').click();
    await page.getByTestId('sign-role').fill('Host');
    await page.getByTestId('sign-name').fill('z'.repeat(10_001));
    await expect(page.getByTestId('sign-confirm')).toBeDisabled();
    await page.getByTestId('sign-name').fill('z'.repeat(10_000));
    await expect(page.getByTestId('sign-confirm')).toBeEnabled();
  });
});

async function looksSound(page: Page): Promise<void> {
  expect(await accessProblems(page)).toEqual([]);
  expect(await overflowProblems(page)).toEqual([]);
}
