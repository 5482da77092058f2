import { signIn } from './pages/sign_in';
import { expect, test } from './support/fixtures';
import { SIZES } from './support/tablet';

test('an officer works through the backlog by keys alone', async ({ device }) => {
  const { page } = await device('keys', SIZES.desk);
  await signIn(page, 'p05');
  const rows = page.locator('tr[data-index]');
  await expect(rows.first()).toBeVisible();
  const second = await rows.nth(1).getAttribute('data-testid');

  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  const panel = page.getByTestId('panel');
  await expect(panel.getByTestId('moves')).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`open=${second?.replace('row-', '')}$`));

  await page.keyboard.press('a');
  await expect(page.getByTestId('move-owner')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('move-owner')).toHaveCount(0);
  await expect(panel).toBeVisible();

  await page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
});
