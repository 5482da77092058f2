import { signIn } from './pages/sign_in';
import { expect, test } from './support/fixtures';
import { accessProblems, overflowProblems } from './support/looks';
import { SIZES } from './support/tablet';

const PUDONG = /Pudong|浦东/;
const BUILD_MS = 150_000;

test('a pack whose page was closed is found again, and told when it is ready', async ({
  device,
}) => {
  test.setTimeout(BUILD_MS + 60_000);
  const { page, context } = await device('auditor', SIZES.desk);
  await signIn(page, 'p08');
  await page.goto('/evidence');
  await page.getByRole('button', { name: PUDONG }).click();
  await page.getByTestId('pack-build').click();
  await expect(page.getByTestId('pack-job')).toBeVisible();
  await page.close();

  const later = await context.newPage();
  await later.goto('/evidence');
  await expect(later.getByTestId('pack-job')).toBeVisible();
  await expect(later.getByTestId('pack-build')).toBeDisabled();
  // Somewhere else on the desk it is told, once.
  await later.getByTestId('nav-verify').click();
  await expect(later.getByTestId('pack-ready')).toBeVisible({ timeout: BUILD_MS });
  expect(await accessProblems(later)).toEqual([]);
  expect(await overflowProblems(later)).toEqual([]);
  await later.getByTestId('pack-heard').click();
  await expect(later.getByTestId('pack-ready')).toHaveCount(0);

  await later.goto('/evidence');
  await expect(later.getByTestId('pack-download').first()).toBeVisible();
  await expect(later.getByTestId('pack-ready')).toHaveCount(0);
  await later.getByTestId('settings-open').click();
  await expect(later.getByTestId('ledger-fingerprint')).toHaveText(/^(\s*[0-9a-f]{4}){16}\s*$/);
});
