import { expect, SIZES, test } from './support/stage';

test('where the browser tells nothing of its room, no bar says how full it is', async ({
  stage,
}) => {
  const { page } = await stage.person('p11', SIZES.phone);
  await page.goto('/sync');
  await expect(page.getByTestId('storage-bar')).toBeVisible();
  await page.addInitScript(() => {
    StorageManager.prototype.estimate = async () => ({});
  });
  await page.reload();
  await expect(page.getByTestId('sync-headline')).toHaveAttribute('data-waiting', '0');
  await expect(page.getByTestId('storage-bar')).toHaveCount(0);
});
