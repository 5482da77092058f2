import { signIn } from './pages/sign_in';
import { expect, test } from './support/fixtures';
import { SIZES } from './support/tablet';

test('a changed severity shows its new deadline before and keeps both after', async ({
  device,
}, info) => {
  const { page } = await device('grade', SIZES.desk);
  await signIn(page, 'p05');
  const rows = page.locator('tr[data-index]');
  await expect(rows.first()).toBeVisible();
  const regrade = page.getByTestId('nc-move-regrade');
  const panel = page.getByTestId('panel');
  for (let index = 0; index < (await rows.count()); index += 1) {
    await rows.nth(index).locator('.open').click();
    await expect(panel.getByTestId('moves')).toBeVisible();
    if (await regrade.isVisible()) break;
  }
  await regrade.click();
  const confirm = page.getByTestId('reason-confirm');
  await page.getByTestId('reason-text').fill('The stock beside it is flammable.');
  await expect(confirm).toBeDisabled();

  const choice = page.getByRole('dialog').locator('[data-testid^="severity-"]').first();
  await choice.click();
  const shown = page.getByTestId('due-preview');
  await expect(shown).toContainText('CA-');
  await info.attach('the sheet', { body: await page.screenshot(), contentType: 'image/png' });
  await page.screenshot({ path: info.outputPath('sheet.png') });
  await confirm.click();

  await expect(page.getByTestId('move-done')).toBeVisible();
  await expect(panel.locator('.tl')).toContainText('→');
  await page.screenshot({ path: info.outputPath('after.png'), fullPage: true });
});

test('an owner sees the new deadline before asking for more time, by days and by a date', async ({
  device,
}) => {
  const { page } = await device('owner', SIZES.phone);
  await signIn(page, 'p16');
  await page.goto('/actions');
  await page.locator('a[href^="/actions/"]').first().click();
  await page.getByTestId('move-request_extension').click();
  const preview = page.getByTestId('due-preview');
  await expect(preview).toContainText('→');
  const byDays = await preview.textContent();

  await page.getByTestId('more-until').click();
  await page.getByTestId('more-until-day').fill('2031-05-09');
  await expect(preview).toContainText('2031');
  expect(await preview.textContent()).not.toBe(byDays);
  await page.getByTestId('reason-text').fill('The part comes in May.');
  await page.getByTestId('reason-confirm').click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
});
