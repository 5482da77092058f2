import { FireSafety } from './pages/fire_safety';
import { readyOffline, signIn, signOut } from './pages/sign_in';
import { SyncPage } from './pages/sync';
import { startChecklist } from './pages/today';
import { expect, test } from './support/fixtures';
import { ServerView } from './support/story';

const PUDONG = /Pudong|浦东/;

test('two people on one tablet: neither waits for the other, and no queue goes in another name', async ({
  server,
  device,
}) => {
  const { page, context } = await device('shared');
  const seen = new ServerView(server);
  const sync = new SyncPage(page);
  let first = '';

  await test.step('the first person records offline and leaves', async () => {
    await signIn(page, 'p09');
    await readyOffline(page);
    await context.setOffline(true);
    first = await startChecklist(page, 'fire-safety-site', PUDONG);
    await new FireSafety(page).choose('has_hydrant', 'yes');
    await signOut(page);
    await context.setOffline(false);
  });

  await test.step("the second person's work goes out; the first one's stays sealed", async () => {
    await signIn(page, 'p10');
    await readyOffline(page);
    const second = await startChecklist(page, 'fire-safety-site', PUDONG);
    await new FireSafety(page).choose('has_hydrant', 'no');
    await sync.expectDelivered({ photos: 0 });
    expect((await seen.inspection(second)).state).toBe('open');
    await expect(seen.inspection(first)).rejects.toThrow('404');
    await page.goto(`/inspections/${first}`);
    await expect(page.getByTestId('answer-has_hydrant-yes')).toHaveCount(0);
    await signOut(page);
  });

  await test.step('when the first person is back, their queue goes', async () => {
    await signIn(page, 'p09');
    await sync.expectDelivered({ photos: 0 });
    expect((await seen.inspection(first)).state).toBe('open');
    await page.goto(`/inspections/${first}/premises`);
    await expect(new FireSafety(page).option('has_hydrant', 'yes')).toHaveAttribute(
      'aria-checked',
      'true',
    );
  });
});
