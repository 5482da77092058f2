import { FireSafety } from './pages/fire_safety';
import { readyOffline, signIn } from './pages/sign_in';
import { startChecklist } from './pages/today';
import { expect, test } from './support/fixtures';
import { accessProblems, overflowProblems } from './support/looks';
import { photo } from './support/photos';
import { ServerView } from './support/story';
import { SIZES } from './support/tablet';

const PUDONG = /Pudong|浦东/;

test('what a tablet without a network holds is brought in by hand, once', async ({
  server,
  device,
}) => {
  const [tablet, desk] = await Promise.all([
    device('stranded', SIZES.tablet),
    device('inbox', SIZES.desk),
  ]);
  const { page, context } = tablet;
  const form = new FireSafety(page);
  const seen = new ServerView(server);
  let inspection = '';
  let file = '';

  await test.step('offline, an inspection with a photo is recorded', async () => {
    await signIn(page, 'p09');
    await readyOffline(page);
    await context.setOffline(true);
    inspection = await startChecklist(page, 'fire-safety-site', PUDONG);
    await form.section('exits');
    await form.choose('doors_outward', 'no');
    await form.photograph('doors_outward', photo('door.png', 40));
  });

  await test.step('its rescue file is saved, without a network', async () => {
    await page.goto('/sync');
    const saving = page.waitForEvent('download');
    await page.getByTestId('save-rescue').click();
    const download = await saving;
    expect(download.suggestedFilename()).toMatch(/^[\w-]+_\d{4}-\d{2}-\d{2}\.fsrescue$/);
    file = await download.path();
    await expect(page.getByTestId('rescue-saved')).toBeVisible();
    expect(await accessProblems(page)).toEqual([]);
    expect(await overflowProblems(page)).toEqual([]);
  });

  await test.step('an officer brings it in: three changes and a photo are new', async () => {
    await signIn(desk.page, 'p05');
    await desk.page.goto('/inbox');
    await desk.page.getByTestId('rescue-file').setInputFiles(file);
    const taken = desk.page.getByTestId('rescue-taken');
    await expect(taken).toContainText(
      /0 already known, 3 new, 0 refused|0 条已有，3 条新增，0 条拒收/,
    );
    expect(await accessProblems(desk.page)).toEqual([]);
    const { answers, files } = await seen.inspection(inspection);
    expect(answers.map(({ question }) => question)).toEqual(['doors_outward']);
    expect(files.map(({ received }) => received)).toEqual([true]);
  });

  await test.step('a second time, and the tablet itself, change nothing', async () => {
    await desk.page.getByTestId('rescue-file').setInputFiles(file);
    const taken = desk.page.getByTestId('rescue-taken');
    await expect(taken).toContainText(
      /3 already known, 0 new, 0 refused|3 条已有，0 条新增，0 条拒收/,
    );
    await context.setOffline(false);
    await page.goto('/sync');
    await expect(page.getByTestId('sync-headline')).toHaveAttribute('data-waiting', '0');
    await expect(page.getByTestId('sync-headline')).toHaveAttribute('data-files', '0');
    const { answers } = await seen.inspection(inspection);
    expect(answers).toHaveLength(1);
  });

  await test.step('another file is refused in words', async () => {
    await desk.page
      .getByTestId('rescue-file')
      .setInputFiles({ name: 'x.fsrescue', mimeType: 'text/plain', buffer: Buffer.from('x') });
    await expect(desk.page.getByTestId('rescue-refused')).toBeVisible();
  });
});
