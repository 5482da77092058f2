import { speak } from './support/looks';
import { expect, SIZES, test } from './support/stage';

test('an address of others says whom it is for, whom to ask and leads back', async ({ stage }) => {
  const { page } = await stage.person('p13', SIZES.phone);
  await page.goto('/sync');
  for (const place of ['/people', '/overview', '/backlog', '/inbox']) {
    await page.goto(place);
    const said = page.getByTestId('no-access');
    await expect(said).toHaveAttribute('data-why', 'not_yours');
    await expect(said).toContainText('You cannot see this. Your role: inspector · ');
    await expect(page.getByTestId('no-access-for')).toContainText('compliance officer');
    await expect(page.getByTestId('no-access-ask')).toContainText(/Ask .+\./);
    expect(new URL(page.url()).pathname).toBe(place);
  }
  await page.goBack();
  await page.getByTestId('no-access-home').click();
  await expect(page).toHaveURL(/\/today$/);
  await page.goto('/overview');
  await page.getByTestId('no-access-back').click();
  await expect(page).toHaveURL(/\/today$/);
});

test('without a network it is said all the same, and in Chinese', async ({ stage }) => {
  const { page, context } = await stage.person('p09', SIZES.tablet);
  await page.locator('[data-testid=ready-offline][data-ready=true]').waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await speak(page, 'zh-Hans');
  await context.setOffline(true);
  await page.goto('/backlog');
  await expect(page.getByTestId('no-access')).toContainText('您无权查看。');
  await expect(page.getByTestId('no-access-for')).toContainText('合规专员');
  await expect(page.getByTestId('no-access-ask')).toHaveCount(0);
  await context.setOffline(false);
});

test('an address that no version has says so to an officer, who stays at the desk', async ({
  stage,
}) => {
  const { page } = await stage.person('p06', SIZES.desk);
  await page.goto('/nowhere');
  await expect(page.getByTestId('no-access')).toHaveAttribute('data-why', 'nothing');
  await page.goto('/people');
  await expect(page.getByTestId('no-access')).toHaveAttribute('data-why', 'not_here');
  await expect(page.getByTestId('nav-backlog')).toBeVisible();
});
