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

test('a job that ends between the question for the list and the one for the job is seen to end', async ({
  device,
}) => {
  test.setTimeout(BUILD_MS + 60_000);
  const { page } = await device('between', SIZES.desk);
  await signIn(page, 'p08');
  await page.goto('/evidence');
  let before = '';
  let late = 0;
  // The list is answered as it stood a moment ago, once, when it would say for the first time that it is ready.
  await page.route('**/api/evidence-packs', async (route) => {
    if (route.request().method() !== 'GET') return route.continue();
    const answer = await route.fetch();
    const body = await answer.text();
    const building = body.includes('"state":"building"');
    const old = before !== '' && !building && late === 0;
    if (building) before = body;
    if (old) late += 1;
    return route.fulfill({ response: answer, body: old ? before : body });
  });
  await page.getByRole('button', { name: PUDONG }).click();
  await page.getByTestId('pack-build').click();
  await expect(page.getByTestId('pack-download').first()).toBeVisible({ timeout: BUILD_MS });
  expect(late).toBe(1);
});
