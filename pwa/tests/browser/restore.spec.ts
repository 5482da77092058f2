import { FireSafety } from './pages/fire_safety';
import { readyOffline, signIn } from './pages/sign_in';
import { SyncPage } from './pages/sync';
import { startChecklist } from './pages/today';
import { expect, test } from './support/fixtures';
import { photo } from './support/photos';
import { ServerView } from './support/story';
import { SIZES } from './support/tablet';

const PUDONG = /Pudong|浦东/;
const INSPECTIONS = 10;

test('ten inspections with photos come back by themselves after an old copy was put back', async ({
  server,
  device,
}) => {
  test.setTimeout(300_000);
  const { page, context } = await device('keeps', SIZES.phone);
  const sync = new SyncPage(page);
  const form = new FireSafety(page);
  const seen = new ServerView(server);
  const inspections: string[] = [];

  await test.step('somebody signs in, and then a copy of the server is made', async () => {
    await signIn(page, 'p09');
    await readyOffline(page);
  });
  const copy = await server.copied();

  await test.step('ten inspections with a photo each are recorded, and received', async () => {
    for (let count = 0; count < INSPECTIONS; count += 1) {
      inspections.push(await startChecklist(page, 'fire-safety-site', PUDONG));
      await form.section('exits');
      await form.choose('doors_outward', 'no');
      await form.photograph('doors_outward', photo(`door-${count}.png`, 20 + count * 20));
    }
    await sync.expectDelivered({ photos: INSPECTIONS });
    await sync.expectPill('received');
  });

  await test.step('the copy is put back: the server has none of them', async () => {
    await context.setOffline(true);
    await server.putBack(copy);
    for (const id of inspections) await expect(seen.inspection(id)).rejects.toThrow();
  });

  await test.step('the tablet sends everything again, and says so only when it is there', async () => {
    // What was told last stands until the server can be asked; from the first answer on it is in doubt.
    const sentAgain = page.waitForResponse(
      (answer) => answer.url().includes('/api/sync/push') && answer.ok(),
    );
    await context.setOffline(false);
    await page.goto('/sync');
    await sentAgain;
    await sync.expectDelivered({ photos: INSPECTIONS });
    await sync.expectPill('received');
    for (const id of inspections) {
      const { answers, files } = await seen.inspection(id);
      expect(answers.map(({ question }) => question)).toEqual(['doors_outward']);
      expect(files.map(({ received }) => received)).toEqual([true]);
    }
  });
});
